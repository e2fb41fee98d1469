from collections.abc import Callable
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coopcouncil.directory import actions, public, queries
from coopcouncil.directory.domain import changing
from coopcouncil.directory.models import ProposedChange, Schedule, ScopeDecision, Service, Version
from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed

pytestmark = pytest.mark.django_db
MakeService = Callable[..., Service]
NOW = clock.now()
OFFICE = {"byday": "MO,TU", "opens_at": "09:00", "closes_at": "17:00"}
LATE = {"byday": "WE", "opens_at": "12:00", "closes_at": "20:00"}


@pytest.fixture
def repairs(ashmere: SimpleNamespace, make_service: MakeService) -> Service:
    return make_service("estate-repairs", ashmere.organisation["larkhill-tenants-co-op"])


def edit(actor: Any, service: Service, version: int | None = None, **values: Any) -> actions.Edited:
    return actions.edit_service(
        actor=actor, service_id=service.id, changes=actions.Changes(values), version=version, now=NOW
    )


def record(service: Service) -> Any:
    return public.service_record(service_id=service.id)


def test_hours_contacts_and_words_are_live_at_once_and_in_the_history(
    ashmere: SimpleNamespace, repairs: Service
) -> None:
    contact = {"title": "Front desk", "phones": [{"number": "01632 960010"}]}
    done = edit(ashmere.cast.esi.actor, repairs, hours=[OFFICE], contacts=[contact], description="Knock twice.")
    assert (done.live, done.waiting) == (("contacts", "description", "hours"), ())
    found = record(repairs)
    assert (found.hours[0].opens_at, found.contacts[0].phones[0].number) == (time(9), "01632 960010")
    (kept,), count = queries.history(repairs.id)
    assert (count, kept.number, kept.made_for) == (1, 2, "Larkhill Tenants’ Co-operative")
    lines = changing.difference(kept.before, kept.after, queries.labels())
    assert [(line.what, line.before, line.after) for line in lines if line.what == "Opening hours"] == [
        ("Opening hours", "", "MO,TU, 09:00, to 17:00")
    ]


def test_a_row_that_stays_keeps_its_identity(ashmere: SimpleNamespace, repairs: Service) -> None:
    esi = ashmere.cast.esi.actor
    edit(esi, repairs, hours=[OFFICE, LATE])
    ids = {row.byday: row.id for row in Schedule.objects.filter(service=repairs)}
    edit(esi, repairs, hours=[LATE | {"byday": "TH"}, OFFICE])
    now = {row.byday: row.id for row in Schedule.objects.filter(service=repairs)}
    assert now == {"MO,TU": ids["MO,TU"], "TH": ids["WE"]}
    assert not edit(esi, repairs, hours=changing.plain(record(repairs).hours))


def test_what_matters_waits_for_the_council(ashmere: SimpleNamespace, repairs: Service) -> None:
    done = edit(ashmere.cast.esi.actor, repairs, name="Estate repairs and more", phone="01632 960011")
    assert (done.live, done.waiting) == (("phone",), ("name",))
    assert record(repairs).name == "Service estate-repairs"
    actions.approve_change(actor=ashmere.cast.jo.actor, change_id=done.proposal_id, now=NOW)
    assert record(repairs).name == "Estate repairs and more"
    assert ProposedChange.objects.get().decided_by_id == ashmere.cast.jo.account_id
    verbs = set(AuditRow.objects.filter(verb__startswith="directory.change").values_list("verb", flat=True))
    assert verbs == {"directory.change_proposed", "directory.change_approved"}
    assert [kept.verb for kept in queries.history(repairs.id)[0]] == ["approved", "edited"]


def test_nobody_decides_on_what_they_proposed_and_no_provider_on_anything(
    ashmere: SimpleNamespace, repairs: Service
) -> None:
    proposal = edit(ashmere.cast.esi.actor, repairs, cost="£2").proposal_id
    for name in ("esi", "amara", "dev", "carys"):
        with pytest.raises(NotAllowed):
            actions.approve_change(actor=getattr(ashmere.cast, name).actor, change_id=proposal, now=NOW)
    ProposedChange.objects.update(proposed_by_id=ashmere.cast.jo.account_id)
    with pytest.raises(NotAllowed, match="Somebody else"):
        actions.approve_change(actor=ashmere.cast.jo.actor, change_id=proposal, now=NOW)
    with pytest.raises(IntegrityError, match="never_by_oneself"), transaction.atomic():
        ProposedChange.objects.update(state="approved", decided_at=NOW, decided_by_id=ashmere.cast.jo.account_id)


