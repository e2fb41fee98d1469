"""An appraisal is exact to the penny, and its rules hold for any case."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.reviews.cli import group
from coopcouncil.reviews.domain.appraisal.case import Case
from coopcouncil.reviews.domain.appraisal.sums import appraise, discount_factors, pence
from coopcouncil.reviews.formats.results import as_json
from coopcouncil.reviews.tests.cases import CASE, MONEY, by_the_rules, cases


def run(tmp_path: Path, text: str, *options: str) -> Result:
    file = tmp_path / "case.toml"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(group, ["appraise", str(file), *options])


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["birmingham", "ramped"])
def test_the_two_cases_come_out_as_expected_to_the_penny(name: str) -> None:
    answer = CliRunner().invoke(group, ["appraise", str(MONEY / f"{name}.toml"), "--json"])
    found, expected = json.loads(answer.stdout), json.loads((MONEY / f"{name}.expected.json").read_text("utf-8"))
    assert {key: found[key] for key in expected} == expected
    assert any("£250.6m and 30% is £107.4m" in note for note in found["notes"]) == (name == "birmingham")


@given(cases())
@settings(max_examples=60, deadline=None)
def test_any_case_comes_out_as_the_rules_written_down_once_more(case: Case) -> None:
    found, rules = appraise(case), by_the_rules(case)
    assert pence(found.net) == rules["net"]
    assert pence(found.fiscal_net) == rules["fiscal_net"]
    assert found.payback_year == rules["payback"]
    bcr = as_json(found)["present_value"]["bcr"]
    assert (None if bcr is None else Fraction(bcr)) == rules["bcr"]
    assert (found.pool.pool_pence, found.pool.central_pence) == rules["shared"][:2]


@given(cases())
@settings(max_examples=60, deadline=None)
def test_central_and_local_are_the_pool_to_the_penny_in_all_and_in_each_year(case: Case) -> None:
    pool = appraise(case).pool
    assert pool.central_pence + pool.local_pence == pool.pool_pence
    share = case.sharing.central
    assert pool.central_pence == share.numerator * pool.pool_pence // share.denominator
    for year in pool.years:
        assert year.central_pence + year.local_pence == year.pool_pence
        assert min(year.central_pence, year.local_pence, year.pool_pence) >= 0
    for name in ("pool_pence", "central_pence", "local_pence"):
        assert sum(getattr(year, name) for year in pool.years) == getattr(pool, name)


@given(cases(), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_splitting_or_reordering_lines_changes_nothing(case: Case, parts: int, order: object) -> None:
    costs = [replace(row, amount=row.amount / parts) for row in case.costs for _part in range(parts)]
    benefits = [replace(row, amount=row.amount / parts) for row in case.benefits for _part in range(parts)]
    order.shuffle(costs)  # type: ignore[attr-defined]
    order.shuffle(benefits)  # type: ignore[attr-defined]
    again = as_json(appraise(replace(case, costs=tuple(costs), benefits=tuple(benefits))))
    assert {**again, "notes": []} == {**as_json(appraise(case)), "notes": []}


@given(cases())
@settings(max_examples=25, deadline=None)
def test_a_row_cut_in_two_at_a_year_changes_nothing_where_nothing_builds_up_or_drops_off(case: Case) -> None:
    level = tuple(replace(row, ramp=(), drop_off=Fraction(0)) for row in case.benefits)
    cut = [half for row in level for half in (replace(row, last=row.first), replace(row, first=row.first + 1))]
    cut = [half for half in cut if half.first <= half.last]
    whole, halves = (as_json(appraise(replace(case, benefits=tuple(rows)))) for rows in (level, cut))
    assert {**halves, "notes": []} == {**whole, "notes": []}


def test_a_pound_is_discounted_by_the_standard_schedule_for_each_year() -> None:
    factors = discount_factors(125)
    steps = [before / after - 1 for before, after in pairwise(factors)]
    assert steps == [Fraction(35, 1000)] * 30 + [Fraction(30, 1000)] * 45 + [Fraction(25, 1000)] * 50


def test_without_flows_there_is_no_ratio_and_it_has_paid_back_from_the_start(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, CASE.partition("[[cost]]")[0], "--json").stdout)
    assert (found["present_value"]["bcr"], found["fiscal"]["payback_year"]) == (None, 0)
    assert (found["sharing"]["by_year"], found["by_organisation"]) == ([], [])


def test_a_ratio_without_benefits_is_nought_and_a_case_may_never_pay_back(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, CASE.partition("[[benefit]]")[0], "--json").stdout)
    assert found["present_value"]["bcr"] == found["fiscal"]["bcr"] == "0.0000"
    assert found["fiscal"]["payback_year"] is None


def test_a_transfer_is_a_saving_without_public_value_and_one_that_is_not_fiscal_is_said_to_count_nowhere(
    tmp_path: Path,
) -> None:
    found = json.loads(run(tmp_path, CASE + "transfer = true\n", "--json").stdout)
    assert found["present_value"]["benefits_pence"] == 0 < found["fiscal"]["benefits_pence"]
    social = CASE.replace('"fiscal"', '"social"') + "transfer = true\n"
    assert "Benefit 1 is a transfer but not fiscal" in run(tmp_path, social).stdout


def test_after_the_window_nothing_more_is_shared_and_gross_sharing_recovers_nothing_first(tmp_path: Path) -> None:
    gross = json.loads(run(tmp_path, CASE.replace('"net"', '"gross"'), "--json").stdout)["sharing"]["by_year"]
    assert [year["t"] for year in gross] == [2, 3, 4, 5, 6, 7]
    net = json.loads(run(tmp_path, CASE, "--json").stdout)["sharing"]["by_year"]
    assert [year["t"] for year in net] == [6, 7]
