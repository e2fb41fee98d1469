"""A daughter tells for her mother by a power of attorney: as far as the power reaches, and each service reads so."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.answers import answer_as_shown

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import as_shown
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import actions as people_actions
from coopcouncil.people import public as people
from coopcouncil.people.models import Authority
from coopcouncil.people.queries import erasing
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Notice, Submission

pytestmark = pytest.mark.django_db
NOW, TODAY = clock.now(), clock.today()
EVENT = "disability-or-long-illness"
ClientFor = Callable[[str | None], Client]


def power(cast: SimpleNamespace, kind: str = "lpa_property", *, checked: bool = True, **more: Any) -> UUID:
    given = {
        "first_names": "Ngozi", "last_name": "Adeyemi", "born_on": date(1948, 3, 9), "evidence_kind": "registered_lpa",
        "evidence_number": "", "issued_on": None, "scope": (), "expires_on": None, "now": NOW, "today": TODAY, **more,
    }  # fmt: skip
    held = people_actions.claim_authority(actor=cast.amara.actor, kind=kind, **given)
    if checked:
        check(cast, held)
    return held


def check(cast: SimpleNamespace, held: UUID, subject: str = "", seen: str = "registered_lpa") -> None:
    people_actions.check_authority(
        actor=cast.carys.actor, authority_id=held, seen=seen, subject_email=subject, expires_on=None, now=NOW,
        today=TODAY,
    )  # fmt: skip


def begin(cast: SimpleNamespace, held: UUID | None, event: str = EVENT) -> UUID:
    return actions.start(actor=cast.amara.actor, event_code=event, now=NOW, authority_id=held)


def answered(cast: SimpleNamespace, held: UUID | None, **instead: Any) -> UUID:
    draft_id = begin(cast, held)
    answer_as_shown(cast.amara.actor, draft_id, **instead)
    return draft_id


def send(cast: SimpleNamespace, draft_id: UUID) -> list[Notice]:
    told = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=NOW, today=TODAY)
    return list(Notice.objects.filter(submission_id=told))


def matters(notices: list[Notice]) -> set[str]:
    return {sharing.matter_of(notice.purpose) for notice in notices}


def page(client: Client, name: str, *args: Any) -> str:
    return " ".join(client.get(reverse(f"frontdoor:{name}", args=args)).content.decode().split())


def test_every_purpose_is_about_a_matter() -> None:
    assert [code for code in sharing.purposes().purposes if not sharing.matter_of(code)] == []


def test_the_start_page_asks_who_it_is_about_where_somebody_holds_a_power(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    assert "Who is this about?" not in page(client_for("amara"), "life_event", EVENT)
    held = power(cast)
    amara, start = client_for("amara"), reverse("frontdoor:life_event", args=[EVENT])
    assert "Ngozi Adeyemi" in page(amara, "life_event", EVENT)
    nothing = amara.post(start)
    assert nothing.status_code == 422
    assert "Choose who this is about" in nothing.content.decode()
    assert Draft.objects.count() == 0
    assert amara.post(start, {"for": str(power_of_another(cast))}).status_code == 422
    amara.post(start, {"for": "me"})
    amara.post(start, {"for": str(held)})
    # One for herself and one for her mother: neither throws the other away.
    assert set(Draft.objects.values_list("authority_id", flat=True)) == {None, held}
    private = next(event for event in gateways.life_events().values() if not event.on_behalf)
    assert "Who is this about?" not in page(amara, "life_event", private.code)
    with pytest.raises(BadInput, match="themselves alone"):
        begin(cast, held, private.code)


def power_of_another(cast: SimpleNamespace) -> UUID:
    return people_actions.claim_authority(
        actor=cast.bilal.actor, kind="agreed", first_names="Yusuf", last_name="Hussain", born_on=date(1939, 11, 2),
        evidence_kind="own_word", evidence_number="", issued_on=None, expires_on=None, now=NOW, today=TODAY,
    )  # fmt: skip


def test_every_page_says_for_whom_and_the_name_is_asked_with_what_we_know(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    draft_id, amara = answered(cast, power(cast)), client_for("amara")
    for name in ("check", "who"):
        assert "You are answering for <strong>Ngozi Adeyemi</strong>" in page(amara, name, draft_id)
    draft = Draft.objects.get(id=draft_id)
    draft.answers = {code: value for code, value in draft.answers.items() if not code.startswith("your_")}
    draft.save()
    first = page(amara, "question", draft_id, "your_name")
    assert "You are answering for <strong>Ngozi Adeyemi</strong>" in first
    assert 'value="Ngozi"' in first
    assert "Is it still right?" in first
    assert "your_name" not in Draft.objects.get(id=draft_id).answers  # known is not yet answered
    typed = {"first_names": "Ngozi Ada", "last_name": "Adeyemi"}
    amara.post(reverse("frontdoor:question", args=[draft_id, "your_name"]), typed)
    born = page(amara, "question", draft_id, "your_date_of_birth")
    assert 'value="1948"' in born
    # What she tells for herself is filled with nothing of her mother's.
    own = answered(cast, None)
    asked = page(amara, "question", own, "your_name")
    assert "Ngozi" not in asked
    assert "We know this from the power" not in asked
    fresh = begin(cast, None)  # nothing is answered, nothing is known
    asked = " ".join(amara.get(reverse("frontdoor:resume", args=[fresh]), follow=True).content.decode().split())
    assert "We know this from the power" not in asked


def test_what_is_told_by_a_power_does_not_change_over_to_safe_mode(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    draft_id, amara = answered(cast, power(cast)), client_for("amara")
    change = reverse("frontdoor:change_over", args=[draft_id])
    for name in ("check", "who"):
        assert change not in page(amara, name, draft_id)
    assert amara.get(change).status_code == 409
    refused = amara.post(change)
    assert (refused.status_code, "_auth_user_id" in amara.session) == (409, True)
    visitor = Actor(kind="anonymous", session_key="a-browser")
    with pytest.raises(Conflict, match="for somebody else"):
        actions.change_to_safe(actor=cast.amara.actor, draft_id=draft_id, visitor=visitor, now=NOW)
    assert Draft.objects.get().id == draft_id


def test_each_service_reads_by_whom_and_by_what_power_and_gets_no_more_than_it_reaches(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    held = power(cast)
    draft_id = answered(cast, held)
    who = page(client_for("amara"), "who", draft_id)
    assert "Who will not be told by you" in who
    assert "Your power does not reach this." in who
    notices = send(cast, draft_id)
    assert notices
    assert matters(notices) <= {"money", "benefits", "housing", "everyday", "safety"}
    words = (
        "Amara Adeyemi told this for Ngozi Adeyemi. Their power: Lasting power of attorney: property and money. "
        "The council has checked it."
    )
    assert {notice.acting for notice in notices} == {words}
    assert Submission.objects.get().authority_id == held
    told = {fact["code"]: fact["shown"] for notice in notices for fact in notice.facts}
    assert told["your_name"] == "Ngozi Adeyemi"


def test_a_power_that_nobody_has_checked_goes_as_reported_and_ends_nothing(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    draft_id = answered(cast, power(cast, checked=False))
    assert "Nobody has seen proof of your power" in page(client_for("amara"), "who", draft_id)
    notices = send(cast, draft_id)
    for notice in notices:
        assert (notice.standing, notice.may_end_entitlement) == ("reported", False)
        assert "Nobody has seen proof of the power by which it was told" in notice.standing_means
        assert "Nobody has checked it yet: check it first." in notice.acting


def test_a_child_whose_birth_certificate_nobody_saw_is_told_of_as_reported(cast: SimpleNamespace) -> None:
    child = {"first_names": "Kemi", "last_name": "Adeyemi", "born_on": date(2015, 6, 1), "evidence_kind": "own_word"}
    held = power(cast, "parental_responsibility", checked=False, **child)
    check(cast, held, seen="own_word")
    for notice in send(cast, answered(cast, held, learning="no")):
        assert (notice.standing, notice.may_end_entitlement) == ("reported", False)
        assert "Nobody has seen proof of the power by which it was told" in notice.standing_means
        assert "The council saw no document that proves it: check it first." in notice.acting


def test_a_proved_power_for_one_person_proves_nothing_of_another_told_by_it(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    held = power(cast)
    draft_id = answered(cast, held, your_name={"first_names": "Chidi", "last_name": "Adeyemi"})
    assert "Your power is for Ngozi Adeyemi, and you told us another name" in page(client_for("amara"), "who", draft_id)
    named = [notice for notice in send(cast, draft_id) if any(fact["code"] == "your_name" for fact in notice.facts)]
    assert named
    for notice in named:
        assert (notice.standing, notice.may_end_entitlement) == ("reported", False)
        assert "is for somebody else" in notice.standing_means


def test_by_a_power_the_holders_proof_is_compared_with_the_name_that_recipients_read(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    held = power(cast)
    assert {notice.identity for notice in send(cast, answered(cast, held))} == {"low"}
    people_actions.rename_account(actor=cast.amara.actor, account_id=cast.amara.account_id, name="Mary Smith")
    draft_id = answered(cast, held)
    assert "They read the name of your account" in page(client_for("amara"), "who", draft_id)
    notices = send(cast, draft_id)
    assert {notice.identity for notice in notices} == {"none"}
    assert all("Mary Smith told this" in notice.acting for notice in notices)


def test_the_health_power_reaches_the_doctor_and_no_money(cast: SimpleNamespace) -> None:
    notices = send(cast, answered(cast, power(cast, "lpa_health")))
    assert notices
    assert matters(notices) <= {"health", "care", "everyday", "safety"}


def test_what_is_told_for_oneself_says_nothing_of_a_power(cast: SimpleNamespace) -> None:
    power(cast)
    assert {notice.acting for notice in send(cast, answered(cast, None))} == {None}


def test_an_officer_reads_who_told_it(cast: SimpleNamespace, client_for: ClientFor) -> None:
    notices = send(cast, answered(cast, power(cast)))
    council = people.council()
    notice = next(notice for notice in notices if council and notice.organisation_id == council.id)
    read = client_for("carys").get(f"/inbox/{notice.id}/").content.decode()
    assert "Amara Adeyemi told this for Ngozi Adeyemi." in read


def test_a_power_that_ends_on_the_way_stops_the_telling_and_loses_nothing(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    held = power(cast)
    draft_id, amara = answered(cast, held), client_for("amara")
    seen = amara.get(reverse("frontdoor:who", args=[draft_id]))
    kept = Draft.objects.get(id=draft_id).answers
    people_actions.end_authority(actor=cast.carys.actor, authority_id=held, reason="Withdrawn.", now=NOW)
    for name in ("resume", "check", "who"):
        ended = amara.get(reverse(f"frontdoor:{name}", args=[draft_id]))
        assert ended.status_code == 409
        assert "You can no longer speak for Ngozi Adeyemi" in ended.content.decode()
    body = as_shown(seen, tell=[])
    assert amara.post(reverse("frontdoor:who", args=[draft_id]), body).status_code == 409
    with pytest.raises(Conflict, match="has ended"):
        actions.send(actor=cast.amara.actor, draft_id=draft_id, now=NOW, today=TODAY)
    assert Draft.objects.get(id=draft_id).answers == kept
    assert not Submission.objects.exists()
    # Another power for the same person takes over, and what was told is still there.
    other = power(cast, "agreed", first_names="NGOZI")
    assert "Go on by" in amara.get(reverse("frontdoor:check", args=[draft_id])).content.decode()
    with pytest.raises(BadInput, match="somebody else"):
        actions.speak_by(
            actor=cast.amara.actor, draft_id=draft_id, now=NOW, today=TODAY,
            authority_id=power(cast, "agreed", first_names="Ada"),
        )  # fmt: skip
    amara.post(reverse("frontdoor:speak_by", args=[draft_id, other]))
    assert Draft.objects.get(id=draft_id).answers == kept
    assert all("asked them to" in notice.acting for notice in send_all(cast, draft_id))


def send_all(cast: SimpleNamespace, draft_id: UUID) -> list[Notice]:
    answer_as_shown(cast.amara.actor, draft_id)  # the other power reaches more, so more may be asked
    return send(cast, draft_id)


def test_a_power_past_its_last_day_is_offered_no_more(cast: SimpleNamespace, client_for: ClientFor) -> None:
    held = power(cast, expires_on=TODAY + timedelta(days=1))
    Authority.objects.filter(id=held).update(starts_on=TODAY - timedelta(days=9), expires_on=TODAY)
    assert "Ngozi" not in page(client_for("amara"), "life_event", EVENT)
    with pytest.raises(BadInput, match="no such power"):
        begin(cast, held)


def told_for_bilal(cast: SimpleNamespace) -> tuple[UUID, Submission]:
    """The power by which Amara speaks for Bilal, and what she told by it."""
    held = power(cast, checked=False)
    check(cast, held, "bilal@ashmere.example")
    send(cast, answered(cast, held))
    return held, Submission.objects.get()


def test_the_person_spoken_for_sees_what_was_told_and_nobody_else_does(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    held, told = told_for_bilal(cast)
    bilal = client_for("bilal")
    assert told.reference in page(bilal, "notices")
    assert told.reference in page(bilal, "account")
    assert "Ngozi Adeyemi" in page(bilal, "submission", told.id)
    assert client_for("femi").get(reverse("frontdoor:submission", args=[told.id])).status_code == 404
    seen = page(bilal, "submission", told.id)
    assert "Somebody who may speak for you told this." in seen
    assert "take all of it back" not in seen
    assert "take all of it back" in page(client_for("amara"), "submission", told.id)
    phones = {fact.code for fact in gateways.life_event(EVENT).facts if fact.type == "phone"}
    numbers = {fact["shown"] for notice in Notice.objects.all() for fact in notice.facts if fact["code"] in phones}
    assert numbers
    for number in numbers:  # hers may be the one that she gave
        assert number not in seen
        assert number in page(client_for("amara"), "submission", told.id)
    assert "Not shown: it may belong to whoever told this for you." in seen
    people_actions.end_authority(actor=cast.bilal.actor, authority_id=held, reason="", now=NOW)
    assert told.reference in page(bilal, "notices")  # what was told for them stays theirs to see


def test_what_is_given_out_to_the_person_spoken_for_holds_nothing_that_the_page_hides(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    _held, told = told_for_bilal(cast)
    seen, given = page(client_for("bilal"), "submission", told.id), given_out(cast.bilal)
    ways = {fact.code for fact in gateways.life_event(EVENT).facts if fact.type in ("phone", "email")}
    facts = [fact for notice in Notice.objects.all() for fact in notice.facts]
    hidden = {str(fact[part]) for fact in facts if fact["code"] in ways for part in ("value", "shown")}
    assert hidden
    for value in hidden:
        assert value not in seen
        assert value not in given
    assert "Adeyemi" in given
    assert "Not shown: it may belong to whoever told this for you." in given
    # Where nobody knows any more what its facts asked, all of them are hidden.
    Submission.objects.update(event_version=999)
    seen, given = page(client_for("bilal"), "submission", told.id), given_out(cast.bilal)
    for fact in facts:
        assert fact["label"] in given
        assert not isinstance(fact["value"], str) or f'"{fact["value"]}"' not in given
        assert f'"value": {json.dumps(fact["value"])}' not in given
    assert "1948" not in seen
    assert "1948" not in given


def given_out(person: Any) -> str:
    """What the access export holds of what others told for them."""
    return json.dumps(erasing.everything(person.account_id)["told_for_you"], ensure_ascii=False)


def test_the_part_of_a_life_event_is_made_once(cast: SimpleNamespace) -> None:
    held, event = power(cast), gateways.life_event(EVENT)
    parts: set[int] = {id(queries.spoken_by(cast.amara.actor, event, held, TODAY).event) for _ in range(3)}
    assert len(parts) == 1
    part: LifeEvent = queries.spoken_by(cast.amara.actor, event, held, TODAY).event
    assert 0 < len(part.notices) < len(event.notices)
