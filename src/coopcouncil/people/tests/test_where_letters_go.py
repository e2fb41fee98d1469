"""An address that was shown to reach a person counts until another is told, however the same one is written."""

from datetime import UTC, datetime, timedelta

import pytest

from coopcouncil.people.domain.addresses import AddressTold, same_place, still_reaches

SHOWN = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME = ("4 Mill Lane", "Ashmere", "AM1 1AA")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (HOME, HOME, True),
        (HOME, ("4, MILL LN.", "am11aa"), True),
        (("Flat 2b", "4 Mill Lane", "AM1 1AA"), ("Flat 2B, 4 Mill Lane", "Ashmere", "AM1 1AA"), True),
        (("Rose Cottage", "AM1 1AA"), ("Rose Cott.", "Ashmere", "AM1 1AA"), True),
        (HOME, ("5 Mill Lane", "Ashmere", "AM1 1AA"), False),
        (HOME, ("Flat 2", "4 Mill Lane", "Ashmere", "AM1 1AA"), False),
        (("Flat 2a", "4 Mill Lane", "AM1 1AA"), ("Flat 2b", "4 Mill Lane", "AM1 1AA"), False),
        (HOME, ("4 Mill Lane", "Ashmere", "AM1 1AB"), False),
        (HOME, (), False),
    ],
)
def test_these_are_one_place_or_two(one: tuple[str, ...], other: tuple[str, ...], same: bool) -> None:
    assert same_place(one, other) is same
    assert same_place(other, one) is same


def test_letters_go_on_until_another_address_is_told() -> None:
    moved = ("9 High Street", "Ashmere", "AM2 2AA")
    later, before = SHOWN + timedelta(days=1), SHOWN - timedelta(days=1)
    assert still_reaches(HOME, SHOWN, None)
    assert still_reaches(HOME, SHOWN, AddressTold(HOME, later))
    assert still_reaches(HOME, SHOWN, AddressTold(moved, before))
    assert not still_reaches(HOME, SHOWN, AddressTold(moved, later))
