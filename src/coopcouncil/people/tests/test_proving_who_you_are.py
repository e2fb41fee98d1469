"""A level comes only from a proof that still holds: a code by post, a document that an officer saw."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.kernel.persons import Person
from coopcouncil.people import actions, public
from coopcouncil.people.domain import identity, posted_codes
from coopcouncil.people.models import Account, Appointment, Grant, IdentityProof, PostedCode

NOW, TODAY = clock.now(), clock.today()
ADDRESS = ["4 Mill Lane", "Ashmere", "AM1 1AA"]
SEEN = {"documents": ["passport"], "checks": ["security_features", "face_compared", "records_searched"]}
BORN = date(1988, 4, 12)
PASSPORT = {**SEEN, "name": "Bilal Hussain", "born_on": BORN}
TYPED = {**SEEN, "name": "Bilal Hussain", "born_on-day": "12", "born_on-month": "4", "born_on-year": "1988"}


@pytest.fixture(autouse=True)
def _a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)


def level(actor: Actor, days: int = 0) -> str:
    return identity.highest(proof.level for proof in public.proofs_held(actor, TODAY + timedelta(days=days)))


def letter(code_id: Any) -> str:
    return "\n".join(
        page.extract_text() for page in pypdf.PdfReader(settings.HOME / "letters" / f"{code_id}.pdf").pages
    )


def code_in(code_id: Any) -> str:
    words = letter(code_id).replace("\n", " ").split()
    return next(word for word in words if len(word) == 9 and word[4] == "-")


def ask(actor: Actor, now: Any = NOW) -> Any:
    return actions.ask_for_code(actor=actor, address=ADDRESS, now=now)


def try_code(actor: Actor, typed: str, now: Any = NOW) -> Any:
    return actions.try_code(actor=actor, typed=typed, now=now, today=TODAY)


@pytest.mark.django_db
def test_an_e_mail_address_a_role_or_a_key_proves_nothing(cast: SimpleNamespace) -> None:
    assert level(cast.amara.actor) == "low"  # she typed the code of a letter
    for nobody in (cast.bilal.actor, cast.jo.actor, SYSTEM, Actor("anonymous", session_key="token")):
        assert level(nobody) == "none"
    assert level(Actor("agency", organisation_id=public.council().id)) == "none"


@pytest.mark.django_db
def test_a_code_that_came_by_post_proves_a_low_level_for_a_year(cast: SimpleNamespace) -> None:
    code = code_in(sent := ask(cast.bilal.actor))
    assert "4 Mill Lane" in letter(sent)
    assert "Bilal Hussain" in letter(sent)
    kept = PostedCode.objects.get(id=sent)
    assert code.replace("-", "") not in kept.digest
    assert oct((settings.HOME / "letters" / f"{sent}.pdf").stat().st_mode)[-3:] == "600"
    try_code(cast.bilal.actor, f" {code.lower().replace('-', ' ')} ")
    assert level(cast.bilal.actor) == "low"
    assert level(cast.bilal.actor, days=364) == "low"
    assert level(cast.bilal.actor, days=366) == "none"
    with pytest.raises(Conflict, match="was used"):
        try_code(cast.bilal.actor, code)


@pytest.mark.django_db
def test_a_code_is_for_the_person_it_was_sent_to(cast: SimpleNamespace) -> None:
    code = code_in(ask(cast.bilal.actor))
    ask(cast.femi.actor)
    with pytest.raises(BadInput, match="not the code"):
        try_code(cast.femi.actor, code)
    assert level(cast.femi.actor) == "none"


@pytest.mark.django_db
def test_five_wrong_tries_end_the_code_even_for_whoever_has_it(cast: SimpleNamespace) -> None:
    code = code_in(ask(cast.bilal.actor))
    for left in (4, 3, 2):
        with pytest.raises(BadInput, match=f"{left} more tries"):
            try_code(cast.bilal.actor, "2222-2222")
    with pytest.raises(BadInput, match="one more try"):
        try_code(cast.bilal.actor, "2222-2222")
    with pytest.raises(Conflict, match="five times"):
        try_code(cast.bilal.actor, "2222-2222")
    with pytest.raises(Conflict, match="no code"):
        try_code(cast.bilal.actor, code)
    assert level(cast.bilal.actor) == "none"


@pytest.mark.django_db
def test_a_code_is_too_late_after_three_weeks_and_another_may_be_asked_for_thrice(cast: SimpleNamespace) -> None:
    code = code_in(ask(cast.bilal.actor))
    with pytest.raises(Conflict, match="time has passed"):
        try_code(cast.bilal.actor, code, NOW + posted_codes.HOLDS_FOR)
    first = ask(cast.bilal.actor, NOW + timedelta(days=22))
    second = ask(cast.bilal.actor, NOW + timedelta(days=23))
    with pytest.raises(BadInput):  # the letter that came first counts no longer
        try_code(cast.bilal.actor, code_in(first), NOW + timedelta(days=24))
    with pytest.raises(Conflict, match="3 letters"):
        ask(cast.bilal.actor, NOW + timedelta(days=25))
    try_code(cast.bilal.actor, code_in(second), NOW + timedelta(days=25))
    assert ask(cast.bilal.actor, NOW + timedelta(days=90))


@pytest.mark.django_db
def test_without_a_letter_there_is_no_code(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, client_for: Any
) -> None:
    (settings.HOME / "letters").write_text("a file where the folder should be")
    page = client_for("bilal").post(
        "/account/identity/letter/", {"line1": "4 Mill Lane", "town": "Ashmere", "postcode": "am1 1aa"}
    )
    assert page.status_code == 503
    assert "Nothing was sent" in page.content.decode()
    assert 'value="4 Mill Lane"' in page.content.decode()
    assert not PostedCode.objects.exists()


@pytest.mark.invariants
def test_two_who_type_the_code_at_once_prove_it_once_and_five_wrong_ones_are_five(
    cloned_db: Any, cast: SimpleNamespace
) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    def at_once(typed: list[str]) -> list[type]:
        start = Barrier(len(typed))

        def one(text: str) -> type:
            try:
                start.wait(timeout=10)
                try_code(cast.bilal.actor, text)
            except (BadInput, Conflict) as error:
                return type(error)
            finally:
                connections.close_all()
            return bool

        with ThreadPoolExecutor(len(typed)) as pool:
            return list(pool.map(one, typed))

    code = code_in(ask(cast.bilal.actor))
    assert at_once([code] * 4).count(bool) == 1
    assert IdentityProof.objects.filter(account=cast.bilal.account_id).count() == 1
    ask(cast.femi.actor)
    femi = cast.femi.actor
    cast.bilal = SimpleNamespace(actor=femi)
    assert at_once(["2222-2222"] * 8).count(BadInput) == 4
    row = PostedCode.objects.get(account=femi.account_id)
    assert (row.tries, row.ended_at is not None) == (5, True)


# --- a document seen ------------------------------------------------------------------------------------------------


def see(officer: Any, person: Any, code: str = "ashmere-council", **more: Any) -> str:
    return actions.record_document(
        actor=officer.actor, account_id=person.account_id, organisation_id=public.organisation_by_code(code).id,
        **{"now": NOW, "today": TODAY, **PASSPORT, **more},
    )  # fmt: skip


@pytest.mark.django_db
def test_an_officer_of_the_council_sees_a_passport_and_keeps_no_number(cast: SimpleNamespace, client_for: Any) -> None:
    assert see(cast.carys, cast.bilal) == "medium"
    assert level(cast.bilal.actor) == "medium"
    proof = IdentityProof.objects.get(account=cast.bilal.account_id)
    assert proof.detail == {
        "name": "Bilal Hussain", "born_on": "1988-04-12", "documents": ["passport"], "checks": sorted(SEEN["checks"]),
    }  # fmt: skip
    assert AuditRow.objects.filter(verb="people.identity_proved", object_id=proof.id, actor_id=cast.carys.account_id)
    page = client_for("bilal").get("/account/identity/").content.decode()
    assert "An officer saw a document" in page
    assert "Passport" in page
    assert "Ashmere Council" in page


@pytest.mark.django_db
def test_nobody_sees_their_own_document(cast: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        see(cast.carys, cast.carys)
    with pytest.raises(IntegrityError, match="never_by_oneself"), transaction.atomic():
        IdentityProof.objects.create(
            account_id=cast.carys.account_id, checked_by_id=cast.carys.account_id, level="low",
            how="document_seen", proved_at=NOW,
        )  # fmt: skip


@pytest.mark.django_db
def test_a_surgerys_officer_may_only_while_the_council_grants_it(cast: SimpleNamespace, client_for: Any) -> None:
    surgery = public.organisation_by_code("larkhill-surgery").id
    assert client_for("dev").get("/desk/identity/").status_code == 403
    with pytest.raises(NotAllowed):
        see(cast.dev, cast.bilal, "larkhill-surgery")
    grant = Grant.objects.create(organisation_id=surgery, what="assist", starts_on=TODAY)
    assert see(cast.dev, cast.bilal, "larkhill-surgery") == "medium"
    with pytest.raises(NotAllowed):  # not in the council's name
        see(cast.dev, cast.femi)
    Grant.objects.filter(id=grant.id).update(ends_on=TODAY)
    with pytest.raises(NotAllowed):
        see(cast.dev, cast.femi, "larkhill-surgery")
    Appointment.objects.filter(account=cast.dev.account_id).update(role="analyst")


@pytest.mark.django_db
def test_what_shows_nothing_is_not_kept(cast: SimpleNamespace) -> None:
    for changed in (
        {"documents": ["bank_letter"]}, {"checks": []}, {"documents": ["library_card"]}, {"name": " - "},
        {"born_on": None}, {"born_on": TODAY + timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            see(cast.carys, cast.bilal, **changed)
    assert level(cast.bilal.actor) == "none"


@pytest.mark.django_db
def test_an_officer_finds_the_person_by_what_they_say_and_nobody_else(cast: SimpleNamespace, client_for: Any) -> None:
    carys = client_for("carys")
    assert carys.get("/desk/identity/").status_code == 200
    for wrong in ("bilal", "bilal@", "%@ashmere.example", "carys@ashmere.example", "222-222-222", ""):
        assert carys.post("/desk/identity/", {"who": wrong}).status_code == 400
    found = carys.post("/desk/identity/", {"who": "BILAL@ashmere.example"})
    assert found["Location"] == f"/desk/identity/{cast.bilal.account_id}/"
    assert "Bilal Hussain" in carys.get(found["Location"]).content.decode()
    done = carys.post(found["Location"], {**TYPED, "organisation": str(public.council().id)})
    assert done["Location"] == "/desk/identity/"
    assert level(cast.bilal.actor) == "medium"
    assert carys.get(f"/desk/identity/{cast.carys.account_id}/").status_code == 404


@pytest.mark.django_db
def test_an_officer_looks_for_twenty_people_an_hour_and_no_more(cast: SimpleNamespace, client_for: Any) -> None:
    carys, hari, body = client_for("carys"), client_for("hari"), {"who": "bilal@ashmere.example"}
    Appointment.objects.filter(account=cast.hari.account_id).update(role="case_owner")
    for number in range(20):
        tried = carys.post("/desk/identity/", body if number % 2 else {"who": f"guess{number}@ashmere.example"})
        assert tried.status_code == (302 if number % 2 else 400)
    stopped = carys.post("/desk/identity/", body)
    assert stopped.status_code == 429
    assert "You have looked for 20 people within an hour" in stopped.content.decode()
    assert 'value="bilal@ashmere.example"' in stopped.content.decode()
    assert hari.post("/desk/identity/", body).status_code == 302  # each officer has their own count


@pytest.mark.django_db
def test_a_person_says_that_it_was_not_them_and_it_counts_no_longer(cast: SimpleNamespace, client_for: Any) -> None:
    see(cast.carys, cast.bilal)
    proof = IdentityProof.objects.get(account=cast.bilal.account_id)
    way = f"/account/identity/{proof.id}/not-me/"
    assert client_for("amara").post(way).status_code == 404
    bilal = client_for("bilal")
    assert bilal.get(way).status_code == 200
    assert level(cast.bilal.actor) == "medium"
    bilal.post(way)
    assert level(cast.bilal.actor) == "none"
    # Whoever recorded it does not look into it; another case owner of the council does.
    assert "Bilal" not in client_for("carys").get("/desk/identity/disputes/").content.decode()
    assert client_for("carys").post(f"/desk/identity/disputes/{proof.id}/close/").status_code == 404
    Appointment.objects.filter(account=cast.hari.account_id).update(role="case_owner")
    hari = client_for("hari")
    assert "Bilal Hussain" in hari.get("/desk/identity/disputes/").content.decode()
    hari.post(f"/desk/identity/disputes/{proof.id}/close/")
    assert "Bilal" not in hari.get("/desk/identity/disputes/").content.decode()
    assert level(cast.bilal.actor) == "none"


@pytest.mark.django_db
def test_a_proof_keeps_whom_it_proved_whatever_the_account_is_called_later(cast: SimpleNamespace) -> None:
    code = code_in(ask(cast.bilal.actor))
    actions.rename_account(actor=cast.bilal.actor, account_id=cast.bilal.account_id, name="Noor Haddad")
    try_code(cast.bilal.actor, code)
    (proved,) = public.proofs_held(cast.bilal.actor, TODAY)
    assert proved.person == Person("Bilal Hussain")
    see(cast.carys, cast.bilal, name="Bilal Imran Hussain", now=NOW + timedelta(minutes=1))
    first, second = public.proofs_held(cast.bilal.actor, TODAY)
    assert (first.level, first.person) == ("medium", Person("Bilal Imran Hussain", BORN))
    assert second.level == "low"
    exported = public.export_person(cast.bilal.account_id)["people"]["proofs_of_identity"]
    assert [(row["name"], row["date_of_birth"]) for row in exported] == [
        ("Bilal Hussain", None), ("Bilal Imran Hussain", "1988-04-12"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_name_on_a_document_is_sealed_and_its_date_of_birth_asked_for_where_it_shows_one(
    cast: SimpleNamespace, client_for: Any
) -> None:
    way, place = f"/desk/identity/{cast.bilal.account_id}/", str(public.council().id)
    wrong = client_for("carys").post(way, {**SEEN, "name": "Bilal Hussain", "organisation": place})
    assert wrong.status_code == 400
    assert "This document shows a date of birth" in wrong.content.decode()
    letters = {"documents": ["benefit_letter"], "checks": [*SEEN["checks"], "issuer_asked", "questions_answered"]}
    assert see(cast.carys, cast.bilal, **letters, born_on=None) == "low"
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT detail::text FROM people_identity_proof WHERE account_id = %s", [cast.bilal.account_id])
        assert "Hussain" not in str(cursor.fetchall())


@pytest.mark.django_db
def test_an_account_without_a_name_is_sent_no_letter(cast: SimpleNamespace) -> None:
    Account.objects.filter(id=cast.bilal.account_id).update(name="")
    with pytest.raises(BadInput, match="your name"):
        ask(cast.bilal.actor)
    assert not PostedCode.objects.exists()


@pytest.mark.django_db
def test_a_proof_without_a_name_says_so_and_offers_every_way_again(cast: SimpleNamespace, client_for: Any) -> None:
    see(cast.carys, cast.bilal)
    IdentityProof.objects.filter(account=cast.bilal.account_id).update(detail=None)
    (proved,) = public.proofs_held(cast.bilal.actor, TODAY)
    assert proved.person is None
    page = client_for("bilal").get("/account/identity/").content.decode()
    assert "this proof counts for nothing that you tell us" in page
    assert "Show a document to an officer" in page


# --- one identity, one account --------------------------------------------------------------------------------------


def one_login(actor: Actor, subject: str = "urn:fdc:gov.uk:2022:one", **more: Any) -> Any:
    given = {"level": "medium", "name": "Amara Ade", "born_on": "1970-01-01", "now": NOW, "today": TODAY, **more}
    return actions.prove_with_one_login(actor=actor, subject=subject, **given)


@pytest.mark.django_db
def test_a_one_login_is_linked_to_one_account_and_may_be_used_again(cast: SimpleNamespace, client_for: Any) -> None:
    one_login(cast.amara.actor)
    one_login(cast.amara.actor)
    assert level(cast.amara.actor) == "medium"
    with pytest.raises(Conflict, match="another account"):
        one_login(cast.bilal.actor)
    assert level(cast.bilal.actor) == "none"
    page = client_for("amara").get("/account/identity/").content.decode()
    assert "Amara Ade<" in page
    assert "Here you are called Amara Adeyemi. We changed nothing." in page
    assert Account.objects.get(id=cast.amara.account_id).name == "Amara Adeyemi"


@pytest.mark.django_db
def test_what_was_proved_is_exported_and_erased_with_the_person(cast: SimpleNamespace) -> None:
    ask(cast.bilal.actor)
    one_login(cast.bilal.actor)
    exported = public.export_person(cast.bilal.account_id)["people"]
    assert exported["proofs_of_identity"][0]["level"] == "medium"
    assert [(row["name"], row["address"]) for row in exported["codes_by_post"]] == [("Bilal Hussain", ADDRESS)]
    public.erase_person(cast.bilal.account_id)
    assert level(cast.bilal.actor) == "none"
    assert not PostedCode.objects.filter(account=cast.bilal.account_id).exists()
    assert IdentityProof.objects.get(account=cast.bilal.account_id).detail is None
    one_login(cast.amara.actor)  # the identity is free again


@pytest.mark.django_db
def test_a_letter_that_was_not_posted_yet_goes_with_the_person(
    cast: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    theirs, anothers = ask(cast.bilal.actor), ask(cast.carys.actor)
    with django_capture_on_commit_callbacks(execute=True):
        public.erase_person(cast.bilal.account_id)
    assert [file.stem for file in (settings.HOME / "letters").iterdir()] == [str(anothers)]
    assert [code.id for code in PostedCode.objects.filter(id__in=[theirs, anothers])] == [anothers]
