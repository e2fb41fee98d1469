"""Draws from ranges give distributions, and the draw in the middle is the exact result."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from coopcouncil.reviews.cli import group
from coopcouncil.reviews.domain.appraisal.case import Case, inputs, with_input
from coopcouncil.reviews.domain.appraisal.sums import appraise, pence
from coopcouncil.reviews.domain.uncertainty import OUTCOMES, Range, outcomes, simulate
from coopcouncil.reviews.formats.case import read_case
from coopcouncil.reviews.tests.cases import CASE, cases

RANGES = """\
[[range]]
of = "benefit.1.amount"
shape = "pert"
low = "1200000"
high = "2100000"
[[range]]
of = "cost.1.grade"
shape = "triangular"
low = 2
high = 5
[[range]]
of = "benefit.1.from"
shape = "triangular"
low = 1
high = 4
"""
REPEATED = '"benefit.1.amount"\nshape = "pert"\nlow = 0\nhigh = 9000000'


@given(cases())
@settings(max_examples=50, deadline=None)
def test_without_a_draw_the_many_at_once_give_the_exact_result(case: Case) -> None:
    found, once = appraise(case), outcomes(case, {}, 1)
    exact = {
        "net": pence(found.net), "fiscal_net": pence(found.fiscal_net), "pool": found.pool.pool_pence,
        "central": found.pool.central_pence, "local": found.pool.local_pence,
    }  # fmt: skip
    for name, value in exact.items():  # a half penny may fall either way: floating numbers have 15 digits
        assert abs(float(getattr(once, name)[0]) - value) <= 1, name
    assert once.central[0] + once.local[0] == once.pool[0]


@given(cases())
@settings(max_examples=15, deadline=None)
def test_each_draw_is_what_the_case_with_those_numbers_would_be(case: Case) -> None:
    rng = np.random.default_rng(7)
    there = inputs(case)
    drawn = {}
    for path, item in there.items():
        if path.endswith((".from", ".to")):
            continue
        if item.size == "whole":
            drawn[path] = rng.integers(int(item.least), int(min(item.most or 6, 6)) + 1, 3).astype(float)
        else:
            drawn[path] = rng.integers(0, 9, 3) / 8 * (1 if item.size == "share" else 10_000)
    many = outcomes(case, drawn, 3)
    for run in range(3):
        one = case
        for path, values in drawn.items():
            one = with_input(one, path, Fraction(float(values[run])))
        found = appraise(one)
        exact = (
            found.net,
            found.fiscal_net,
            Fraction(found.pool.pool_pence, 100),
            Fraction(found.pool.central_pence, 100),
        )
        for name, value in zip(("net", "fiscal_net", "pool", "central"), exact, strict=True):
            assert abs(float(getattr(many, name)[run]) - float(value * 100)) <= 1.01, (name, run)


def test_triangular_and_pert_draws_have_the_mean_and_the_ends_of_their_shape() -> None:
    case = read_case(CASE.encode(), file="case.toml")
    for shape, mean in (("triangular", (100_000 + 1_250_000.55 + 3_000_000) / 3),
                        ("pert", (100_000 + 4 * 1_250_000.55 + 3_000_000) / 6)):  # fmt: skip
        only_cost = Case(case.title, 2011, 2011, 1, case.sharing, case.costs, (), (Fraction(0),) * 6)
        found = simulate(only_cost, [Range("cost.1.amount", shape, Fraction(100_000), Fraction(3_000_000))],  # type: ignore[arg-type]
                         runs=40_000, seed=3)  # fmt: skip
        spent = -found.outcomes.net / 100 / (1 + 1 / 1.035)
        assert abs(spent.mean() / mean - 1) < 0.01
        assert spent.min() >= 100_000
        assert spent.max() <= 3_000_000


def test_neither_the_order_of_ranges_nor_one_more_beside_it_changes_what_is_drawn() -> None:
    case = read_case(CASE.encode(), file="case.toml")
    one = Range("benefit.1.deadweight", "pert", Fraction(0), Fraction(1, 2))
    sharing = Range("sharing.window_years", "triangular", Fraction(2), Fraction(9))
    alone, both, turned = (
        simulate(case, ranges, runs=500, seed=9) for ranges in ([one], [one, sharing], [sharing, one])
    )
    assert np.array_equal(alone.outcomes.net, both.outcomes.net)
    for name in OUTCOMES:
        assert np.array_equal(getattr(both.outcomes, name), getattr(turned.outcomes, name))
    assert not np.array_equal(alone.outcomes.net, simulate(case, [one], runs=500, seed=10).outcomes.net)


def write(tmp_path: Path, ranges: str) -> list[str]:
    (tmp_path / "case.toml").write_text(CASE, "utf-8")
    (tmp_path / "ranges.toml").write_text(ranges, "utf-8")
    return ["appraise", str(tmp_path / "case.toml"), "--monte-carlo", "2000", "--seed", "5", "--ranges",
            str(tmp_path / "ranges.toml")]  # fmt: skip


def test_the_command_gives_distributions_beside_the_exact_result(tmp_path: Path) -> None:
    answer = CliRunner().invoke(group, [*write(tmp_path, RANGES), "--json"])
    data = json.loads(answer.stdout)
    drawn = data["monte_carlo"]
    assert (drawn["runs"], drawn["seed"], len(drawn["ranges"])) == (2000, 5, 3)
    assert drawn["central"]["net_pence"] == data["present_value"]["net_pence"]
    assert drawn["central"]["bcr"] == data["present_value"]["bcr"]
    assert [drawn["central"][f"{name}_pence"] for name in ("pool", "central", "local")] == [
        data["sharing"][f"{name}_pence"] for name in ("pool", "central", "local")
    ]
    net = drawn["net_pence"]
    assert net["least"] <= net["percentiles"]["p5"] <= net["percentiles"]["p95"] <= net["most"]
    assert sum(net["histogram"]["counts"]) == 2000
    assert answer.stdout == CliRunner().invoke(group, [*write(tmp_path, RANGES), "--json"]).stdout
    assert "2,000 draws of 3 numbers" in CliRunner().invoke(group, write(tmp_path, RANGES)).stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("benefit.1.amount", "benefit.2.amount", ":2: “benefit.2.amount” is no number of the case."),
        ("benefit.1.amount", "case.price_year", ":2: “case.price_year” changes no result."),
        ('"pert"', '"normal"', ":3: “range.1.shape” is “normal”. Use one of: triangular, pert."),
        ('low = "1200000"', 'low = "1900000"', ":4: The case says 1,833,333.33, which is not"),
        ('low = "1200000"', 'low = "-1"', ":4: “low” is -1, which “benefit.1.amount” cannot be. It is 0 or more."),
        ('low = "1200000"', "low = 1200000.5", ":4: “range.1.low” is a floating number"),
        ("high = 5", "high = 7", ":10: “high” is 7, which “cost.1.grade” cannot be. It is from 1 to 6."),
        ("high = 5", 'high = "4.5"', ":10: “high” is 4.5, not a whole number."),
        ("high = 4", "high = 11", "ranges.toml:11: “benefit.1” may begin in 11 and end in 10."),
        (
            '"cost.1.grade"\nshape = "triangular"\nlow = 2\nhigh = 5',
            REPEATED,
            ":7: “benefit.1.amount” stands here a second time.",
        ),
        ("high = 5", "hi = 5", "ranges.toml:10: “range.2.hi” is not a key."),
        (RANGES, '[[rang]]\nof = "x"', ":1: “rang” is not a key. Did you mean “range”?"),
    ],
)
def test_a_mistake_in_the_ranges_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    answer = CliRunner().invoke(group, write(tmp_path, RANGES.replace(old, new, 1)))
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert said in answer.stderr


def test_draws_need_a_number_of_runs_and_ranges(tmp_path: Path) -> None:
    arguments = write(tmp_path, RANGES)
    assert "Draws need both." in CliRunner().invoke(group, arguments[:4]).stderr
    assert "Draws need both." in CliRunner().invoke(group, [*arguments[:2], *arguments[-2:]]).stderr