def test_a_refusal_says_why_and_changes_nothing(ashmere: SimpleNamespace, repairs: Service) -> None:
    proposal = edit(ashmere.cast.esi.actor, repairs, status="closed").proposal_id
    jo = ashmere.cast.jo.actor
    with pytest.raises(BadInput, match="Say why"):
        actions.refuse_change(actor=jo, change_id=proposal, because=" ", now=NOW)
    actions.refuse_change(actor=jo, change_id=proposal, because="It is still needed.", now=NOW)
    assert record(repairs).status == "active"
    with pytest.raises(Conflict, match="decided already"):
        actions.approve_change(actor=jo, change_id=proposal, now=NOW)


def test_a_provider_takes_back_what_it_proposed(ashmere: SimpleNamespace, repairs: Service) -> None:
    proposal = edit(ashmere.cast.esi.actor, repairs, status="closed").proposal_id
    actions.withdraw_change(actor=ashmere.cast.esi.actor, change_id=proposal, now=NOW)
    assert not queries.proposed_changes().exists()


def test_a_proposal_that_the_record_has_left_behind_is_not_put_over_it(
    ashmere: SimpleNamespace, repairs: Service
) -> None:
    proposal = edit(ashmere.cast.esi.actor, repairs, name="One").proposal_id
    edit(ashmere.cast.jo.actor, repairs, name="Two")
    with pytest.raises(Conflict, match="changed since"):
        actions.approve_change(actor=ashmere.cast.jo.actor, change_id=proposal, now=NOW)
    assert record(repairs).name == "Two"


def test_an_administrator_changes_what_matters_at_once(ashmere: SimpleNamespace, repairs: Service) -> None:
    done = edit(ashmere.cast.jo.actor, repairs, costs=[{"option": "A visit", "amount_pence": 1250}])
    assert done.live == ("costs",)
    assert record(repairs).costs[0].amount_pence == 1250


def test_of_two_who_edit_at_once_each_keeps_what_only_they_changed(ashmere: SimpleNamespace, repairs: Service) -> None:
    form = {"phone": repairs.phone, "description": "", "website": ""}
    edit(ashmere.cast.jo.actor, repairs, 1, **form | {"phone": "01632 960020"})
    done = edit(ashmere.cast.esi.actor, repairs, 1, **form | {"description": "Ring the bell."})
    assert done.live == ("description",)
    found = record(repairs)
    assert (found.phone, found.description, found.version) == ("01632 960020", "Ring the bell.", 3)


def test_where_both_changed_the_same_the_later_is_shown_what_was_kept(
    ashmere: SimpleNamespace, repairs: Service
) -> None:
    edit(ashmere.cast.jo.actor, repairs, 1, phone="01632 960020")
    with pytest.raises(actions.EditConflict) as told:
        edit(ashmere.cast.esi.actor, repairs, 1, phone="01632 960021", description="Ring the bell.")
    assert (told.value.version, told.value.kept) == (2, {"phone": "01632 960020"})
    assert record(repairs).description == "", "nothing of it was written"
    assert edit(ashmere.cast.esi.actor, repairs, told.value.version, phone="01632 960021").live == ("phone",)


def test_in_the_form_the_later_sees_what_was_kept_and_loses_nothing(
    ashmere: SimpleNamespace, repairs: Service, client_for: Callable[[str], Client]
) -> None:
    fields = ["name", "summary", "phone", "email", "website", "opening_hours", "cost", "description"]
    fields += ["delivery_model", "scope", "outcome", "status", "version"]
    data = {name: getattr(repairs, name) for name in fields}
    edit(ashmere.cast.jo.actor, repairs, 1, opening_hours="Mornings")
    page = "/services/estate-repairs/edit/"
    answer = client_for("esi").post(page, data | {"opening_hours": "Evenings"}).content.decode()
    assert "It now says: Mornings" in answer
    assert 'value="Evenings"' in answer
    assert 'name="version" value="2"' in answer
    assert client_for("esi").post(page, data | {"opening_hours": "Evenings", "version": 2}).status_code == 302
    assert record(repairs).opening_hours == "Evenings"


