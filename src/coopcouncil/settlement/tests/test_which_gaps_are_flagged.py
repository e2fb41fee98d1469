"""Which gaps the records show, and when one is flagged again: on paper, and over boroughs that serve all alike."""

from datetime import date

import numpy as np
import pytest

from coopcouncil.settlement.domain import gaps, keeping
from coopcouncil.settlement.domain.access import Reach, Served, Slice, served
from coopcouncil.settlement.domain.gaps import Finding, Flagged
from coopcouncil.settlement.domain.keeping import Kept

TODAY = date(2026, 3, 10)


def wards(*counts: tuple[int, int]) -> list[Kept]:
    return [Kept(f"Ward {at:02}", kept, all_, f"w{at:02}") for at, (kept, all_) in enumerate(counts)]


def served_so(metres: float, supply: float, key: str = "a", people: float = 5000) -> Served:
    return Served(key, f"Ward {key}", people, metres, metres, 0.0, supply)


# --- how often it is kept --------------------------------------------------------------------------------------------


def test_a_ward_where_it_is_kept_less_often_is_found_with_its_size_and_interval() -> None:
    (found,) = gaps.of_performance(wards((60, 120), *[(108, 120)] * 9))
    assert (found.measure, found.dimension, found.key, found.people) == ("performance", "ward", "w00", None)
    assert found.size == pytest.approx(40)
    assert 0 < found.low < 40 < found.high
    assert found.unit == "times in a hundred fewer than elsewhere"
    assert found.grounds.startswith("Ward 00, how often it is kept: 50% of 120 times, elsewhere 90%. Worse by 40")


def test_where_it_is_kept_alike_hardly_ever_is_a_ward_flagged() -> None:
    rng = np.random.default_rng(2010)
    alarms = 0
    for _borough in range(200):
        of = rng.integers(4, 200, 25)
        alarms += bool(gaps.of_performance(wards(*((int(rng.binomial(n, 0.85)), int(n)) for n in of))))
    assert alarms / 200 <= 0.05


def test_a_ward_of_fewer_than_ten_is_never_flagged_nor_the_one_that_hides_it() -> None:
    # Ward 00 has nine; ward 01, the smallest of those that could be shown, hides it, so that neither is told alone.
    counts = wards((0, 9), (0, 40), *[(95, 100)] * 8)
    alone, rest = keeping.parted(counts)
    assert {one.code for one in alone} == {f"w{at:02}" for at in range(2, 10)}
    assert (rest.kept, rest.all) == (0, 49)
    assert gaps.of_performance(counts) == []


def test_others_that_are_too_few_to_be_shown_are_in_no_comparison() -> None:
    # The elsewhere of ward 02 would tell of the three and the four, which no page shows.
    few = gaps.of_performance(wards((0, 3), (0, 4), (10, 50), (50, 50)))
    none = gaps.of_performance([*wards((0, 0), (0, 0), (10, 50), (50, 50))])
    assert [one.grounds for one in few] == [one.grounds for one in none]
    assert "elsewhere 100%" in few[0].grounds


# --- what is in reach ------------------------------------------------------------------------------------------------


def test_who_has_far_to_go_and_ten_minutes_further_than_others_is_found() -> None:
    (found,) = gaps.of_access("ward", [served_so(2000, 1, "a"), served_so(900, 1, "b"), served_so(700, 1, "c")])
    assert (found.key, found.people, found.unit) == ("a", 5000, "metres further than elsewhere")
    assert found.size == found.low == found.high == pytest.approx(1200)
    assert "2,000 metres to the nearest place on average, and 800 for people elsewhere" in found.grounds


def test_further_but_not_far_is_no_gap_nor_is_far_where_all_have_far() -> None:
    assert gaps.of_access("ward", [served_so(1500, 1, "a"), served_so(300, 1, "b")]) == []
    assert gaps.of_access("ward", [served_so(2500, 1, "a"), served_so(2400, 1, "b")]) == []


def test_less_than_half_as_much_within_reach_is_found_and_half_is_not() -> None:
    (found,) = gaps.of_access("tenth", [served_so(500, 0.3, "1"), served_so(500, 1, "2")])
    assert found.size == pytest.approx(70)
    assert found.unit == "per cent less within reach than elsewhere"
    assert found.group == "Tenth Ward 1 of deprivation, 1 being the most deprived"
    assert gaps.of_access("tenth", [served_so(500, 0.5, "1"), served_so(500, 1, "2")]) == []


def test_both_at_once_are_one_flag_that_says_both() -> None:
    (found,) = gaps.of_access("ages", [served_so(3000, 0, "80 and over"), served_so(500, 1, "16–24")])
    assert found.unit == "metres further than elsewhere"
    assert "3,000 metres" in found.grounds
    assert "100% less" in found.grounds


def test_of_fewer_than_ten_people_nothing_is_said() -> None:
    assert gaps.of_access("ward", [served_so(9000, 0, "a", people=9), served_so(500, 1, "b")]) == []


@pytest.mark.parametrize(("places", "wards_", "near"), [(5, 25, True), (4, 25, False), (1, 2, False), (2, 4, True)])
def test_what_is_given_at_few_places_is_meant_to_be_travelled_to(places: int, wards_: int, near: bool) -> None:
    assert gaps.is_near_home(places, wards_) is near


def test_how_a_part_of_the_people_is_served() -> None:
    reach = Reach(np.array([100.0, 2000.0, 500.0]), np.array([0, 0, 0]), np.array([0.001, 0.0, 0.002]))
    (all_,) = served([Slice("a", "A", np.array([10.0, 10.0, 30.0])), Slice("b", "B", np.zeros(3))], reach)
    assert all_ == Served("a", "A", 50, pytest.approx(720), 500, 0.2, pytest.approx(1.4))


# --- flagged before --------------------------------------------------------------------------------------------------


def found(size: float) -> Finding:
    (made,) = gaps.of_access("ward", [served_so(1000 + size, 1, "a"), served_so(1000, 1, "b")])
    return made


@pytest.mark.parametrize(
    ("held", "size", "again"),
    [
        (None, 900, True),
        (Flagged(900, 900, "metres", None), 3000, False),  # it waits for its answer
        (Flagged(900, 900, "metres", date(2026, 3, 10)), 900, False),  # the answer has its last day
        (Flagged(900, 900, "metres", date(2026, 3, 9)), 900, True),  # its day is over, and nothing has changed
        (Flagged(900, 900, "metres", date(2026, 9, 1)), 980, False),  # not a tenth more
        (Flagged(900, 900, "metres", date(2026, 9, 1)), 1000, True),
        (Flagged(900, 1100, "metres", date(2026, 9, 1)), 1000, False),  # inside the interval of then
        (Flagged(1.4, 1.9, "miles", date(2026, 9, 1)), 1000, False),  # cannot be compared
    ],
)
def test_when_a_gap_is_flagged_again(held: Flagged | None, size: float, again: bool) -> None:
    assert gaps.is_news(held, found(size), "metres", TODAY) is again
