"""What is worked out on paper: matching, the shares of a pound, mappings."""

import pytest

from coopcouncil.ledger.domain import importing


def test_a_statement_is_matched_by_reference_and_never_by_a_guess() -> None:
    from datetime import date
    from uuid import uuid4

    from coopcouncil.ledger.domain.matching import Held, Told, match

    day, ids = date(2026, 5, 6), [uuid4() for _ in range(4)]
    held = [
        Held(ids[0], day, -500, ("J1", "Invoice 1")), Held(ids[1], day, -500, ("J2", "Invoice 2")),
        Held(ids[2], day, -900, ("J3", "")), Held(ids[3], date(2026, 6, 30), -70, ("J4", "")),
    ]  # fmt: skip
    told = [
        Told(2, day, -500, "Invoice 2"), Told(3, day, -900, ""), Told(4, day, -70, ""), Told(5, day, -900, "unknown"),
    ]  # fmt: skip
    assert match(told, held) == {2: ids[1]}  # two lines of nine pounds and one posting: nobody guesses which
    assert match(told[:3], held) == {2: ids[1], 3: ids[2]}


def test_shares_of_a_pound_add_up() -> None:
    from coopcouncil.ledger.domain.path import Source, shares

    parts = shares([Source("Tax", 333), Source("Grant", 667), Source("Lost", -5)], 100)
    assert [(source.name, pence) for source, pence in parts] == [("Tax", 33), ("Grant", 67)]
    assert sum(pence for _source, pence in shares([Source("a", 1), Source("b", 1), Source("c", 1)], 100)) == 100
    assert shares([], 5) == []


@pytest.mark.parametrize("text", ["[file]\nkind = 'x'", "[file", "[file]\nkind = 'actuals'\n[columns]\nkey = 'K'"])
def test_a_mapping_that_says_too_little_is_refused(text: str) -> None:
    with pytest.raises(importing.BadInput) as error:
        importing.read_mapping(text, file="m.toml")
    assert error.value.place.startswith("m.toml")
    assert error.value.mend
