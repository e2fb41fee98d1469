"""Real elections, counted: the same winners as another program found, and sums that anybody can do again."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from coopcouncil.participation.cli import group
from coopcouncil.participation.domain import budgeting
from coopcouncil.participation.formats import pabulib
from coopcouncil.participation.tests.by_hand import equal_shares_by_hand

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "pabulib"
RECORDED = json.loads((Path(__file__).parent / "recorded" / "pabutools.json").read_text(encoding="utf-8"))
SMALLEST = "Worldwide_Mechanical_Turk_Utilities_8.pb"


def _read(name: str) -> budgeting.Election:
    return pabulib.read((SHARED / name).read_bytes(), name).election


def _won(told: budgeting.Election, outcome: budgeting.Outcome) -> list[str]:
    return sorted(told.projects[project].id for project in outcome.selected)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", sorted(RECORDED["elections"]))
def test_the_winners_are_those_that_another_program_found(name: str) -> None:
    told = _read(name)
    for counted, winners in RECORDED["elections"][name].items():
        rule, satisfaction, completion = (*counted.split("/"), "cost", "none")[:3]
        outcome = budgeting.count(told, rule=rule, satisfaction=satisfaction, completion=completion)
        assert _won(told, outcome) == winners, counted


@pytest.mark.shared_data
@pytest.mark.parametrize("satisfaction", budgeting.SATISFACTIONS)
def test_the_prices_of_the_smallest_election_come_out_by_hand(satisfaction: str) -> None:
    held = pabulib.read((SHARED / SMALLEST).read_bytes(), SMALLEST)
    told = held.election
    costs = {project.id: project.cost for project in told.projects}
    ballots: list[list[str]] = []
    for kind, weight in enumerate(told.weight):
        names = [told.projects[place].id for place, who in enumerate(told.supporters) if kind in who]
        ballots += [names] * int(weight)
    share = Fraction(500_000, 74)
    by_hand, left = equal_shares_by_hand(costs, ballots, share, satisfaction)
    outcome = budgeting.count(told, satisfaction=satisfaction, explained=True)
    rounds = [(told.projects[row.project].id, told.money(row.price or Fraction(0))) for row in outcome.rounds]
    assert rounds == [(name, price) for name, price, _ in by_hand]
    for row, (_, price, paid) in zip(outcome.rounds, by_hand, strict=True):  # what the explanation says was paid, was
        less = [amount for amount in paid if 0 < amount < price]
        assert (row.full, row.rest, told.money(row.rest_paid)) == (paid.count(price), len(less), sum(less))
        assert sum(paid) == told.money(told.costs[row.project])
    for row in outcome.losers:  # and what it says was lacking is what the voters had too little
        name = told.projects[row.project].id
        had = sum((left[voter] for voter, ballot in enumerate(ballots) if name in ballot), Fraction(0))
        assert told.money(row.lacked) == costs[name] - had > 0


@pytest.mark.shared_data
def test_the_command_prints_one_document_with_rounds_and_ties() -> None:
    done = CliRunner().invoke(group, ["count", str(SHARED / "Netherlands_Assen_2024.pb"), "--json"])
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert data["selected"] == ["11", "12", "13", "14", "2", "3", "9"]
    assert (data["cost"], data["budget"], data["rule"]) == (60_700, 100_000, "equal-shares")
    first = data["rounds"][0]
    assert (first["project"], first["cost"], first["effective_support"]) == ("3", 7200, 43)
    assert first["price_exact"] == "7200/43"
    assert sum(row["cost"] for row in data["rounds"]) == data["cost"]


@pytest.mark.shared_data
def test_the_explanation_says_who_paid_what_and_what_a_loser_lacked() -> None:
    done = CliRunner().invoke(group, ["count", str(SHARED / "Netherlands_Assen_2024.pb"), "--explain"])
    assert done.exit_code == 0
    assert "Round 1: 3 (PopUp Podium) wins. It costs 7,200. Its 43 supporters each paid about 167.4419." in done.stdout
    assert "and 18 all they had left, which was less, about 9,681.1739 in all" in done.stdout
    assert "8 (Crossbaan in Peelo) does not win. It costs 40,000." in done.stdout
    assert "too little." in done.stdout


TIED = """META
key;value
budget;100
vote_type;approval
PROJECTS
project_id;cost
b;60
a;60
10;60
VOTES
voter_id;vote
1;a,b,10
2;a,b,10
"""


@pytest.mark.parametrize("rule", budgeting.RULES)
def test_who_goes_first_of_those_exactly_level_is_declared_and_written_down(rule: str, tmp_path: Path) -> None:
    file = tmp_path / "tied.pb"
    file.write_text(TIED if rule != "phragmen" else TIED.replace("budget;100", "budget;130"), encoding="utf-8")
    done = CliRunner().invoke(group, ["count", str(file), "--rule", rule, "--json"])
    data = json.loads(done.stdout)
    assert data["selected"][0] == "10"  # by code points: figures come before letters
    assert data["ties"][0] == {"round": 1, "tied": ["10", "a", "b"], "chosen": "10"}
    drawn = {
        json.loads(
            CliRunner().invoke(group, ["count", str(file), "--rule", rule, "--ties", f"seed:{number}", "--json"]).stdout
        )["rounds"][0]["project"]
        for number in range(12)
    }
    assert drawn == {"10", "a", "b"}


def test_a_share_that_must_be_raised_too_often_is_refused_and_a_larger_step_proposed(tmp_path: Path) -> None:
    file = tmp_path / "small-currency.pb"
    file.write_text(TIED.replace("budget;100", "budget;100000000").replace(";60", ";70000000").replace(
        "1;a,b,10\n2;a,b,10\n", "1;a\n2;b\n"), encoding="utf-8")  # fmt: skip
    done = CliRunner().invoke(group, ["count", str(file), "--completion", "add1"])
    assert done.exit_code == 2
    assert "takes more than 100,000 steps. Declare a larger step, for example --step 200." in done.stderr
    again = CliRunner().invoke(group, ["count", str(file), "--completion", "add1", "--step", "200", "--json"])
    # Both would win with the same share, and together they cost too much: so the step before counts.
    assert json.loads(again.stdout)["selected"] == []
    filled = CliRunner().invoke(group, ["count", str(file), "--completion", "add1-greedy", "--step", "200", "--json"])
    assert json.loads(filled.stdout)["selected"] == ["a"]


LIMITED = """META
key;value
budget;100
vote_type;approval
categories;green, roads
budget_per_category;30,100
min_project_score_threshold;2
PROJECTS
project_id;cost;category
p;30;green
q;20;green
t;31;green
r;25;roads
s;5;roads
VOTES
voter_id;vote
1;p,q,r,s,t
2;p,q,r,t
3;p,q,t
4;p,t
5;t
"""


def test_a_tie_is_only_between_what_is_still_to_be_had(tmp_path: Path) -> None:
    file = tmp_path / "tied.pb"
    file.write_text(TIED.replace("budget;100", "budget;1000"), encoding="utf-8")
    data = json.loads(CliRunner().invoke(group, ["count", str(file), "--rule", "greedy", "--json"]).stdout)
    assert [row["tied"] for row in data["ties"]] == [["10", "a", "b"], ["a", "b"]]


def test_floating_numbers_that_cannot_tell_two_prices_apart_do_not_decide() -> None:
    # What 1,000 voters have left is less than what X asks of them, by less than a floating number can hold.
    costs = {"P1": 853_012_925_241, "P3": 81_928_449, "X": 135_853_924, "Y": 776_309_688_573}
    kinds = [(1000, "P1 X"), (100, "P1"), (1, "X Y"), (999, "Y"), (1, "P3 Y"), (1200, "P3")]
    ballots = [names.split() for voters, names in kinds for _ in range(voters)]
    told = budgeting.election(
        [budgeting.Project(name, Fraction(cost)) for name, cost in costs.items()], Fraction(2_560_262_247_816), ballots
    )
    assert _won(told, budgeting.count(told)) == ["P1", "P3", "Y"]


@pytest.mark.parametrize("rule", budgeting.RULES)
def test_limits_of_a_category_and_the_least_support_hold(rule: str) -> None:
    told = pabulib.read(LIMITED.encode(), "limited.pb").election
    outcome = budgeting.count(told, rule=rule, completion="greedy", explained=True)
    assert ("t", "limit") in {(told.projects[row.project].id, row.why) for row in outcome.losers}
    green = [name for name in _won(told, outcome) if name in "pq"]
    assert len(green) == 1, "both together cost 50 of the 30 for green"
    assert not {"s", "t"} & set(_won(told, outcome))
    assert {(told.projects[row.project].id, row.why) for row in outcome.losers} >= {("s", "too_few_votes")}
