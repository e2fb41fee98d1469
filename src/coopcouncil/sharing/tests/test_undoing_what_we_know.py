"""What is corrected or taken back after it was sent reaches what we know of the person; what came since stands."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from coopcouncil.foundation.models import AuditRow
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import RecordedFact
from coopcouncil.sharing.tests.conftest import Teller
from coopcouncil.sharing.tests.test_what_we_know_of_a_person import NEW, OLD, address, tell, values

THIRD = "3 Side Lane"

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(bodies: SimpleNamespace) -> UUID:
    return UUID(str(bodies.council))


def told(teller: Teller, value: str, council: UUID) -> UUID:
    """Tell of an address, a day after what was told before."""
    teller.now += timedelta(days=1)
    submission: UUID = tell(teller, value, council).id
    return submission


def correct(teller: Teller, submission_id: UUID, value: str) -> None:
    teller.now += timedelta(days=1)
    known = {"address": value}
    sharing.correct(actor=teller.actor, submission_id=submission_id, fact=address(value), now=teller.now, known=known)


def take_back(teller: Teller, submission_id: UUID) -> None:
    teller.now += timedelta(days=1)
    sharing.take_back(actor=teller.actor, submission_id=submission_id, because="mistake", words="", now=teller.now)


def known(teller: Teller) -> list[Any]:
    """The value that we hold and those before it, the newest first."""
    return [
        value
        for record in sharing.records_of(teller.actor)
        for value in (record.value, *[e.value for e in record.earlier])
    ]


def test_a_correction_is_held_from_then_on_with_the_value_before(amara: Teller, council: UUID) -> None:
    first = told(amara, OLD, council)
    correct(amara, first, NEW)
    assert values(amara.actor.account_id) == [(OLD, "told"), (NEW, "corrected")]
    correct(amara, first, THIRD)
    assert known(amara) == [THIRD, NEW, OLD]
    assert {row.submission_id for row in RecordedFact.objects.all()} == {first}


def test_a_correction_of_something_old_leaves_what_was_told_or_put_right_since(amara: Teller, council: UUID) -> None:
    first = told(amara, OLD, council)
    second = told(amara, NEW, council)
    correct(amara, first, THIRD)
    assert known(amara) == [NEW, OLD]
    (record,) = sharing.records_of(amara.actor)
    sharing.correct_record(actor=amara.actor, record_id=record.id, value="4 New Road", now=amara.now)
    correct(amara, second, THIRD)
    assert known(amara) == ["4 New Road", NEW, OLD]


def test_what_was_removed_is_not_written_down_again_by_a_correction(amara: Teller, council: UUID) -> None:
    first = told(amara, OLD, council)
    RecordedFact.objects.all().delete()
    correct(amara, first, NEW)
    assert known(amara) == []


def test_what_is_taken_back_is_forgotten_and_the_value_before_stands_again(amara: Teller, council: UUID) -> None:
    first, second = told(amara, OLD, council), told(amara, NEW, council)
    correct(amara, second, THIRD)
    assert known(amara) == [THIRD, NEW, OLD]
    take_back(amara, second)
    assert known(amara) == [OLD]
    take_back(amara, first)
    assert known(amara) == []
    rows = list(AuditRow.objects.filter(verb="sharing.records_withdrawn").values())
    assert len(rows) == 2
    assert OLD not in repr(rows)


def test_what_came_after_it_stays_when_it_is_taken_back(amara: Teller, council: UUID) -> None:
    told(amara, OLD, council)
    second = told(amara, NEW, council)
    told(amara, THIRD, council)
    take_back(amara, second)
    assert known(amara) == [THIRD, OLD]


def test_what_was_first_told_with_it_and_told_again_since_stays(amara: Teller, council: UUID) -> None:
    first, again = told(amara, OLD, council), told(amara, OLD, council)
    take_back(amara, first)
    assert known(amara) == [OLD]
    assert RecordedFact.objects.get().submission_id == again
    take_back(amara, again)
    assert known(amara) == []


def test_what_was_told_with_the_same_value_and_corrected_since_does_not_stay(amara: Teller, council: UUID) -> None:
    first, again = told(amara, OLD, council), told(amara, OLD, council)
    correct(amara, again, NEW)
    take_back(amara, first)
    assert known(amara) == [NEW]


def test_nothing_of_another_person_changes(amara: Teller, cast: SimpleNamespace, council: UUID) -> None:
    bilal = Teller(cast.bilal.actor)
    told(bilal, OLD, council)
    first = told(amara, OLD, council)
    correct(amara, first, NEW)
    take_back(amara, first)
    assert (known(amara), known(bilal)) == ([], [OLD])
