"""The pages of safe mode: nobody signed in, a way out that forgets, how to be reached, and who must not know."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.directory import demo as directory_demo
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.requests import VISITOR
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.kernel.errors import Conflict
from coopcouncil.kernel.identifiers import RANDOM_BYTES, new_reference
from coopcouncil.people import demo as people_demo
from coopcouncil.people.public import organisation_by_code
from coopcouncil.places import demo as places_demo
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Notice, Submission
from coopcouncil.sharing.public import SubmissionRow

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
ALWAYS, CHOSEN = "domestic-abuse", "moving-home"
UNKNOWN = new_reference(bytes(RANDOM_BYTES))


@pytest.fixture
def ashmere(cast: SimpleNamespace) -> None:
    """Every organisation and service of the demo borough."""
    for context in (people_demo, places_demo, directory_demo):
        context.load()


def begin(client: Client, code: str) -> tuple[UUID, Actor]:
    """Press the button of the page about safe mode. The draft, and the browser as an actor."""
    client.post(reverse("frontdoor:safely", args=[code]))
    draft = Draft.objects.get(safe=True)
    return draft.id, Actor(kind="anonymous", session_key=client.session[VISITOR])


def address(name: str, draft_id: UUID) -> str:
    return reverse(f"frontdoor:{name}", args=[draft_id])


def answered(client: Client, code: str, **instead: Any) -> tuple[UUID, Actor]:
    draft_id, actor = begin(client, code)
    answer_all(actor, draft_id, **instead)
    return draft_id, actor


def send(client: Client, draft_id: UUID) -> Any:
    page = client.get(address("who", draft_id))
    assert page.status_code == 200, page.url
    event = gateways.life_event(Draft.objects.get(id=draft_id).event_code)
    return client.post(address("who", draft_id), as_shown(page, tell=[notice.code for notice in event.notices]))


def test_whoever_is_signed_in_is_told_so_and_signed_out_first(client_for: ClientFor) -> None:
    amara = client_for("amara")
    page = amara.post(reverse("frontdoor:life_event", args=[ALWAYS]))
    assert page.url == reverse("frontdoor:safely", args=[ALWAYS])
    assert "We sign you out first" in amara.get(page.url).content.decode()
    amara.post(page.url)
    assert "_auth_user_id" not in amara.session
    draft = Draft.objects.get()
    assert (draft.account_id, draft.safe) == (None, True)
    assert draft.expires_at - draft.started_at == timedelta(hours=2)
    assert amara.get("/account/").status_code == 302


def test_an_account_cannot_begin_it_by_any_way(cast: SimpleNamespace) -> None:
    with pytest.raises(Conflict):
        actions.start(actor=cast.amara.actor, event_code=ALWAYS, now=clock.now())
    with pytest.raises(Conflict):
        actions.start(actor=cast.amara.actor, event_code=CHOSEN, now=clock.now(), safe=True)


def test_it_can_be_switched_on_later_and_the_account_keeps_nothing(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    amara = client_for("amara")
    before = actions.start(actor=cast.amara.actor, event_code=CHOSEN, now=clock.now())
    answer_all(cast.amara.actor, before)
    answers = Draft.objects.get().answers
    switched = amara.post(address("change_over", before))
    draft = Draft.objects.get()
    assert draft.id != before
    assert (draft.account_id, draft.safe, draft.answers) == (None, True, answers)
    assert switched.url == address("resume", draft.id)
    assert amara.get(switched.url).status_code == 302
    assert client_for("amara").get(switched.url).status_code == 404
    assert not AuditRow.objects.filter(object_id=draft.id, actor_id=cast.amara.account_id).exists()
    # No row of the account's stands beside the visitor's: one request writes one row.
    begun_safely = AuditRow.objects.get(object_id=draft.id, verb="frontdoor.telling_begun")
    assert [row.id for row in AuditRow.objects.filter(request_id=begun_safely.request_id)] == [begun_safely.id]
    assert begun_safely.actor_id is None


def test_every_page_has_the_way_out_a_mute_title_and_an_address_without_words(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = begin(client, CHOSEN)
    event = gateways.life_event(CHOSEN)
    first = client.get(address("resume", draft_id)).url
    assert re.search(r"/question/\d+/$", first)
    seen = [client.get(first)]
    answer_all(_actor, draft_id)
    seen += [client.get(address(name, draft_id)) for name in ("check", "needs", "reach", "discard")]
    client.post(address("reach", draft_id), {"way": "none"})
    seen += [client.get(address("places", draft_id))]
    client.post(address("places", draft_id))
    seen += [client.get(address("who", draft_id))]
    send(client, draft_id)
    seen += [client.get(address("done", draft_id))]
    for page in seen:
        text = page.content.decode()
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert re.search(r'<a href="/leave/"[^>]*govuk-js-exit-this-page-button', text)
        assert "data-one-entry" in text
        assert event.title not in text
        assert re.search(r"<title[^>]*>\s*Tell us once", text)
    checked = seen[1].content.decode()
    assert not any(f"/question/{fact.code}/" in checked for fact in event.facts)


def test_leaving_forgets_the_session_so_that_going_back_shows_nothing(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = begin(client, ALWAYS)
    page = client.get(address("resume", draft_id)).url
    gone = client.get("/leave/")
    assert gone.url == "https://www.bbc.co.uk/weather"
    assert all(not cookie.value for cookie in client.cookies.values())
    assert client.get(page).status_code == 404


def test_how_to_be_reached_is_asked_before_who_and_its_slips_keep_what_was_typed(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, CHOSEN)
    assert client.get(address("who", draft_id)).url == address("reach", draft_id)
    assert client.get(address("places", draft_id)).url == address("reach", draft_id)
    wrong = client.post(address("reach", draft_id), {"way": "phone", "detail-phone": "", "when": "mornings"})
    assert wrong.status_code == 422
    assert "Write the number that is safe" in wrong.content.decode()
    assert 'value="mornings"' in wrong.content.decode()
    assert client.post(address("reach", draft_id), {}).status_code == 422
    fine = client.post(address("reach", draft_id), {"way": "in_person", "detail-in_person": "The library desk"})
    assert fine.url == address("places", draft_id)
    assert queries.draft(draft_id, now=clock.now()).safe_contact == {
        "way": "in_person", "detail": "The library desk", "when": "",
    }  # fmt: skip
    assert client.get(address("who", draft_id)).url == address("places", draft_id)


def test_a_life_event_that_asks_it_itself_is_not_asked_twice(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, ALWAYS)
    assert client.get(address("reach", draft_id)).url == address("places", draft_id)
    client.post(address("places", draft_id))
    send(client, draft_id)
    notices = list(Notice.objects.all())
    assert notices
    for notice in notices:
        assert notice.safe_contact == {"way": "text", "detail": "07700 900182", "when": "Weekdays from 10 to 2"}


def test_a_number_or_address_that_was_not_chosen_is_marked_and_the_chosen_one_is_not(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, ALWAYS)
    client.post(address("places", draft_id))
    send(client, draft_id)
    facts = [fact for notice in Notice.objects.all() for fact in notice.facts]
    assert {fact["code"] for fact in facts if fact.get("do_not_use")} == {"shared_address"}
    assert "safe_phone" in {fact["code"] for fact in facts}


def test_an_organisation_that_must_not_know_is_told_nothing_and_the_councils_lead_is_told_why(
    client_for: ClientFor, ashmere: None
) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, ALWAYS)
    barred, council = organisation_by_code("larkhill-primary-academy"), organisation_by_code("ashmere-council")
    assert barred.name in client.get(address("places", draft_id)).content.decode()
    client.post(address("places", draft_id), {"places": [str(barred.id)]})
    who = client.get(address("who", draft_id)).content.decode()
    assert f"Instead of {barred.name}, which is told nothing" in who
    send(client, draft_id)
    assert not Notice.objects.filter(organisation_id=barred.id).exists()
    instead = [notice for notice in Notice.objects.all() if notice.instead_of]
    assert instead
    for notice in instead:
        assert (notice.organisation_id, notice.service_type) == (council.id, "safeguarding_adults")
        assert notice.instead_of == barred.name
        assert barred.name not in notice.title + notice.purpose_words + notice.what_happens, "these can be read"


def test_where_the_council_itself_must_not_know_it_is_left_out_and_the_page_says_who_else_can_help(
    client_for: ClientFor, ashmere: None
) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, ALWAYS)
    council = organisation_by_code("ashmere-council")
    client.post(address("places", draft_id), {"places": [str(council.id)]})
    who = client.get(address("who", draft_id)).content.decode()
    assert "because the council must not find out" in who
    assert "0808 2000 247" in who
    send(client, draft_id)
    assert Notice.objects.exists()
    assert not Notice.objects.filter(organisation_id=council.id).exists()


def test_nobody_left_to_tell_is_said_and_nothing_can_be_sent(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, ALWAYS)
    page = client.get(address("places", draft_id)).content.decode()
    everyone = re.findall(r'name="places" [^>]*value="([0-9a-f-]{36})"', page)
    client.post(address("places", draft_id), {"places": everyone})
    who = client.get(address("who", draft_id)).content.decode()
    assert "Send, and tell them" not in who
    assert "0808 2000 247" in who
    assert not Submission.objects.exists()


def test_who_must_not_know_is_asked_again_when_an_answer_brings_somebody_new(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, CHOSEN)
    client.post(address("reach", draft_id), {"way": "none"})
    client.post(address("places", draft_id))
    assert client.get(address("who", draft_id)).status_code == 200
    Draft.objects.filter(id=draft_id).update(asked_about=[])
    assert client.get(address("who", draft_id)).url == address("places", draft_id)
    assert client.post(address("who", draft_id), {"shown": []}).url == address("places", draft_id)


def test_reference_and_words_are_shown_after_sending_and_open_the_answers(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, ALWAYS)
    client.post(address("places", draft_id))
    assert send(client, draft_id).url == address("done", draft_id)
    assert send_again(client, draft_id) == address("done", draft_id)
    held = Draft.objects.get(id=draft_id)
    assert (held.answers, held.safe_contact, held.conflicted) == ({}, None, [])
    page = client.get(address("done", draft_id)).content.decode()
    reference, words = held.opens_with["reference"], held.opens_with["words"]
    assert reference in page
    assert words in page
    stranger = client_for(None)
    assert stranger.get(address("done", draft_id)).status_code == 404
    assert stranger.post("/safe/", {"reference": reference, "words": "a b c d"}).status_code == 422
    assert stranger.post("/safe/", {"reference": "??", "words": words}).status_code == 422
    opened = stranger.post("/safe/", {"reference": reference.lower(), "words": words})
    assert opened.status_code == 200
    assert "What the services answered" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    assert "07700 900182" not in opened.content.decode()
    assert reference not in opened.content.decode()
    assert "Look again" in stranger.get("/safe/").content.decode()
    actions.remove_expired(now=clock.now() + timedelta(minutes=31))
    assert client.get(address("done", draft_id)).status_code == 404


def send_again(client: Client, draft_id: UUID) -> str:
    return str(client.post(address("who", draft_id), {}).url)


def test_it_stands_in_no_list_of_the_browser_and_its_own_address_is_not_found(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = answered(client, ALWAYS)
    client.post(address("places", draft_id))
    send(client, draft_id)
    told = Submission.objects.get()
    for name in ("submission", "sent", "print"):
        assert client.get(reverse(f"frontdoor:{name}", args=[told.id])).status_code == 404
    assert told.reference not in client.get("/notices/").content.decode()


def test_needs_are_remembered_in_the_account_but_never_in_safe_mode(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    amara = client_for("amara")
    draft_id = actions.start(actor=cast.amara.actor, event_code=CHOSEN, now=clock.now())
    answer_all(cast.amara.actor, draft_id)
    wrong = amara.post(address("needs", draft_id), {"needs": ["interpreter"], "words-interpreter": ""})
    assert wrong.status_code == 422
    assert "Which language do you speak?" in wrong.content.decode()
    given = {"needs": ["interpreter", "bsl"], "words-interpreter": "Tigrinya"}
    assert amara.post(address("needs", draft_id), given).url == address("who", draft_id)
    assert "Needs an interpreter: Tigrinya" in amara.get(address("check", draft_id)).content.decode()
    page = amara.get(address("who", draft_id))
    amara.post(address("who", draft_id), as_shown(page, tell=[n.code for n in gateways.life_event(CHOSEN).notices]))
    notice = Notice.objects.first()
    assert notice is not None
    assert notice.needs == [{"code": "interpreter", "words": "Tigrinya"}, {"code": "bsl", "words": ""}]
    again = actions.start(actor=cast.amara.actor, event_code="birth", now=clock.now())
    answer_all(cast.amara.actor, again)
    assert 'value="Tigrinya"' in amara.get(address("needs", again)).content.decode()
    safe_id, _actor = answered(client_for(None), CHOSEN)
    assert "Tigrinya" not in client_for(None).get(address("needs", safe_id)).content.decode()


def test_what_is_begun_in_safe_mode_stands_in_no_list_of_its_browser(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id, _actor = begin(client, CHOSEN)
    assert client.get(address("resume", draft_id)).status_code == 302
    for page in ("/", "/notices/", reverse("frontdoor:life_event", args=[CHOSEN])):
        assert str(draft_id) not in client.get(page).content.decode(), page


def test_beginning_again_in_safe_mode_throws_away_what_the_account_began_and_joins_the_two_nowhere(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    amara, now = client_for("amara"), clock.now()
    mine = actions.start(actor=cast.amara.actor, event_code=CHOSEN, now=now)
    other = actions.start(actor=cast.amara.actor, event_code="birth", now=now)
    theirs = actions.start(actor=cast.bilal.actor, event_code=CHOSEN, now=now)
    page = reverse("frontdoor:safely", args=[CHOSEN])
    assert "When you go on, we throw that away" in amara.get(page).content.decode()
    assert "When you go on, we throw that away" not in client_for("grace").get(page).content.decode()
    amara.post(page)
    begun = Draft.objects.get(safe=True)
    assert set(Draft.objects.values_list("id", flat=True)) == {begun.id, other, theirs}
    assert not AuditRow.objects.filter(object_id=mine, verb="frontdoor.telling_discarded").exists()
    row = AuditRow.objects.get(object_id=begun.id)
    assert [each.id for each in AuditRow.objects.filter(request_id=row.request_id)] == [row.id]
    assert str(mine) not in client_for("amara").get("/account/").content.decode()


def test_the_lists_have_a_way_out_where_somebody_else_told_what_has_to_be_hidden(
    client_for: ClientFor, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = SubmissionRow(
        id=uuid4(), reference="7KD-4QM-9XF", event_code=CHOSEN, event_version=1, title="Moving home",
        submitted_at=clock.now(), states=(),
    )  # fmt: skip
    monkeypatch.setattr(sharing, "told_for", lambda _actor: [row])
    for page in ("/account/", "/notices/"):
        shown = client_for("amara").get(page).content.decode()
        assert "govuk-js-exit-this-page-button" in shown, page
        assert "Moving home" not in shown, page


def told(client: Client) -> tuple[str, str]:
    """Tell of what is always told in safe mode; its reference and its words."""
    draft_id, _actor = answered(client, ALWAYS)
    client.post(address("places", draft_id))
    send(client, draft_id)
    opens = Draft.objects.get(id=draft_id).opens_with
    return opens["reference"], opens["words"]


TAKE_BACK = {"why-because": "mistake", "why-words": "I am back with my sister."}


def test_reference_and_words_take_it_back_in_any_browser_and_leave_no_trace(client_for: ClientFor) -> None:
    reference, words = told(client_for(None))
    submission, amara = Submission.objects.get(), client_for("amara")
    opened = amara.post("/safe/", {"reference": reference, "words": words}).content.decode()
    assert "/safe/take-back/" in opened
    before = dict(amara.session.items())
    both = {"reference": reference, "words": words}
    for short in (TAKE_BACK, {**both, "words": "a b c d", **TAKE_BACK}, both):
        assert amara.post("/safe/take-back/", short).status_code == 422
    assert not Notice.objects.filter(kind="withdrawal").exists()
    done = amara.post("/safe/take-back/", {**both, **TAKE_BACK})
    assert done.status_code == 200
    assert "You have taken it back" in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    for word in (reference, words, "my sister"):
        assert word not in done.content.decode()
    assert dict(amara.session.items()) == before
    assert not {"messages"} & {name for name, cookie in amara.cookies.items() if cookie.value}
    first, second = Notice.objects.filter(kind="told"), Notice.objects.filter(kind="withdrawal")
    assert {notice.corrects_id for notice in second} == {notice.id for notice in first}
    for notice in second:
        assert (notice.words, notice.facts, notice.safe_contact["way"]) == ("I am back with my sister.", [], "none")
    for row in AuditRow.objects.filter(object_id=submission.id):
        assert (row.actor_id, row.actor_kind, bool(row.hats)) == (None, "anonymous", False), row.verb
    assert "You had taken it back already" in amara.post("/safe/take-back/", {**both, **TAKE_BACK}).content.decode()
    assert Notice.objects.filter(kind="withdrawal").count() == second.count()
    again = client_for(None).post("/safe/", both).content.decode()
    assert "You took this back on" in again
    assert "/safe/take-back/" not in again


def test_tries_from_one_address_are_limited_whatever_the_reference_and_right_ones_do_not_count(
    client_for: ClientFor,
) -> None:
    reference, words = told(client_for(None))
    client = client_for(None)
    for _ in range(25):
        assert client.post("/safe/", {"reference": reference, "words": words}).status_code == 200
        assert client.post("/safe/", {"reference": "no reference", "words": words}).status_code == 422
    for _ in range(20):
        assert client.post("/safe/", {"reference": UNKNOWN, "words": "a b c d"}).status_code == 422
    for page in ("/safe/", "/safe/take-back/"):
        shut = client.post(page, {"reference": reference, "words": words, **TAKE_BACK})
        assert shut.status_code == 429
        assert re.search(r"Try again in \d+ minutes", shut.content.decode())
    assert not Notice.objects.filter(kind="withdrawal").exists()
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert elsewhere.post("/safe/", {"reference": reference, "words": words}).status_code == 200


SURER, SIGN_IN = "surer who you are", "Whoever signs in can prove who they are"


@pytest.mark.parametrize(("code", "surer"), [(ALWAYS, False), (CHOSEN, True)])
def test_nobody_is_sent_to_sign_in_nor_told_of_proof_that_no_service_asks_for(
    client_for: ClientFor, code: str, surer: bool
) -> None:
    client = client_for(None)
    draft_id, actor = begin(client, code)
    answer_all(actor, draft_id)
    client.post(address("reach", draft_id), {"way": "none"})
    client.post(address("places", draft_id))
    who = client.get(address("who", draft_id)).content.decode()
    assert "Send, and tell them" in who
    assert (SURER in who) is surer
    assert ("They ask for no papers first." in who) is not surer
    assert SIGN_IN not in who
    send(client, draft_id)
    told = {notice.code: notice.standing_means for notice in Notice.objects.all()}
    assert told
    assert any("Nobody has checked" in means for means in told.values()) is surer


def test_outside_safe_mode_whoever_is_not_signed_in_reads_that_signing_in_helps(client_for: ClientFor) -> None:
    client = client_for(None)
    client.post(reverse("frontdoor:life_event", args=[CHOSEN]))
    draft = Draft.objects.get()
    answer_all(Actor(kind="anonymous", session_key=client.session[VISITOR]), draft.id)
    who = client.get(address("who", draft.id)).content.decode()
    assert SURER in who
    assert SIGN_IN in who
