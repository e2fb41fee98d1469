"""What a person told us finds them, as it is now: never what was taken back or removed, nor what was told safely."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from types import SimpleNamespace
from typing import Any

from django.db import connections

from coopcouncil.foundation import clock
from coopcouncil.people import actions as people
from coopcouncil.people.models import PersonToken
from coopcouncil.people.public import Clue, organisation_by_code
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.recording import withdraw_recorded
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.safe import SafeContact, kept_contact
from coopcouncil.sharing.models import Submission
from coopcouncil.sharing.tests.conftest import Teller, draft

SAFE = Circumstances(safe=True, safe_contact=kept_contact(SafeContact("none")))
NOW: datetime = clock.now()
HOME = {"line_1": "4 Mill Lane", "town": "Ashmere", "postcode": "AM1 1AA"}
KNOWN = {"date_of_birth": "1948-03-09", "address": HOME, "phone": "+441632960123"}
BORN, POSTCODE, PHONE = Clue("born", "1948-03-09"), Clue("postcode", "am1 1aa"), Clue("phone", "01632 960 123")


def found(cast: SimpleNamespace, *said: Clue) -> list[Any]:
    return [item.account_id for item in people.find_people(actor=cast.carys.actor, said=said, why="case", now=NOW)]


def test_a_date_of_birth_a_postcode_and_a_phone_number_find_whoever_told_them(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery), known=KNOWN)
    for pair in ((BORN, POSTCODE), (POSTCODE, PHONE), (BORN, PHONE), (Clue("name", "Adeyemi"), PHONE)):
        assert found(cast, *pair) == [cast.amara.account_id]
    assert found(cast, BORN, Clue("postcode", "AM1 1AB")) == []


def test_what_is_put_right_or_removed_finds_nobody_any_more(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery), known=KNOWN)
    held = {record.code: record.id for record in queries.records_of(cast.amara.account_id)}
    sharing.correct_record(actor=cast.amara.actor, record_id=held["date_of_birth"], value="1948-09-03", now=NOW)
    assert found(cast, BORN, POSTCODE) == []
    assert found(cast, Clue("born", "1948-09-03"), POSTCODE) == [cast.amara.account_id]
    sharing.remove_record(actor=cast.amara.actor, record_id=held["phone"])
    assert found(cast, POSTCODE, PHONE) == []


def test_what_is_taken_back_finds_nobody_any_more(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    told = amara.tell(draft(bodies.surgery), known=KNOWN)
    withdraw_recorded(actor=cast.amara.actor, submission=Submission.objects.get(id=told.id))
    assert found(cast, BORN, POSTCODE) == []


def test_what_was_told_in_safe_mode_finds_nobody(cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    before = set(PersonToken.objects.values_list("account", "token"))
    Teller(Teller.somebody(1)).tell(draft(bodies.surgery), known=KNOWN, circumstances=SAFE)
    assert set(PersonToken.objects.values_list("account", "token")) == before
    assert found(cast, BORN, POSTCODE) == found(cast, POSTCODE, PHONE) == []


def test_a_name_and_a_fact_changed_at_once_are_both_found(cloned_db: Any, cast: SimpleNamespace) -> None:
    for number in range(3):
        surgery, together = organisation_by_code("larkhill-surgery").id, Barrier(2)
        told, name = {"phone": f"+44163296010{number}"}, f"Zephyrine Quill{'abc'[number]}"

        def tell(surgery: Any = surgery, told: Any = told, together: Barrier = together) -> None:
            together.wait(timeout=10)
            Teller(cast.amara.actor).tell(draft(surgery), known=told)

        def rename(name: str = name, together: Barrier = together) -> None:
            together.wait(timeout=10)
            people.rename_account(actor=cast.amara.actor, account_id=cast.amara.account_id, name=name)

        def then_close(change: Any) -> None:
            change()
            connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(then_close, [tell, rename]))
        assert found(cast, Clue("name", name), Clue("phone", told["phone"])) == [cast.amara.account_id]
