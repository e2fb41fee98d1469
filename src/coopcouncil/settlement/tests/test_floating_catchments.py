"""Catchments on paper, against loops, and against what other people have published."""

from math import degrees

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.kernel.distance import EARTH, metres
from coopcouncil.kernel.errors import BadInput
from coopcouncil.settlement.domain.catchments import (
    Bands,
    Decay,
    Gaussian,
    floating_catchments,
    nearest,
    one_band,
    three_bands,
)

METRE = degrees(1 / EARTH)  # of latitude, in degrees


def line(*metres_north: float) -> list[tuple[float, float]]:
    """Positions so many metres north of a point on the equator."""
    return [(0.0, away * METRE) for away in metres_north]


def weight(decay: Decay, away: float) -> float:
    """The weight of a distance in metres, read off its definition."""
    if isinstance(decay, Gaussian):
        return float(np.exp(-0.5 * (away / decay.sigma) ** 2)) if away <= decay.reach else 0.0
    assert isinstance(decay, Bands)
    return next((w for edge, w in zip(decay.edges, decay.weights_by_band, strict=True) if away <= edge), 0.0)


def by_loops(homes, people, places, supply, decay):
    """Access, ratios: both steps written out, one pair of points at a time."""
    ratios = []
    for place, offered in zip(places, supply, strict=True):
        asking = sum(p * weight(decay, metres(*home, *place)) for home, p in zip(homes, people, strict=True))
        ratios.append(offered / asking if asking else 0.0)
    access = [
        sum(ratio * weight(decay, metres(*home, *place)) for place, ratio in zip(places, ratios, strict=True))
        for home in homes
    ]
    return access, ratios


def scattered(rng: np.random.Generator, count: int) -> list[tuple[float, float]]:
    """Points of a borough of some 7 by 9 kilometres."""
    return [(float(x), float(y)) for x, y in rng.uniform((-0.67, 52.98), (-0.57, 53.06), (count, 2))]


def test_where_two_catchments_overlap_people_have_a_part_in_both():
    # The example of the two-step method in Wang (2006), "Quantitative Methods and Applications in GIS", chapter 5,
    # after Luo and Wang (2003): one doctor among eight residents, another among five; whoever reaches both has
    # 1/8 + 1/5 = 0.325 doctors, whoever reaches one 0.125 or 0.2. Laid out here on a line.
    only_a, both, only_b = [-400.0] * 6, [0.0] * 2, [400.0] * 3
    found = floating_catchments(line(*only_a, *both, *only_b), [1] * 11, line(-300, 300), [1, 1], one_band(350))
    assert found.ratios == pytest.approx([0.125, 0.2])
    assert found.access == pytest.approx([0.125] * 6 + [0.325] * 2 + [0.2] * 3)


def test_a_published_example_with_gaussian_weights():
    # The quick start of the package sdc-catchment 0.1.0 (pypi.org/project/sdc-catchment): three places of 100 people on
    # a line, two of supply 10 at its ends, scale 1. There the unit is 1 and the catchment endless.
    found = floating_catchments(line(0, 1, 2), [100] * 3, line(0, 2), [10, 10], Gaussian(1, 1_000_000))
    assert [round(float(one), 6) for one in found.access] == [0.065179, 0.069641, 0.065179]


def test_the_nearer_band_counts_more_and_beyond_the_last_nothing_does():
    # Luo and Qi's weights over bands of 500 metres: 100 people at 400, 900, 1,400 and 1,600 metres from 19 places.
    found = floating_catchments(line(400, 900, 1400, 1600), [100] * 4, line(0), [19], three_bands(1500))
    assert found.ratios == pytest.approx([19 / (100 * (1 + 0.68 + 0.22))])
    assert found.access == pytest.approx([0.1, 0.068, 0.022, 0.0])


