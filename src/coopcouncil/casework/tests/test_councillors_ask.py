"""A councillor asks for somebody of their ward, has our answer and passes it on; the ward in counts of nobody."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as site
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import box, to_geojson

from coopcouncil.casework.actions import enquiring, timing
from coopcouncil.casework.domain.patterns import SMALLEST, pattern, together
from coopcouncil.casework.models import Case, CaseClock, Enquiry, Entry
from coopcouncil.casework.permissions import EnquiryOnDay, WardOnDay
from coopcouncil.casework.queries import enquiries as queries
from coopcouncil.casework.tests.conftest import hire
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.calendars import LONDON, england
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people.models import Account
from coopcouncil.people.public import actor_for_account
from coopcouncil.places.actions import Origin, load_areas
from coopcouncil.places.domain.shapes import border
from coopcouncil.places.formats import AreaRow
from coopcouncil.places.models import Area
from coopcouncil.sharing.models import Message

pytestmark = pytest.mark.django_db
NOW, TODAY = clock.now(), clock.today()


def two_wards() -> list[Area]:
    def row(number: int) -> AreaRow:
        west = number / 10
        drawn = border(json.loads(to_geojson(box(west, 53, west + 0.1, 53.1))), place=f"row {number}")
        return AreaRow(f"W{number}", f"Ward {number}", drawn, f"row {number}")

    load_areas(
        actor=OPERATOR, rows=[row(1), row(2)], kind="ward", parent_kind="", origin=Origin("wards", "made up"), now=NOW
    )
    return list(Area.objects.filter(kind="ward").order_by("code"))


@pytest.fixture
def wards(team: SimpleNamespace) -> SimpleNamespace:
    """Two councillors for two wards, and a second one for the first."""
    one, other = two_wards()
    accounts = hire("lena", "rafi", "mo", role=Role.WARD_COUNCILLOR)
    for account, ward in zip(accounts, (one, other, one), strict=True):
        enquiring.give_ward(
            actor=OPERATOR, account_id=account, ward_id=ward.id, since=TODAY - timedelta(days=5), now=NOW
        )
    actors = [actor_for_account(account, TODAY) for account in accounts]
    return SimpleNamespace(one=one, other=other, lena=actors[0], rafi=actors[1], mo=actors[2], team=team)


def ask(actor: Actor, ward_id: UUID, **changes: Any) -> UUID:
    asked = {
        "title": "Damp in a flat", "words": "Mrs Poe has had damp for a year.", "service_type": "",
        "constituent": {"name": "Zora Poe", "phone": "", "email": ""}, "basis": "agreed",
        "asked_on": TODAY - timedelta(days=1), "asked_how": "surgery", **changes,
    }  # fmt: skip
    return enquiring.open_enquiry(actor=actor, ward_id=ward_id, now=NOW, today=TODAY, **asked)


def signed_in(actor: Actor, client_for: Callable[[str | None], Client]) -> Client:
    client = client_for(None)
    client.force_login(Account.objects.get(id=actor.account_id), backend=site.AUTHENTICATION_BACKENDS[0])
    return client


def test_an_enquiry_has_an_owner_a_clock_an_answer_and_reaches_the_constituent(
    wards: SimpleNamespace, cast: SimpleNamespace
) -> None:
    made = ask(wards.lena, wards.one.id)
    row = Enquiry.objects.select_related("case").get(id=made)
    assert (row.case.kind, row.case.source, row.case.ward_id) == ("enquiry", "councillor", wards.one.id)
    clocks = {item.step: item for item in CaseClock.objects.filter(case=row.case)}
    assert clocks["acknowledge"].state == "kept", "she reads at once who owns it"
    assert clocks["answer"].due_at.astimezone(LONDON).date() == england().add_working_days(TODAY, 10)
    owner = actor_for_account(row.case.owner.account_id, TODAY)
    enquiring.answer_enquiry(actor=owner, case_id=row.case_id, words="A fan comes on Monday.", now=NOW)
    assert CaseClock.objects.get(id=clocks["answer"].id).state == "kept"
    assert Message.objects.filter(account_id=wards.lena.account_id, template="case_for_you").count() == 1
    assert queries.to_share(wards.lena.account_id).count == 1
    with pytest.raises(Conflict):
        enquiring.answer_enquiry(actor=owner, case_id=row.case_id, words="Again.", now=NOW)

    def share(says: str) -> None:
        enquiring.share_answer(
            actor=wards.lena, enquiry_id=made, how="phone", says=says, words="", now=NOW, today=TODAY
        )  # fmt: skip

    share("")
    assert Case.objects.get(id=row.case_id).state == "asked"
    share("not_solved")
    assert Case.objects.get(id=row.case_id).state == "open"
    enquiring.add_to_enquiry(actor=wards.lena, enquiry_id=made, words="No fan came.", now=NOW, today=TODAY)
    enquiring.answer_enquiry(actor=owner, case_id=row.case_id, words="It came on Tuesday.", now=NOW + timedelta(1))
    enquiring.share_answer(
        actor=wards.lena, enquiry_id=made, how="email", says="solved", words="It is dry.", now=NOW + timedelta(2),
        today=TODAY,
    )  # fmt: skip
    case = Case.objects.get(id=row.case_id)
    assert (case.state, case.outcome) == ("closed", "solved")
    assert Entry.objects.filter(case=case, kind="contact", data__shared="phone").count() == 1


def test_another_wards_councillor_finds_nothing_nor_does_a_colleague_of_the_same_ward(
    wards: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    made = ask(wards.lena, wards.one.id)
    pages = [f"/enquiries/{made}/", f"/enquiries/wards/{wards.one.code}/"]
    found = {
        name: [signed_in(getattr(wards, name), client_for).get(page).status_code for page in pages]
        for name in ("lena", "rafi", "mo")
    }
    assert found == {"lena": [200, 200], "rafi": [404, 404], "mo": [404, 200]}
    assert signed_in(wards.rafi, client_for).post(f"/enquiries/{made}/", {"words": "x"}).status_code == 404
    assert "Zora Poe" not in signed_in(wards.rafi, client_for).get("/enquiries/").content.decode()
    with pytest.raises(NotAllowed):
        ask(wards.rafi, wards.one.id)


def test_who_speaks_for_the_ward_no_more_sees_their_enquiries_no_more(wards: SimpleNamespace) -> None:
    row = Enquiry.objects.get(id=ask(wards.lena, wards.one.id))
    [seat] = queries.wards_of(wards.lena.account_id, TODAY)
    enquiring.end_ward(actor=OPERATOR, seat_id=seat.id, today=TODAY)
    assert not allowed(wards.lena, "casework.see_enquiry", EnquiryOnDay(row, TODAY))
    assert not allowed(wards.lena, "casework.see_ward_pattern", WardOnDay(wards.one.id, TODAY))
    assert queries.wards_of(wards.lena.account_id, TODAY) == []


@pytest.mark.parametrize(
    "changes", [{"basis": "because"}, {"asked_on": TODAY + timedelta(days=1)}, {"asked_how": ""}, {"words": " "},
                {"constituent": {"name": " "}}],
)  # fmt: skip
def test_nobody_is_asked_for_without_saying_who_and_why_we_may(wards: SimpleNamespace, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask(wards.lena, wards.one.id, **changes)


def test_only_a_ward_councillor_is_given_a_ward_and_once(wards: SimpleNamespace, cast: SimpleNamespace) -> None:
    given: dict[str, Any] = {"ward_id": wards.one.id, "since": TODAY, "now": NOW}
    with pytest.raises(BadInput):
        enquiring.give_ward(actor=cast.jo.actor, account_id=cast.amara.account_id, **given)
    with pytest.raises(Conflict):
        enquiring.give_ward(actor=cast.jo.actor, account_id=wards.lena.account_id, **given)
    with pytest.raises(NotAllowed):
        enquiring.give_ward(actor=wards.lena, account_id=wards.lena.account_id, **given)


def test_the_pages_can_be_used_from_asking_to_passing_on(
    wards: SimpleNamespace, client_for: Callable[[str | None], Client], cast: SimpleNamespace
) -> None:
    lena = signed_in(wards.lena, client_for)
    body = {
        "ward": str(wards.one.id), "service_type": "", "words": "Damp.", "name": "Zora Poe", "basis": "elected",
        "asked_on-day": "1", "asked_on-month": "2", "asked_on-year": "2025", "asked_how": "email",
    }  # fmt: skip
    assert lena.post("/enquiries/new/", {**body, "name": ""}).status_code == 400
    page = lena.post("/enquiries/new/", body)
    row = Enquiry.objects.select_related("case__owner").get()
    assert page["Location"] == f"/enquiries/{row.id}/"
    owner = signed_in(actor_for_account(row.case.owner.account_id, TODAY), client_for)
    assert "Answer the councillor" in owner.get(f"/cases/{row.case_id}/").content.decode()
    assert owner.post(f"/cases/{row.case_id}/answer-councillor/", {"words": "Done."}).status_code == 302
    assert "Done." in lena.get(f"/enquiries/{row.id}/").content.decode()
    assert lena.post(f"/enquiries/{row.id}/", {"how": "phone", "says": ""}).status_code == 302
    assert "Passed on" in lena.get("/enquiries/").content.decode()
    assert client_for("jo").get("/enquiries/wards/").status_code == 200


def test_the_counts_of_a_ward_are_of_whole_months_and_of_that_ward(wards: SimpleNamespace) -> None:
    today, ids = date(2028, 3, 15), []
    for day in (date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29), date(2028, 3, 1)):
        at = datetime(day.year, day.month, day.day, 0, 30, tzinfo=LONDON)
        ids.append(ask(wards.lena, wards.one.id))
        Case.objects.filter(id=Enquiry.objects.get(id=ids[-1]).case_id).update(opened_at=at)
    ask(wards.rafi, wards.other.id)
    counts = queries.ward_counts(wards.one.id, today=today)
    assert {month: n for month, n in counts["month"].items() if n} == {"2027-03-01": 1, "2028-02-01": 1}
    assert len(counts["month"]) == 12
    assert (counts["service_type"], counts["outcome"]["open"]) == ({"": 2}, 2)
    assert timing.MANAGER == 1


def test_small_numbers_go_and_so_does_what_would_give_them_away() -> None:
    shown = pattern({"kind": {"a": 40, "b": 3, "c": 9}, "month": {"may": 52, "june": 0}})
    assert shown.total == 52
    assert shown.tables["kind"] == {"a": 40, "b": None, "c": None}, "from 52 − 40 − 9 one reads 3"
    assert list(shown.tables["month"].values()) == [None, None], "none is a small number too"
    assert not pattern({"kind": {"a": 4}}).shown
    assert not pattern({}).shown
    assert together({"a": 40, "b": 3, "c": 2}, other="other") == {"a": 40, "other": 5}
    with pytest.raises(BadInput):
        pattern({"kind": {"a": 4}, "month": {"may": 5}})


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(1, 5))
def test_no_small_number_can_be_worked_out_from_what_is_shown(counts: list[int], split: int) -> None:
    whole = sum(counts)
    first = {str(number): count for number, count in enumerate(counts)}
    second = {"x": whole // (split + 1), "y": whole - whole // (split + 1)}
    found = pattern({"first": first, "second": second})
    for name, real in (("first", first), ("second", second)):
        hidden = [key for key, count in found.tables[name].items() if count is None]
        assert all(real[key] >= SMALLEST for key in real if key not in hidden)
        if found.shown and hidden:
            assert len(hidden) > 1
            assert sum(real[key] for key in hidden) >= SMALLEST, "each of them could be the one that is not small"
