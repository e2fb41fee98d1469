"""A power is claimed by its holder, checked or refused by the council, and ended by any of the three it concerns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import actions, public
from coopcouncil.people.models import Appointment, Authority

NOW, TODAY = clock.now(), clock.today()
MOTHER = {"first_names": "Ngozi", "last_name": "Adeyemi", "born_on": date(1948, 3, 9)}


def claim(member: Any, kind: str = "lpa_property", **more: Any) -> Any:
    given = {
        **MOTHER, "evidence_kind": "registered_lpa", "evidence_number": "7000-1234-5678", "issued_on": date(2020, 1, 1),
        "scope": (), "expires_on": None, "now": NOW, "today": TODAY, **more,
    }  # fmt: skip
    return actions.claim_authority(actor=member.actor, kind=kind, **given)


def check(member: Any, authority_id: Any, **more: Any) -> None:
    given = {
        "seen": "registered_lpa", "subject_email": "", "expires_on": None, "now": NOW, "today": TODAY, **more,
    }  # fmt: skip
    actions.check_authority(actor=member.actor, authority_id=authority_id, **given)


def may(member: Any, authority_id: Any, matter: str, day: date = TODAY) -> Any:
    return public.may_speak_for(member.actor, authority_id, [matter], day)[matter]


@pytest.mark.django_db
def test_a_claim_goes_as_reported_until_the_council_has_seen_the_paper(cast: SimpleNamespace) -> None:
    power = claim(cast.amara)
    assert [held.person_name for held in public.authorities_of(cast.amara.actor, TODAY)] == ["Ngozi Adeyemi"]
    assert may(cast.amara, power, "money").reported
    check(cast.carys, power)
    assert (may(cast.amara, power, "money").may, may(cast.amara, power, "money").reported) == (True, False)
    assert may(cast.amara, power, "health").why == "not_covered"
    # Somebody else's power allows nothing, and says nothing.
    assert not may(cast.bilal, power, "money").may
    assert public.authorities_of(cast.bilal.actor, TODAY) == []


@pytest.mark.django_db
def test_nobody_checks_their_own_and_a_partners_case_owner_checks_none(cast: SimpleNamespace, client_for: Any) -> None:
    own = claim(cast.carys)
    with pytest.raises(NotAllowed):
        check(cast.carys, own)
    with pytest.raises(IntegrityError, match="never_checked_by_oneself"), transaction.atomic():
        Authority.objects.filter(id=own).update(checked_by=cast.carys.account_id, checked_at=NOW, state="checked")
    assert client_for("carys").get(f"/desk/powers/{own}/").status_code == 404
    Appointment.objects.create(
        account_id=cast.esi.account_id, role="case_owner", starts_on=TODAY,
        organisation_id=public.organisation_by_code("larkhill-tenants-co-op").id,
    )  # fmt: skip
    assert client_for("esi").get(f"/desk/powers/{own}/").status_code == 403


@pytest.mark.django_db
def test_a_refusal_gives_its_reason_and_leaves_the_way_open_to_claim_again(
    cast: SimpleNamespace, client_for: Any
) -> None:
    power = claim(cast.amara)
    carys = client_for("carys")
    assert "7000-1234-5678" in carys.get(f"/desk/powers/{power}/").content.decode()
    nothing = carys.post(f"/desk/powers/{power}/", {"answer": "refuse", "reason": " "})
    assert nothing.status_code == 400
    carys.post(f"/desk/powers/{power}/", {"answer": "refuse", "reason": "It is not registered yet. Register it first."})
    page = client_for("amara").get("/account/speaking-for/").content.decode()
    assert "It is not registered yet" in page
    assert may(cast.amara, power, "money").why == "refused"
    again = claim(cast.amara)
    with pytest.raises(Conflict, match="already"):
        claim(cast.amara, first_names="  NGOZI ")
    assert again != power


@pytest.mark.django_db
def test_what_cannot_be_is_refused_with_the_field_and_the_mend(cast: SimpleNamespace, client_for: Any) -> None:
    amara = client_for("amara")
    typed = {
        "kind": "lpa_health", "first_names": "Kemi", "last_name": "Adeyemi", "born_on-day": "1", "born_on-month": "6",
        "born_on-year": "2015", "evidence_kind": "registered_lpa",
    }  # fmt: skip
    wrong = amara.post("/account/speaking-for/claim/", typed)
    assert wrong.status_code == 400
    assert "Nobody under 18 can have given this power" in wrong.content.decode()
    assert 'value="Kemi"' in wrong.content.decode()
    assert amara.post("/account/speaking-for/claim/", {**typed, "kind": "parental_responsibility"}).status_code == 302
    with pytest.raises(BadInput):
        claim(cast.amara, expires_on=TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["amara", "bilal", "carys"])
def test_the_holder_the_person_concerned_or_the_council_ends_it_at_once(
    cast: SimpleNamespace, client_for: Any, who: str
) -> None:
    power = claim(cast.amara, first_names="Bilal", last_name="Hussain")
    check(cast.carys, power, subject_email="Bilal@ashmere.example")
    assert "Amara Adeyemi" in client_for("bilal").get("/account/speaking-for/").content.decode()
    assert client_for("femi").get(f"/account/speaking-for/{power}/").status_code == 404
    assert client_for("femi").post(f"/account/speaking-for/{power}/end/").status_code == 404
    client = client_for(who)
    assert client.get(f"/account/speaking-for/{power}/end/").status_code == 200
    if who == "carys":
        assert client.post(f"/account/speaking-for/{power}/end/", {"reason": ""}).status_code == 400
    assert (
        client.post(f"/account/speaking-for/{power}/end/", {"reason": "The office has withdrawn it."}).status_code
        == 302
    )
    assert may(cast.amara, power, "money").why == "ended"
    ended = AuditRow.objects.get(verb="people.authority_ended", object_id=power)
    assert ended.actor_id == getattr(cast, who).account_id
    page = client_for("amara").get(f"/account/speaking-for/{power}/").content.decode()
    assert "It was ended" in page
    with pytest.raises(Conflict):
        actions.end_authority(actor=cast.amara.actor, authority_id=power, reason="", now=NOW)


@pytest.mark.django_db
def test_the_person_concerned_never_sees_the_papers_of_whoever_speaks_for_them(
    cast: SimpleNamespace, client_for: Any
) -> None:
    power = claim(cast.amara)
    check(cast.carys, power, subject_email="bilal@ashmere.example")
    assert "7000-1234-5678" not in client_for("bilal").get(f"/account/speaking-for/{power}/").content.decode()
    assert "7000-1234-5678" in client_for("amara").get(f"/account/speaking-for/{power}/").content.decode()
    exported = public.export_person(cast.bilal.account_id)["people"]["powers_to_speak"]
    assert [row["evidence"] for row in exported] == [None]


@pytest.mark.django_db
def test_a_young_person_who_decides_for_themself_keeps_a_parent_out_of_their_health(cast: SimpleNamespace) -> None:
    child = {"first_names": "Kemi", "last_name": "Adeyemi", "born_on": TODAY - timedelta(days=365 * 14)}
    parent = claim(cast.amara, "parental_responsibility", **child)
    check(cast.carys, parent, seen="birth_certificate")
    assert may(cast.amara, parent, "health").may
    own = claim(cast.bilal, "gillick", **child, evidence_kind="professional")
    assert may(cast.amara, parent, "health").may  # nobody has checked that yet
    with pytest.raises(BadInput, match="Only somebody who treats the young person"):
        check(cast.carys, own, seen="own_word")
    check(cast.carys, own, seen="professional")
    assert may(cast.amara, parent, "health").why == "decides_for_self"
    assert may(cast.amara, parent, "child").may
    assert public.authorities_of(cast.bilal.actor, TODAY) == []  # it lets nobody speak for another
    # At 18 both are over: the parent speaks no more, and nothing need be barred.
    grown = TODAY + timedelta(days=365 * 5)
    assert may(cast.amara, parent, "child", grown).why == "grown_up"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first_names", "last_name", "days", "barred"),
    [
        ("KEMI", "adeyemi", 0, True),
        ("Kémi", "Adéyẹmí", 0, True),
        ("Kemi Anne-Marie", "Adeyemi", 0, True),
        ("Kemi Marie Anne", "Adeyemi", 0, True),
        ("Kemi", "Ade-Yemi", 0, True),
        ("Kemi", "Adeyemi", 1, False),
        ("Tobi", "Adeyemi", 0, False),
        ("Kemi", "Okafor", 0, False),
    ],
)
def test_a_young_person_is_known_by_name_and_date_of_birth_however_a_parent_writes_the_name(
    cast: SimpleNamespace, first_names: str, last_name: str, days: int, barred: bool
) -> None:
    born = TODAY - timedelta(days=365 * 14)
    own = claim(cast.bilal, "gillick", first_names="Kemi Anne Marie", last_name="Adeyemi", born_on=born)
    check(cast.carys, own, seen="professional")
    parent = claim(
        cast.amara, "parental_responsibility", first_names=first_names, last_name=last_name,
        born_on=born + timedelta(days=days),
    )  # fmt: skip
    assert (may(cast.amara, parent, "health").why == "decides_for_self") is barred


@pytest.mark.django_db
def test_parental_responsibility_counts_as_proved_only_with_a_document_that_the_council_saw(
    cast: SimpleNamespace, client_for: Any
) -> None:
    child = {"first_names": "Kemi", "last_name": "Adeyemi", "born_on": TODAY - timedelta(days=365 * 9)}
    power = claim(cast.amara, "parental_responsibility", **child, evidence_kind="birth_certificate")
    carys, way = client_for("carys"), f"/desk/powers/{power}/"
    assert carys.post(way, {"answer": "accept"}).status_code == 400  # what was seen must be said
    assert carys.post(way, {"answer": "accept", "seen": "own_word"}).status_code == 302
    assert (may(cast.amara, power, "child").may, may(cast.amara, power, "child").reported) == (True, True)
    page = client_for("amara").get(f"/account/speaking-for/{power}/").content.decode()
    assert "the council saw no document that proves it" in page
    other = claim(cast.femi, "parental_responsibility", **child, evidence_kind="own_word")
    check(cast.carys, other, seen="court_order")
    assert not may(cast.femi, other, "child").reported


@pytest.mark.invariants
def test_two_case_owners_at_once_give_one_answer(cloned_db: Any, cast: SimpleNamespace) -> None:
    Appointment.objects.filter(account=cast.hari.account_id).update(role="case_owner")
    hari = public.actor_for_account(cast.hari.account_id, TODAY)
    power, start = claim(cast.amara), Barrier(2)

    def answer(actor: Any) -> str:
        try:
            start.wait(timeout=10)
            if actor is hari:
                actions.refuse_authority(actor=hari, authority_id=power, reason="No.", now=NOW)
            else:
                check(cast.carys, power)
        except Conflict:
            return "conflict"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, [hari, cast.carys.actor])) == ["conflict", "done"]
    assert Authority.objects.get(id=power).state in {"checked", "refused"}


@pytest.mark.invariants
def test_one_power_claimed_twice_at_once_is_one(cloned_db: Any, cast: SimpleNamespace) -> None:
    start = Barrier(4)

    def press(_: int) -> str:
        try:
            start.wait(timeout=10)
            claim(cast.amara)
        except Conflict:
            return "conflict"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == ["conflict"] * 3 + ["done"]


@pytest.mark.django_db
def test_erasing_a_person_ends_their_powers_and_empties_what_they_said_of_others(cast: SimpleNamespace) -> None:
    held, over = claim(cast.bilal), claim(cast.amara)
    check(cast.carys, over, subject_email="bilal@ashmere.example")
    public.erase_person(cast.bilal.account_id)
    row = Authority.objects.get(id=held)
    assert (row.state, row.person, row.evidence, row.person_digest) == ("ended", {}, None, "")
    assert may(cast.amara, over, "money").why == "ended"
    theirs = Authority.objects.get(id=over)
    assert (theirs.person, theirs.person_digest) == ({}, "")
    assert public.authority(over, clock.today()).person_name == "Somebody whose account was erased"
