"""Whoever adds and subtracts what is published finds out nothing about few people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import LinearConstraint, milp

from coopcouncil.kernel.disclosure import K, Sum, protect, protect_table
from coopcouncil.kernel.errors import BadInput


def attack(published: list[int | None], sums: list[Sum]) -> list[tuple[int, int]]:
    """The least and the most that each count can be for one who sees only this, by integer programming."""
    rows = np.zeros((len(sums), len(published)))
    for at, (whole, parts) in enumerate(sums):
        rows[at, list(parts)] = 1
        rows[at, whole] = -1
    low = np.array([0 if count is None else count for count in published], dtype=float)
    high = np.array([10_000 if count is None else count for count in published], dtype=float)
    found = []
    for cell, count in enumerate(published):
        if count is not None:
            found.append((count, count))
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(published))
            goal[cell] = sign
            best = milp(
                goal, constraints=LinearConstraint(rows, 0, 0), bounds=(low, high), integrality=np.ones(len(goal))
            )
            ends.append(round(sign * best.fun))
        found.append((ends[0], ends[1]))
    return found


def table_sums(shape: tuple[int, ...]) -> list[Sum]:
    """The sums of a table with totals, written down once more: every line along every axis."""
    places = np.arange(np.prod([size + 1 for size in shape])).reshape([size + 1 for size in shape])
    sums: list[Sum] = []
    for axis in range(len(shape)):
        for index in np.ndindex(*(size + 1 for at, size in enumerate(shape) if at != axis)):
            line = [int(place) for place in places[(*index[:axis], slice(None), *index[axis:])]]
            sums.append((line[-1], line[:-1]))
    return sums


TABLES = st.sampled_from([(4,), (2, 3), (3, 3), (2, 2, 2)]).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 9) | st.integers(0, 40))
)


@given(TABLES)
@settings(max_examples=15, deadline=None)
def test_no_count_that_is_left_out_can_be_worked_out_or_shown_to_be_under_ten(counts: np.ndarray) -> None:
    published = protect_table(counts).published()
    assert all(count is None or count >= K for count in published)
    for count, (low, high) in zip(published, attack(published, table_sums(counts.shape)), strict=True):
        if count is None:
            assert high >= K
            assert low < high


def test_the_attack_works_where_only_small_counts_are_left_out() -> None:
    """A guard that nobody has seen fail is asleep."""
    published = [None, 20, 30, 57]
    assert attack(published, [(3, [0, 1, 2])])[0] == (7, 7)
    # Two are left out, and still they are known to be under ten: together they are only seven.
    assert attack([None, None, 30, 37], [(3, [0, 1, 2])])[0] == (0, 7)


def test_a_second_table_about_the_same_people_gives_nothing_back() -> None:
    """By ward and by neighbourhood: a neighbourhood less its other wards would be the ward that was left out."""
    #         whole, north, south, wards a b of the north, wards c d of the south
    counts = np.array([96, 41, 55, 4, 37, 25, 30])
    sums: list[Sum] = [(0, [1, 2]), (1, [3, 4]), (2, [5, 6]), (0, [3, 4, 5, 6])]
    shown = protect(counts, sums)
    published = [int(count) if may else None for count, may in zip(counts, shown, strict=True)]
    assert published == [96, 41, 55, None, None, 25, 30]
    assert attack(published, sums)[3] == (0, 41)


def test_nothing_is_left_out_where_every_count_is_large() -> None:
    assert protect_table(np.full((5, 5), K)).shown.all()


def test_a_group_of_fewer_than_ten_is_not_shown_at_all() -> None:
    assert not protect_table(np.array([[1, 2], [3, 3]])).shown.any()


def test_sums_that_do_not_hold_are_refused() -> None:
    with pytest.raises(BadInput, match="A total says 12, its parts add up to 11"):
        protect(np.array([12, 5, 6]), [(0, [1, 2])])