def test_words_about_the_hours_are_shown_beside_a_timetable_that_says_otherwise(
    ashmere: SimpleNamespace, repairs: Service, client_for: Callable[[str | None], Client]
) -> None:
    def page() -> str:
        return client_for(None).get("/services/estate-repairs/").content.decode()

    edit(ashmere.cast.esi.actor, repairs, hours=[OFFICE], opening_hours="Monday and Tuesday, 9am to 5pm")
    assert page().count("Monday and Tuesday, 9am to 5pm") == 1
    edit(ashmere.cast.esi.actor, repairs, opening_hours="Ring the bell on Sundays")
    assert "Ring the bell on Sundays" in page()
    assert "Monday and Tuesday, 9am to 5pm" in page()


def test_a_new_way_of_running_it_begins_a_spell_and_ends_the_one_before(
    ashmere: SimpleNamespace, repairs: Service
) -> None:
    jo, first = ashmere.cast.jo.actor, date(2024, 4, 1)
    edit(jo, repairs, delivery_model="mutual", delivery_model_since=first)
    edit(jo, repairs, delivery_model="tmo", delivery_model_since=date(2026, 4, 1))
    assert [(spell.delivery_model, spell.starts_on, spell.ends_on) for spell in record(repairs).spells] == [
        ("mutual", first, date(2026, 4, 1)), ("tmo", date(2026, 4, 1), None), ("public_sector", None, first),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="since 01 April 2026"):
        edit(jo, repairs, delivery_model="private", delivery_model_since=date(2025, 1, 1))


def test_a_decision_on_scope_says_who_when_why_and_when_it_is_looked_at_again(
    ashmere: SimpleNamespace, repairs: Service
) -> None:
    changes = actions.Changes({"scope": "community"})
    proposal = actions.edit_service(
        actor=ashmere.cast.esi.actor, service_id=repairs.id, changes=changes, reason="Everybody uses it.", now=NOW
    ).proposal_id
    actions.approve_change(actor=ashmere.cast.jo.actor, change_id=proposal, now=NOW)
    decided = ScopeDecision.objects.get()
    assert (decided.scope, decided.reason) == ("community", "Everybody uses it.")
    assert decided.review_on > decided.decided_on + timedelta(days=700)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"hours": [{"byday": "MO", "opens_at": "09:00"}]}, "Say both"),
        ({"hours": [{"byday": "MON"}]}, "Days are written"),
        ({"languages": [{"code": "Polish"}]}, "code|characters"),
        ({"capacity": {"places": 1, "free_places": 2, "as_of": "2026-11-01"}}, "more free places"),
        ({"costs": [{"amount_pence": -5}]}, "below|equal to 0"),
        ({"eligibility": {"minimum_age": 30, "maximum_age": 20}}, "last day, or the highest age"),
        ({"phones": [{"nummer": "1"}]}, "nummer"),
    ],
)
def test_what_cannot_be_is_refused_in_words_before_anybody_must_decide_on_it(
    ashmere: SimpleNamespace, repairs: Service, values: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        edit(ashmere.cast.esi.actor, repairs, **values)
    assert not ProposedChange.objects.exists()
    assert not Version.objects.filter(record_id=repairs.id).exists()


def test_the_history_holds_nobodys_name_and_cannot_be_rewritten(ashmere: SimpleNamespace, repairs: Service) -> None:
    edit(ashmere.cast.esi.actor, repairs, contacts=[{"name": "Philippa Nobody", "title": "Manager"}])
    (kept,) = queries.history(repairs.id)[0]
    assert "Philippa" not in str((kept.before, kept.after))
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Version.objects.update(reason="it was never so")
