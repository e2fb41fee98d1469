from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money, Share

PENCE = st.integers(min_value=-(10**13), max_value=10**13)
WEIGHTS = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 1000), min_size=1, max_size=8).filter(
    lambda weights: sum(weights.values()) > 0
)


def share_of(weights: dict[str, int]) -> Share:
    total = sum(weights.values())
    return Share({name: Fraction(weight, total) for name, weight in weights.items()})


def test_a_joint_fund_of_358_million_is_split_70_to_30_as_published():
    # A council and its health partner pooled £358m at 70:30: £250.6m and £107.4m.
    fund = Share({"council": Fraction(70, 100), "health": Fraction(30, 100)})
    parts = fund.of(Money.parse("£358,000,000"))
    assert parts == {"council": Money.parse("£250,600,000"), "health": Money.parse("£107,400,000")}


def test_a_penny_that_cannot_be_split_goes_to_one_party_by_name():
    halves = Share({"b": Fraction(1, 2), "a": Fraction(1, 2)})
    assert halves.of(Money(1)) == {"a": Money(1), "b": Money(0)}


def test_the_largest_remainder_gets_the_penny_left_over():
    thirds = Share({"a": Fraction(1, 6), "b": Fraction(2, 6), "c": Fraction(3, 6)})
    # Of 100p: 16.67, 33.33 and 50: the penny left over goes to the largest remainder.
    assert thirds.of(Money(100)) == {"a": Money(17), "b": Money(33), "c": Money(50)}


@given(PENCE, WEIGHTS)
def test_the_parts_always_add_up_to_the_whole(pence, weights):
    parts = share_of(weights).of(Money(pence))
    assert sum(part.pence for part in parts.values()) == pence


@given(PENCE, WEIGHTS)
def test_no_party_is_a_whole_penny_away_from_its_exact_share(pence, weights):
    share = share_of(weights)
    for name, part in share.of(Money(pence)).items():
        assert abs(part.pence - share.parts[name] * pence) < 1


@given(PENCE, WEIGHTS)
def test_what_is_taken_back_is_divided_as_what_was_given(pence, weights):
    share = share_of(weights)
    given_out, taken_back = share.of(Money(pence)), share.of(Money(-pence))
    assert {name: -part for name, part in given_out.items()} == taken_back


@given(PENCE, WEIGHTS, st.randoms())
def test_the_order_in_which_parties_are_written_changes_nothing(pence, weights, shuffler):
    names = list(weights)
    shuffler.shuffle(names)
    assert share_of({name: weights[name] for name in names}).of(Money(pence)) == share_of(weights).of(Money(pence))


@pytest.mark.parametrize(
    "parts",
    [{}, {"a": Fraction(1, 2)}, {"a": Fraction(3, 2), "b": Fraction(-1, 2)}, {"a": Fraction(1), "b": Fraction(1)}],
)
def test_shares_that_are_not_one_whole_are_refused(parts):
    with pytest.raises(BadInput):
        Share(parts)


@given(PENCE)
def test_money_is_read_back_as_it_is_written(pence):
    assert Money.parse(str(Money(pence))) == Money(pence)


@pytest.mark.parametrize(
    ("text", "pence"),
    [("£1,234.56", 123456), ("1234.56", 123456), ("-£3", -300), (" £0.07 ", 7), ("250,600,000", 25_060_000_000)],
)
def test_plain_amounts_are_understood(text, pence):
    assert Money.parse(text) == Money(pence)


@pytest.mark.parametrize("text", ["", "£", "1.5", "12,34", "1e3", "£1.234", "three", "£-3", "--3", "1 000", "٣"])
def test_anything_less_than_plain_is_refused_with_a_mend(text):
    with pytest.raises(BadInput, match=r"£1,234\.56"):
        Money.parse(text)


@pytest.mark.parametrize("pence", [1.0, "1", True, Fraction(1)])
def test_money_is_whole_pence_and_nothing_else(pence):
    with pytest.raises(TypeError):
        Money(pence)


def test_sums_and_differences_are_exact():
    assert Money(10) + Money(20) - Money(45) == Money(-15)
    assert str(Money(-15)) == "-£0.15"
    assert Money(1) < Money(2)
