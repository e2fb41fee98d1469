"""At a switching value the answer turns: the case with it is appraised again, in full."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from coopcouncil.reviews.cli import group
from coopcouncil.reviews.domain.appraisal.case import Case, inputs, with_input
from coopcouncil.reviews.domain.appraisal.sums import Appraisal, appraise
from coopcouncil.reviews.domain.switching import EVERY_BENEFIT, EVERY_COST, TOLERANCE, Switch, switching_values
from coopcouncil.reviews.formats.case import read_case
from coopcouncil.reviews.tests.cases import CASE, cases
from coopcouncil.reviews.tests.test_appraising_a_case import run


def check(case: Case, switch: Switch) -> None:
    own = appraise(case)
    for turn, net in ((switch.public, lambda found: found.net), (switch.fiscal, lambda found: found.fiscal_net)):
        if turn is None:
            continue
        there = net(appraise(with_input(case, switch.path, turn.value)))
        assert there == turn.net
        if turn.exact:
            assert there == 0
            continue
        assert (there >= 0) != (net(own) >= 0)
        step = 1 if inputs(case)[switch.path].size == "whole" else TOLERANCE
        # One step nearer to the case's own value the answer is still the case's.
        nearer = turn.value + (step if turn.value < switch.own else -step)
        assert (net(appraise(with_input(case, switch.path, nearer))) >= 0) == (net(own) >= 0)


@given(cases())
@settings(max_examples=12, deadline=None)
def test_every_value_that_is_given_turns_the_answer_and_no_nearer_one_does(case: Case) -> None:
    for switch in switching_values(case):
        if switch.path not in (EVERY_COST, EVERY_BENEFIT):
            check(case, switch)


def test_the_value_put_into_the_file_makes_the_net_exactly_nothing(tmp_path: Path) -> None:
    turns = {
        each["input"]: each for each in json.loads(run(tmp_path, CASE, "--switching", "--json").stdout)["switching"]
    }
    amount = turns["benefit.1.amount"]["fiscal"]
    assert amount["exact"]
    again = json.loads(run(tmp_path, CASE.replace("1833333.33", amount["turns_at"]), "--json").stdout)
    assert again["fiscal"]["net_pence"] == 0
    assert again["fiscal"]["bcr"] == "1.0000"
    late = turns["benefit.1.from"]["fiscal"]
    assert not late["exact"]
    later = CASE.replace("from = 2", f"from = {late['turns_at']}")
    assert json.loads(run(tmp_path, later, "--json").stdout)["fiscal"]["net_pence"] == late["net_there_pence"] < 0


def test_all_costs_at_once_turn_it_at_the_ratio_and_all_benefits_at_its_inverse() -> None:
    case = read_case(CASE.encode(), file="case.toml")
    found: Appraisal = appraise(case)
    turns = {each.path: each for each in switching_values(case)}
    assert turns[EVERY_COST].public.value == found.benefits / found.costs  # type: ignore[union-attr]
    assert turns[EVERY_BENEFIT].fiscal.value == found.costs / found.fiscal  # type: ignore[union-attr]


def test_what_only_moves_the_sharing_turns_nothing_and_is_left_out(tmp_path: Path) -> None:
    text = run(tmp_path, CASE, "--switching").stdout
    assert "benefit.1.drop_off" in text
    assert "cashability" not in text
    assert "sharing" not in text


def test_options_stand_beside_each_other_with_what_may_not_compare(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(CASE, "utf-8")
    (tmp_path / "b.toml").write_text(
        CASE.replace("1833333.33", "1500000").replace("horizon = 10", "horizon = 9"), "utf-8"
    )
    files = [str(tmp_path / "a.toml"), str(tmp_path / "b.toml")]
    data = json.loads(CliRunner().invoke(group, ["appraise", "--compare", *files, "--json"]).stdout)
    first, second = data["options"]
    assert set(first["difference_from_first"].values()) == {0}
    for name, value in second["figures"].items():
        assert second["difference_from_first"][name] == value - first["figures"][name]
    assert [caution[:29] for caution in data["cautions"]] == ["They look ahead over differen"]
    assert "more than the first" in CliRunner().invoke(group, ["appraise", "--compare", *files]).stdout


@pytest.mark.parametrize("arguments", [["--compare", "case.toml"], ["case.toml", "case.toml"],
                                       ["--compare", "case.toml", "case.toml", "--explain"]])  # fmt: skip
def test_what_cannot_be_asked_together_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "case.toml").write_text(CASE, "utf-8")
    given = [str(tmp_path / each) if each.endswith("toml") else each for each in arguments]
    assert CliRunner().invoke(group, ["appraise", *given]).exit_code == 2
