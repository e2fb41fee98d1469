"""What we know already is offered with its source, never used unasked; corrections are kept with both values."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.rows import rewrite

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways, public, queries
from coopcouncil.frontdoor.domain import known
from coopcouncil.frontdoor.domain.life_event import KNOWN_AS, ONE_OF_SEVERAL
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Delivery, Notice, RecordedFact

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
FIRST, NEXT, HIDDEN = "losing-a-job", "birth", "moving-home"
NAME = {"first_names": "Amara", "last_name": "Okoro"}
MARRIED = {"first_names": "Amara", "last_name": "Lind"}


@pytest.fixture
def amara(cast: SimpleNamespace) -> Actor:
    """Amara, who lost a job and gave her name with it."""
    tell(cast.amara.actor, FIRST, your_name=NAME)
    return cast.amara.actor


def tell(actor: Actor, event: str, **instead: Any) -> UUID:
    draft_id = actions.start(actor=actor, event_code=event, now=clock.now())
    answer_all(actor, draft_id, **instead)
    return actions.send(actor=actor, draft_id=draft_id, now=clock.now(), today=clock.today())


def ask(client: Client, event: str, fact: str, *, without: dict[str, Any] | None = None) -> str:
    """The address of the question about `fact`, with everything before it answered."""
    client.post(reverse("frontdoor:life_event", args=[event]))
    draft = Draft.objects.latest("started_at")
    typical = {**typical_answers(gateways.life_event(event), today=clock.today()), **(without or {})}
    rewrite(Draft.objects.filter(id=draft.id), answers={code: typical[code] for code in typical if code != fact})
    return reverse("frontdoor:question", args=[draft.id, fact])


def draft() -> Draft:
    return Draft.objects.latest("started_at")


def record() -> sharing.RecordView:
    amara_id = RecordedFact.objects.filter(code="name").latest("recorded_at").account_id
    found = sharing.record_of(Actor(kind="person", account_id=amara_id), "name")
    assert found is not None
    return found


def test_what_was_told_is_known_with_its_life_event(amara: Actor) -> None:
    event = gateways.life_event(FIRST)
    told = {item.code: item for item in sharing.records_of(amara)}
    asked = {fact.known_as for fact in event.facts if fact.known_as}
    assert told.keys() <= asked
    assert {"name", "address", "phone"} <= told.keys()
    assert told["name"].value == NAME
    assert told["name"].title == event.title
    assert all(
        kept["known_as"] in KNOWN_AS for notice in Notice.objects.all() for kept in notice.facts if "known_as" in kept
    )


def test_it_is_offered_with_its_source_and_never_used_unasked(client_for: ClientFor, amara: Actor) -> None:
    client = client_for("amara")
    question = ask(client, NEXT, "your_name")
    page = client.get(question).content.decode()
    assert "Is this still right?" in page
    assert "Amara Okoro" in page
    assert f"with “{gateways.life_event(FIRST).title}”" in page
    assert "your_name" not in draft().answers
    assert client.get(reverse("frontdoor:check", args=[draft().id])).url == question  # unanswered, so still to be asked


def test_yes_keeps_it_as_the_answer_and_corrects_nothing(client_for: ClientFor, amara: Actor) -> None:
    client = client_for("amara")
    question = ask(client, NEXT, "your_name")
    client.get(question)
    answer = client.post(question, {"still_right": "yes", "record": str(record().id)})
    assert answer.url == reverse("frontdoor:resume", args=[draft().id])
    assert draft().answers["your_name"] == NAME
    assert draft().corrections == {}
    assert "You corrected this" not in client.get(reverse("frontdoor:check", args=[draft().id])).content.decode()


def test_no_opens_the_question_filled_in_and_the_correction_is_seen_until_it_is_sent(
    client_for: ClientFor, amara: Actor
) -> None:
    client = client_for("amara")
    question = ask(client, NEXT, "your_name")
    to_change = client.post(question, {"still_right": "no", "record": str(record().id)}).url
    assert 'value="Okoro"' in client.get(to_change).content.decode()
    client.post(to_change, MARRIED)
    held = draft()
    assert held.answers["your_name"] == MARRIED
    assert held.corrections == {"your_name": {"before": NAME, "record": str(record().id)}}
    assert (
        "You corrected this. It was: Amara Okoro."
        in client.get(reverse("frontdoor:check", args=[held.id])).content.decode()
    )
    assert (
        "They are told that you corrected this."
        in client.get(reverse("frontdoor:who", args=[held.id])).content.decode()
    )
    actions.send(actor=amara, draft_id=held.id, now=clock.now(), today=clock.today())
    assert Draft.objects.get(id=held.id).corrections == {}
    known_now = record()
    assert known_now.value == MARRIED
    assert [old.value for old in known_now.earlier] == [NAME]


def test_a_wrong_correction_is_said_as_typed_and_the_same_again_is_none(client_for: ClientFor, amara: Actor) -> None:
    client = client_for("amara")
    question = ask(client, NEXT, "your_name") + "?change=yes"
    wrong = client.post(question, {"first_names": "Amara", "last_name": "7"})
    assert wrong.status_code == 422
    assert 'value="7"' in wrong.content.decode()
    client.post(question, NAME)
    assert draft().corrections == {}
    client.post(question, MARRIED)
    assert draft().corrections
    client.post(question, NAME)  # changed back
    assert draft().corrections == {}


def test_services_told_learn_what_it_was_only_if_they_had_it_from_us(amara: Actor) -> None:
    again = tell(amara, FIRST, your_name=MARRIED)
    new = tell(amara, NEXT, your_name=MARRIED)
    notices = [notice for notice in Notice.objects.filter(submission_id=again) if _names(notice)]
    assert notices
    assert all(kept["corrected"] and kept["before"] == NAME for notice in notices for kept in _names(notice))
    assert not any(
        "corrected" in kept for notice in Notice.objects.filter(submission_id=new) for kept in _names(notice)
    )

    had = {
        (notice.organisation_id, notice.service_type)
        for notice in Notice.objects.all()
        if any(kept["value"] == MARRIED for kept in _names(notice))
    }
    last = tell(amara, "becoming-a-carer", your_name=NAME)
    learned = {
        (notice.organisation_id, notice.service_type): "before" in kept
        for notice in Notice.objects.filter(submission_id=last)
        for kept in _names(notice)
        if kept["corrected"]
    }
    assert learned == {service: service in had for service in learned}
    assert set(learned.values()) == {True, False}


def _names(notice: Notice) -> list[dict[str, Any]]:
    return [kept for kept in notice.facts if kept.get("known_as") == "name"]


def test_nothing_chosen_is_said_and_a_window_that_is_behind_is_shown_what_is_true(
    client_for: ClientFor, amara: Actor
) -> None:
    client = client_for("amara")
    question = ask(client, NEXT, "your_name")
    old = record()
    nothing = client.post(question, {"still_right": "", "record": str(old.id)})
    assert nothing.status_code == 422
    assert "Choose yes if this is still right" in nothing.content.decode()
    sharing.correct_record(actor=amara, record_id=old.id, value=MARRIED, now=clock.now())
    for behind in (str(old.id), str(uuid4()), "x", ""):
        answer = client.post(question, {"still_right": "yes", "record": behind})
        assert answer.status_code == 422
        assert "changed meanwhile" in answer.content.decode()
        assert "Amara Lind" in answer.content.decode()
    assert "your_name" not in draft().answers


def test_a_replayed_step_in_a_second_tab_changes_nothing(client_for: ClientFor, amara: Actor) -> None:
    client = client_for("amara")
    question = ask(client, NEXT, "your_name")
    press = {"still_right": "yes", "record": str(record().id)}
    client.post(question + "?change=yes", MARRIED)
    for _ in range(2):  # the other tab still shows “Is this still right?”
        assert client.post(question, press).url == reverse("frontdoor:resume", args=[draft().id])
    assert draft().answers["your_name"] == MARRIED
    page = client.get(question).content.decode()  # back: what was answered, to be changed
    assert 'value="Lind"' in page
    sent = actions.send(actor=amara, draft_id=draft().id, now=clock.now(), today=clock.today())
    assert client.post(question, press).url == reverse("frontdoor:sent", args=[sent])
    assert client.post(question, NAME).url == reverse("frontdoor:sent", args=[sent])
    assert record().value == MARRIED


def test_a_value_that_is_no_answer_any_more_is_not_offered(client_for: ClientFor, amara: Actor) -> None:
    rewrite(RecordedFact.objects.filter(code="name"), value={"first_names": "Amara", "last_name": "7"})
    client = client_for("amara")
    question = ask(client, NEXT, "your_name")
    assert "Is this still right?" not in client.get(question).content.decode()
    client.post(question, NAME)
    assert draft().corrections == {}


def test_nothing_is_offered_to_others_in_safe_mode_by_a_power_or_where_the_event_changes_it(
    client_for: ClientFor, amara: Actor
) -> None:
    for name in ("bilal", None):
        other = client_for(name)
        assert "Is this still right?" not in other.get(ask(other, NEXT, "your_name")).content.decode()
    client = client_for("amara")
    assert "Is this still right?" in client.get(ask(client, HIDDEN, "your_name")).content.decode()
    assert "Is this still right?" not in client.get(ask(client, HIDDEN, "new_address")).content.decode()
    for event in gateways.life_events().values():
        for fact in event.facts:
            assert not (event.safe_mode and fact.known_as)
            held = Draft(account_id=amara.account_id, event_code=event.code)
            if queries.held(amara, held, event, fact, today=clock.today()):
                assert fact.known_as not in ONE_OF_SEVERAL
                for changed in ({"safe": True}, {"authority_id": uuid4()}, {"assisted_by_id": uuid4()}):
                    other = Draft(account_id=amara.account_id, event_code=event.code, **changed)
                    assert queries.held(amara, other, event, fact, today=clock.today()) is None


def test_a_life_event_with_a_way_out_is_not_named_as_the_source(client_for: ClientFor, cast: SimpleNamespace) -> None:
    tell(cast.amara.actor, HIDDEN, your_name=NAME)
    client = client_for("amara")
    for page in (ask(client, NEXT, "your_name"), reverse("frontdoor:known")):
        shown = client.get(page).content.decode()
        assert "Amara Okoro" in shown
        assert "You told us on" in shown
        assert gateways.life_event(HIDDEN).title not in shown


def test_what_we_know_shows_each_thing_with_its_source_and_what_it_was(client_for: ClientFor, amara: Actor) -> None:
    client, page = client_for("amara"), reverse("frontdoor:known")
    assert page in client.get(reverse("frontdoor:account")).content.decode()
    correct = reverse("frontdoor:correct_known", args=[record().id])
    assert 'value="Okoro"' in client.get(correct).content.decode()
    assert client.post(correct, {"first_names": "", "last_name": ""}).status_code == 422
    assert client.post(correct, MARRIED).url == page
    shown = client.get(page).content.decode()
    assert "Amara Lind" in shown
    assert "You corrected it on" in shown
    assert "Amara Okoro" in shown
    assert client.post(correct, NAME).status_code == 404  # replaced: a window that is behind
    assert "Nothing yet" in client_for("bilal").get(page).content.decode()
    assert Notice.objects.filter(submission__account_id=amara.account_id).count() == Notice.objects.count()


def test_removing_waits_for_the_services_that_were_told(client_for: ClientFor, amara: Actor) -> None:
    client, known_id = client_for("amara"), record().id
    remove = reverse("frontdoor:remove_known", args=[known_id])
    assert "This cannot be removed yet" in client.get(remove).content.decode()
    refused = client.post(remove)
    assert refused.status_code == 409
    assert "has not finished yet" in refused.content.decode()
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")
    assert "stays with the services that were told" in client.get(remove).content.decode()
    assert client.post(remove).url == reverse("frontdoor:known")
    assert not RecordedFact.objects.filter(code="name").exists()
    assert client.get(remove).status_code == 404
    for other in (client_for("bilal"), client_for("jo")):
        address = RecordedFact.objects.get(code="address")
        for route in ("correct_known", "remove_known"):
            assert other.get(reverse(f"frontdoor:{route}", args=[address.id])).status_code == 404
            assert other.post(reverse(f"frontdoor:{route}", args=[address.id])).status_code == 404


def test_the_page_asks_the_database_no_more_with_more_rows(
    client_for: ClientFor, amara: Actor, django_assert_max_num_queries: Any
) -> None:
    client, page = client_for("amara"), reverse("frontdoor:known")
    with django_assert_max_num_queries(12):
        client.get(page)
    for number in range(5):
        tell(amara, FIRST, your_name={"first_names": "Amara", "last_name": "abcde"[number] * 3})
    with django_assert_max_num_queries(12):
        client.get(page)


def test_every_kind_of_thing_known_has_words_and_none_that_is_asked_is_sensitive() -> None:
    assert set(known.WORDS) == set(KNOWN_AS)
    for event in gateways.life_events().values():
        for fact in event.facts:
            assert not (fact.known_as and (fact.special or fact.criminal))
            assert fact.known_as or not fact.asks_anew


def test_what_was_corrected_is_in_the_persons_export(client_for: ClientFor, amara: Actor) -> None:
    client = client_for("amara")
    client.post(ask(client, NEXT, "your_name") + "?change=yes", MARRIED)
    (begun,) = public.export_person(amara.account_id)["begun"]
    assert begun["corrected"] == {"your_name": NAME}
