"""A real gap is found, and the noise of small wards is not: on paper, and over many simulated boroughs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, fisher_exact

from coopcouncil.kernel.errors import BadInput
from coopcouncil.settlement.domain.equity import (
    FALSE_ALARMS,
    Figure,
    Mean,
    Measure,
    Member,
    Rate,
    Share,
    gaps,
    holm,
    newcombe,
    wilson,
)

TAKE_UP = Measure("take-up", "low", threshold=0.05)
REPORTS = Measure("missed collections", "high", threshold=0.25)
WAITING = Measure("waiting", "high", threshold=2, unit="days")
BOROUGHS = 400
# With rates, alarms come nearly as often as they may (4.6 % in 3,000 boroughs): 400 could not tell them from 5 %.
BOROUGHS_OF_RATES = 3000
WARDS = 25


def family(*measured):
    return [Member(f"w{at}", f"Ward {at}", one) for at, one in enumerate(measured)]


def sizes(rng: np.random.Generator) -> np.ndarray:
    """People of 25 wards who needed a service: from a handful to a few hundred."""
    return rng.integers(4, 400, WARDS)


def shares(rng: np.random.Generator, chance: np.ndarray, of: np.ndarray):
    return family(*(Share(int(rng.binomial(n, c)), int(n)) for n, c in zip(of, chance, strict=True)))


# --- false alarms and power ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [0.03, 0.4, 0.9])
def test_where_all_wards_are_served_alike_no_share_is_flagged_in_95_of_100_boroughs(base):
    rng = np.random.default_rng(2010)
    alarms = sum(
        any(gap.flagged for gap in gaps(shares(rng, np.full(WARDS, base), sizes(rng)), Measure("", "low", 0.001)))
        for _borough in range(BOROUGHS)
    )
    assert alarms / BOROUGHS <= FALSE_ALARMS


@pytest.mark.parametrize("events", [0.02, 0.5])
def test_where_all_wards_are_served_alike_no_rate_is_flagged_in_95_of_100_boroughs(events):
    rng = np.random.default_rng(2010)
    alarms = 0
    for _borough in range(BOROUGHS_OF_RATES):
        made = family(*(Rate(int(rng.poisson(events * n)), float(n)) for n in sizes(rng)))
        alarms += any(gap.flagged for gap in gaps(made, Measure("", "high", 0.001)))
    assert alarms / BOROUGHS_OF_RATES <= FALSE_ALARMS


@pytest.mark.parametrize("worse", ["low", "high"])
def test_where_all_wait_alike_no_mean_is_flagged_in_95_of_100_boroughs(worse):
    # Waiting is skewed: most wait a few days, some wait for weeks. Two days on average, from a gamma distribution.
    rng = np.random.default_rng(2010)
    alarms = 0
    for _borough in range(BOROUGHS):
        days = [rng.gamma(2, 5, n) for n in sizes(rng)]
        made = family(*(Mean(float(one.mean()), float(one.std(ddof=1)), len(one)) for one in days))
        alarms += any(gap.flagged for gap in gaps(made, Measure("", worse, 2)))
    assert alarms / BOROUGHS <= FALSE_ALARMS


def test_a_ward_of_300_where_take_up_is_20_points_lower_is_found_nine_times_in_ten():
    rng = np.random.default_rng(2010)
    of = np.full(WARDS, 300)
    chance = np.full(WARDS, 0.6)
    chance[7] = 0.4
    found = others = 0
    for _borough in range(200):
        made = gaps(shares(rng, chance, of), TAKE_UP)
        found += made[7].flagged
        others += any(gap.flagged for at, gap in enumerate(made) if at != 7)
    assert found / 200 >= 0.9
    assert others / 200 <= FALSE_ALARMS


@pytest.mark.parametrize(("base", "people"), [(0.6, 60), (0.6, 300), (0.2, 150), (0.9, 100)])
def test_a_gap_as_large_as_what_would_be_overlooked_is_found_about_four_times_in_five(base, people):
    rng = np.random.default_rng(2010)
    of = np.full(WARDS, 200)
    of[0] = people
    expected = family(*(Share(round(base * n), int(n)) for n in of))
    size = gaps(expected, TAKE_UP)[0].overlooked
    chance = np.full(WARDS, base)
    chance[0] -= size
    found = sum(gaps(shares(rng, chance, of), TAKE_UP)[0].flagged for _borough in range(300))
    assert 0.7 <= found / 300 <= 0.92


def test_a_rate_as_high_as_what_would_be_overlooked_is_found_about_four_times_in_five():
    rng = np.random.default_rng(2010)
    size = gaps(family(*[Rate(40, 400.0)] * WARDS), REPORTS)[0].overlooked
    found = 0
    for _borough in range(300):
        counts = rng.poisson(40, WARDS)
        counts[0] = rng.poisson(40 * (1 + size))
        found += gaps(family(*(Rate(int(one), 400.0) for one in counts)), REPORTS)[0].flagged
    assert 0.7 <= found / 300 <= 0.92


# --- on paper --------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(10, 60)), min_size=2, max_size=8))
def test_the_probability_of_a_share_is_fishers(drawn):
    made = family(*(Share(min(yes, of), of) for yes, of in drawn))
    found = gaps(made, TAKE_UP)
    expected = []
    for at, one in enumerate(made):
        rest = [other.measured for number, other in enumerate(made) if number != at]
        yes, of = sum(other.yes for other in rest), sum(other.of for other in rest)
        table = [[one.measured.yes, one.measured.of - one.measured.yes], [yes, of - yes]]
        expected.append(fisher_exact(table, alternative="less").pvalue)
    assert [gap.p for gap in found] == pytest.approx(holm(expected), rel=1e-6)


def test_the_probability_of_a_rate_is_the_binomial_tail_and_its_interval_holds_the_ratio():
    first, second = gaps(family(Rate(30, 1000.0), Rate(40, 2000.0)), REPORTS)
    assert first.p == pytest.approx(2 * binomtest(30, 70, 1 / 3, alternative="greater").pvalue)
    assert first.size == pytest.approx(0.5)
    exact = binomtest(30, 70).proportion_ci(0.95, "exact")
    assert first.interval == pytest.approx([end / (1 - end) * 2 - 1 for end in (exact.low, exact.high)])
    assert second.size < 0


def test_intervals_are_those_of_newcombes_papers():
    # Newcombe (1998), Statistics in Medicine 17, 857–872 (81 of 263) and 873–890 (56 of 70 less 48 of 80, method 10).
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_holms_correction_step_by_step():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


def test_pooled_means_are_those_of_all_values():
    values = [np.arange(20.0), np.arange(30.0) * 3, np.arange(25.0) ** 1.5]
    made = family(*(Mean(one.mean(), one.std(ddof=1), len(one)) for one in values))
    rest = np.concatenate(values[1:])
    assert gaps(made, WAITING)[0].others == pytest.approx(rest.mean())


def test_a_sure_but_trifling_difference_is_not_flagged():
    first, _second = gaps(family(Share(60_000, 100_000), Share(62_000, 100_000)), TAKE_UP)
    assert first.p < 0.001
    assert not first.flagged
    assert "No gap is flagged: we flag 5 percentage points or more." in first.grounds


def test_the_grounds_say_size_interval_and_why():
    found = gaps(family(Share(60, 200), *[Share(120, 200)] * 9), TAKE_UP)[0]
    assert found.flagged
    assert found.grounds == (
        "Ward 0, take-up: 30% of 200 people, elsewhere 60%. Worse by 30 percentage points (95 in 100 sure: by 22.9 to"
        " 36.3 percentage points). This is a gap: we flag 5 percentage points or more, and where all are served alike"
        " chance shows one as unlikely anywhere in fewer than 0.1 of 100 such comparisons."
    )


def test_what_a_small_ward_hides_is_said():
    found = gaps(family(Share(3, 12), *[Share(120, 200)] * 9), TAKE_UP)[0]
    assert not found.flagged
    assert "it may be chance" in found.grounds
    assert "would be missed one time in five" in found.grounds


def test_nothing_is_said_of_fewer_than_ten_people():
    found = gaps(family(Share(0, 9), *[Share(120, 200)] * 3), TAKE_UP)[0]
    assert (found.value, found.others, found.size, found.interval, found.p) == (None,) * 5
    assert found.grounds == "Ward 0: too few people to say anything that would be fair to them."


def test_one_ward_alone_has_nothing_to_be_compared_with():
    (found,) = gaps(family(Share(5, 50)), TAKE_UP)
    assert not found.flagged
    assert found.grounds == "Ward 0: there is nothing to compare it with."
    assert gaps([], TAKE_UP) == []


def test_a_figure_for_everybody_is_flagged_by_its_size_alone():
    far = Measure("distance to a library", "high", threshold=400, unit="metres")
    first, second = gaps(family(Figure(1500, 9000), Figure(900, 11000)), far)
    assert (first.flagged, second.flagged) == (True, False)
    assert first.size == pytest.approx(600)
    assert first.grounds == (
        "Ward 0, distance to a library: 1,500 metres on average for all who live there, elsewhere 900 metres. Worse by"
        " 600 metres. This is a gap: we flag 400 metres or more, and there is no chance in a figure for everybody."
    )
    assert "Better by 600 metres." in second.grounds


@pytest.mark.parametrize(
    "made",
    [
        family(Share(5, 4), Share(1, 20)), family(Share(-1, 40), Share(1, 20)), family(Rate(-1, 40), Rate(1, 20)),
        family(Mean(1, -1, 30), Mean(1, 1, 30)), family(Share(1, 20), Rate(1, 20)),
        family(Figure(float("nan"), 20), Figure(1, 20)),
    ],
)  # fmt: skip
def test_what_is_impossible_is_refused(made):
    with pytest.raises(BadInput):
        gaps(made, TAKE_UP)
