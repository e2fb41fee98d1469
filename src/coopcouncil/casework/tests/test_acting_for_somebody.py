"""A resident lets a carer act for them: by a code to an address, within limits, until a day, and ended at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from coopcouncil.casework import public
from coopcouncil.casework.actions import closing, delegating, opening, reading, working
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, Delegation, Entry
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import delegations
from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, NotAllowed, TooMany
from coopcouncil.people.actions import powers
from coopcouncil.people.models import Authority
from coopcouncil.sharing.models import Message

pytestmark = pytest.mark.django_db
NOW, TODAY = clock.now(), clock.today()
SOON = TODAY + timedelta(days=30)
BILAL = "bilal@ashmere.example"


def invite(cast: SimpleNamespace, *, email: str = BILAL, **changes: Any) -> tuple[UUID, str]:
    """Amara asks Bilal to act for her: the right, and the code of the e-mail."""
    given = {"case_id": None, "may": "act", "until": SOON, **changes}
    made = delegating.appoint(
        actor=cast.amara.actor, name="Bilal", email=email, language="en", now=NOW, today=TODAY, **given
    )  # fmt: skip
    message = Message.objects.get(id=made)
    return made, message.values["code"]


def appointed(cast: SimpleNamespace, **changes: Any) -> UUID:
    made, code = invite(cast, **changes)
    offer = delegating.read_offer(actor=cast.bilal.actor, code=code.lower(), now=NOW, today=TODAY)
    assert (offer.id, offer.name) == (made, "Amara Adeyemi")
    return delegating.accept(actor=cast.bilal.actor, code=code, now=NOW, today=TODAY)


def read(cast: SimpleNamespace, case_id: UUID, today: date = TODAY) -> None:
    reading.read_own_case(actor=cast.bilal.actor, case_id=case_id, today=today)


def write(cast: SimpleNamespace, case_id: UUID) -> None:
    working.write_as_resident(actor=cast.bilal.actor, case_id=case_id, text="She is ill.", now=NOW, today=TODAY)


def test_whoever_accepts_sees_and_does_exactly_what_was_given(cast: SimpleNamespace, tell: Callable[..., Any]) -> None:
    one, other = tell().id, tell().id
    made = appointed(cast, case_id=one)
    read(cast, one)
    write(cast, one)
    with pytest.raises(NotAllowed):
        read(cast, other)
    listed = queries.cases_of_person(
        cast.bilal.account_id, also=delegations.cases_open_to(cast.bilal.account_id, TODAY)
    )
    assert [case.id for case in listed] == [one]
    # It is in the log as done for her, in the history for everybody who works on it, and she sees it used.
    assert AuditRow.objects.filter(verb="casework.message_written", on_behalf_of=cast.amara.account_id).exists()
    assert Entry.objects.get(kind="grant", case_id=one).data["what"] == "accepted"
    [given] = delegations.given(cast.amara.account_id, TODAY, NOW)
    assert (given.row.id, given.state, given.read, given.wrote) == (made, "holds", 1, 2)
    assert {use.what for use in delegations.uses(given.row)} >= {"casework.case_read_for_you", "message"}


def test_who_may_only_read_changes_nothing(cast: SimpleNamespace, tell: Callable[..., Any]) -> None:
    case_id = tell().id
    appointed(cast, may="read")
    read(cast, case_id)
    for act in (
        lambda: write(cast, case_id),
        lambda: closing.answer_solved(
            actor=cast.bilal.actor, case_id=case_id, solved=True, words="", now=NOW, today=TODAY
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Case.objects.get(id=case_id).state == "open"


def test_an_officer_who_may_speak_for_somebody_does_not_work_on_their_case(
    cast: SimpleNamespace, team: SimpleNamespace, tell: Callable[..., Any], client_for: Callable[[str | None], Client]
) -> None:
    case_id, carys, page = tell().id, client_for("carys"), "/cases/{}/"
    assert carys.get(page.format(case_id)).status_code == 200
    made, code = invite(cast, email="carys@ashmere.example", may="read")
    delegating.accept(actor=cast.carys.actor, code=code, now=NOW, today=TODAY)
    assert carys.get(page.format(case_id)).status_code == 404
    assert carys.get(f"/account/cases/{case_id}/").status_code == 200
    delegating.end(actor=cast.carys.actor, delegation_id=made, now=NOW)
    assert carys.get(page.format(case_id)).status_code == 200


def test_who_may_act_closes_and_opens_it_again(cast: SimpleNamespace, tell: Callable[..., Any]) -> None:
    case_id = tell(now=NOW).id
    appointed(cast)
    done: dict[str, Any] = {"actor": cast.bilal.actor, "case_id": case_id, "now": NOW, "today": TODAY}
    closing.answer_solved(solved=True, words="", **done)
    closing.reopen(words="It is back.", **done)
    assert Case.objects.get(id=case_id).state == "open"


def test_after_its_last_day_and_the_moment_it_is_ended_there_is_no_such_case(
    cast: SimpleNamespace, tell: Callable[..., Any], client_for: Callable[[str | None], Client]
) -> None:
    case_id = tell().id
    made = appointed(cast, until=TODAY)
    page, bilal = f"/account/cases/{case_id}/", client_for("bilal")
    assert bilal.get(page).status_code == 200
    with pytest.raises(NotAllowed):
        read(cast, case_id, TODAY + timedelta(days=1))
    Delegation.objects.filter(id=made).update(until=TODAY - timedelta(days=1))
    assert bilal.get(page).status_code == 404
    Delegation.objects.filter(id=made).update(until=SOON)
    assert bilal.get(page).status_code == 200
    assert client_for("amara").post(f"/account/acting/{made}/end/").status_code == 302
    assert bilal.get(page).status_code == 404
    assert b"Damp in a flat" not in bilal.get("/account/cases/").content
    # Whoever has nothing to do with it can neither see nor end it.
    assert client_for("dev").post(f"/account/acting/{made}/end/").status_code == 404
    assert bilal.get(f"/account/acting/{made}/").status_code == 404


def test_nobody_learns_whether_an_address_has_an_account_and_a_code_works_in_its_account_alone(
    cast: SimpleNamespace, tell: Callable[..., Any], client_for: Callable[[str | None], Client]
) -> None:
    tell()
    body = {"name": "X", "case": "all", "may": "read", "until-day": SOON.day, "until-month": SOON.month}
    body |= {"until-year": SOON.year}
    answers = [
        client_for("amara").post("/account/acting/add/", {**body, "email": email}, follow=True).content
        for email in (BILAL, "nobody@nowhere.example")
    ]
    assert [b"We have written to that address" in answer for answer in answers] == [True, True]
    letters = Message.objects.filter(template="case_helper")
    assert sorted(letter.to for letter in letters) == [BILAL, "nobody@nowhere.example"]
    # A code that went elsewhere, one's own and one that is none are refused alike.
    elsewhere = next(letter.values["code"] for letter in letters if letter.to != BILAL)
    own = next(letter.values["code"] for letter in letters if letter.to == BILAL)
    said = set()
    for actor, code in ((cast.bilal.actor, elsewhere), (cast.amara.actor, own), (cast.bilal.actor, "2222-2222")):
        with pytest.raises(BadInput) as refused:
            delegating.accept(actor=actor, code=code, now=NOW, today=TODAY)
        said.add(str(refused.value))
    assert len(said) == 1
    for _ in range(8):
        with pytest.raises(BadInput):
            delegating.read_offer(actor=cast.bilal.actor, code="2222-2222", now=NOW, today=TODAY)
    with pytest.raises(TooMany):
        delegating.read_offer(actor=cast.bilal.actor, code=own, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    "changes",
    [{"until": TODAY - timedelta(days=1)}, {"until": TODAY + timedelta(days=400)}, {"may": "own"}, {"email": "no"}],
)
def test_what_cannot_be_given_is_refused(cast: SimpleNamespace, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        invite(cast, **changes)


def test_nobody_gives_away_the_case_of_another(cast: SimpleNamespace, tell: Callable[..., Any]) -> None:
    appointed(cast)
    with pytest.raises(NotAllowed):
        delegating.appoint(
            actor=cast.bilal.actor, name="Dev", email="dev@ashmere.example", case_id=tell().id, may="read",
            until=SOON, language="en", now=NOW, today=TODAY,
        )  # fmt: skip


@pytest.mark.usefixtures("team")
def test_a_power_opens_a_case_while_it_holds_and_only_of_its_matters(cast: SimpleNamespace) -> None:
    power = powers.claim_authority(
        actor=cast.bilal.actor, kind="lpa_property", first_names="Zora", last_name="Poe", born_on=date(1940, 1, 2),
        evidence_kind="registered_lpa",
        evidence_number="7000-1234-5678", issued_on=date(2020, 1, 1),
        expires_on=None, now=NOW, today=TODAY,
    )  # fmt: skip
    checked = {"seen": "registered_lpa", "subject_email": "amara@ashmere.example", "expires_on": None}
    powers.check_authority(actor=cast.carys.actor, authority_id=power, now=NOW, today=TODAY, **checked)
    problem = Problem("Council Tax", "She was charged twice.", authority_id=power, matter="money")

    def open_it(**changes: Any) -> UUID:
        return opening.open_own(
            actor=cast.bilal.actor, problem=replace(problem, **changes), now=NOW, today=TODAY
        ).id  # fmt: skip

    case_id = open_it()
    with pytest.raises(BadInput, match="does not let you speak"):
        open_it(matter="health")
    read(cast, case_id)
    write(cast, case_id)
    # The case turns out to be of a matter that the power does not cover; then it is over; then ended by word.
    Case.objects.filter(id=case_id).update(matter="health")
    with pytest.raises(NotAllowed):
        read(cast, case_id)
    Case.objects.filter(id=case_id).update(matter="money")
    assert [case.id for case in queries.cases_of_person(
        cast.bilal.account_id, also=delegations.cases_by_power(cast.bilal.actor, TODAY)
    )] == [case_id]  # fmt: skip
    Authority.objects.filter(id=power).update(expires_on=TODAY + timedelta(days=1))
    read(cast, case_id)
    with pytest.raises(NotAllowed):
        read(cast, case_id, TODAY + timedelta(days=1))
    powers.end_authority(actor=cast.bilal.actor, authority_id=power, reason="", now=NOW)
    with pytest.raises(NotAllowed):
        read(cast, case_id)
    assert not queries.cases_of_person(
        cast.bilal.account_id, also=delegations.cases_by_power(cast.bilal.actor, TODAY)
    ).exists()  # fmt: skip


def test_rights_go_with_the_person_and_are_given_back_to_whoever_asks(cast: SimpleNamespace, team: Any) -> None:
    appointed(cast)
    [mine] = public.export_person(cast.amara.account_id)["acting_for_one_another"]
    assert (mine["to"], mine["given_by_you"], mine["may"]) == ("Bilal", True, "act")
    [theirs] = public.export_person(cast.bilal.account_id)["acting_for_one_another"]
    assert (theirs["by"], theirs["address"]) == ("Amara Adeyemi", "")
    public.erase_person(cast.amara.account_id)
    assert not Delegation.objects.exists()