@pytest.mark.parametrize(
    "decay", [three_bands(1500), three_bands(2400, steep=True), one_band(900), Gaussian(600, 1500)]
)
def test_what_is_computed_in_blocks_is_what_loops_compute(decay):
    rng = np.random.default_rng(2010)
    homes, places = scattered(rng, 300), scattered(rng, 40)
    people, supply = rng.integers(0, 3000, 300), rng.uniform(0, 9, 40)
    found = floating_catchments(homes, people, places, supply, decay, cells=900)
    access, ratios = by_loops(homes, people, places, supply, decay)
    assert found.access == pytest.approx(access, rel=1e-9)
    assert found.ratios == pytest.approx(ratios, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000), homes=st.integers(1, 90), places=st.integers(1, 12),
    reach=st.floats(50, 9000), gauss=st.booleans(), cells=st.integers(1, 2000),
)  # fmt: skip
def test_all_supply_that_anybody_reaches_is_given_out(seed, homes, places, reach, gauss, cells):
    rng = np.random.default_rng(seed)
    people, supply = rng.integers(0, 50, homes), rng.uniform(0, 20, places)
    decay = Gaussian(reach / 2, reach) if gauss else three_bands(reach)
    found = floating_catchments(scattered(rng, homes), people, scattered(rng, places), supply, decay, cells=cells)
    assert (people * found.access).sum() == pytest.approx(supply[~found.idle].sum(), rel=1e-9, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), homes=st.integers(1, 60), places=st.integers(1, 20))
def test_the_nearest_place_is_the_one_that_a_loop_finds(seed, homes, places):
    rng = np.random.default_rng(seed)
    at, to = scattered(rng, homes), scattered(rng, places)
    away, which = nearest(at, to)
    by_loop = [min((metres(*home, *place), number) for number, place in enumerate(to)) for home in at]
    assert away == pytest.approx([one[0] for one in by_loop], rel=1e-6, abs=1e-3)
    assert which.tolist() == [one[1] for one in by_loop]


def test_of_two_places_at_one_spot_the_first_is_the_nearest():
    _away, which = nearest([(0.0, 0.0)], [(0.0, 1.0), (0.0, 0.001), (0.0, 0.001)])
    assert which.tolist() == [1]


def test_without_any_place_nobody_has_anything_and_everything_is_infinitely_far():
    away, which = nearest(line(0, 1), [])
    assert np.isinf(away).all()
    assert which.tolist() == [-1, -1]
    assert floating_catchments(line(0, 1), [5, 5], [], [], one_band(100)).access.tolist() == [0.0, 0.0]


def test_supply_that_nobody_reaches_is_said_to_be_idle():
    found = floating_catchments(line(0), [10], line(50, 5000), [1, 1], one_band(100))
    assert found.idle.tolist() == [False, True]
    assert found.ratios.tolist() == [0.1, 0.0]


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (([(0, 91)], [1], [(0, 0)], [1]), "not on the earth"),
        (([(0, float("nan"))], [1], [(0, 0)], [1]), "not on the earth"),
        (([(0, 0, 0)], [1], [(0, 0)], [1]), "pairs"),
        (([("here", "there")], [1], [(0, 0)], [1]), "numbers of degrees"),
        (([(0, 0)], [-1], [(0, 0)], [1]), "below 0"),
        (([(0, 0)], [1], [(0, 0)], [float("inf")]), "no number"),
        (([(0, 0)], [1, 2], [(0, 0)], [1]), "1 positions and 2 amounts"),
        (([(0, 0)], [1], [(0, 0)], ["many"]), "Amounts are numbers"),
    ],
)
def test_what_cannot_be_used_is_refused(given_, says):
    with pytest.raises(BadInput, match=says):
        floating_catchments(*given_, one_band(100))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Bands((), ()), lambda: Bands((100,), (1, 0.5)), lambda: Bands((200, 100), (1, 0.5)),
        lambda: Bands((100,), (0,)), lambda: Bands((float("nan"),), (1,)), lambda: Gaussian(0, 100),
        lambda: Gaussian(100, float("inf")),
    ],
)  # fmt: skip
def test_bands_that_make_no_sense_are_refused(make):
    with pytest.raises(BadInput):
        make()
