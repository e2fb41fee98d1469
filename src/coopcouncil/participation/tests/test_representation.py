"""Who takes part is compared with who lives here."""

import json
import math
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from scipy.special import bdtr, bdtrc

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.cli import group
from coopcouncil.participation.domain.intervals import clopper_pearson
from coopcouncil.participation.domain.representation import represent
from coopcouncil.participation.formats.weighting import read_margins, read_respondents

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "representation.md"


def compared(tmp_path: Path, people: str, margins: str) -> dict[str, Any]:
    (tmp_path / "p.csv").write_text(people)
    (tmp_path / "m.csv").write_text(margins)
    options = [str(tmp_path / "p.csv"), "--margins", str(tmp_path / "m.csv"), "--json"]
    answer = CliRunner().invoke(group, ["represent", *options])
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.output)
    return found


@pytest.mark.parametrize(("successes", "trials"), [(0, 20), (1, 20), (7, 50), (20, 20)])
def test_an_exact_interval_ends_where_the_binomial_tails_are_a_fortieth(successes: int, trials: int) -> None:
    low, high = clopper_pearson(successes, trials)
    if successes:
        assert math.isclose(bdtrc(successes - 1, trials, low), 0.025, rel_tol=1e-9)
    if successes < trials:
        assert math.isclose(bdtr(successes, trials, high), 0.025, rel_tol=1e-9)


def test_the_worked_example_of_the_documentation(tmp_path: Path) -> None:
    files = dict(re.findall(r"^```csv (\w+)\.csv\n(.*?)^```", PAGE.read_text("utf-8"), flags=re.S | re.M))
    kinds = [line.rpartition(",") for line in files["summary"].splitlines()[1:]]
    people = "age,sex\n" + "".join(f"{kind}\n" * int(count) for kind, _comma, count in kinds)
    found = compared(tmp_path, people, files["margins"])
    rows = {row["level"]: row for row in found["rows"]}
    assert found["people"] == 60
    assert math.isclose(rows["16-34"]["index"], 50)
    assert rows["16-34"]["reads"] == "under"
    assert rows["female"]["reads"] == "even"
    assert [rows["16-34"][end] for end in ("low", "high")] == pytest.approx([27, 81], abs=0.5)
    assert [rows["female"][end] for end in ("index", "low", "high")] == pytest.approx([113, 86, 139], abs=1)


def test_a_level_with_few_people_and_one_beside_it_are_not_shown(tmp_path: Path) -> None:
    people = "age\n" + "young\n" * 4 + "middle\n" * 30 + "old\n" * 26
    margins = "margin,level,population\nage,young,30\nage,middle,40\nage,old,30\n"
    rows = {row["level"]: row for row in compared(tmp_path, people, margins)["rows"]}
    assert [level for level, row in rows.items() if row["people"] is None] == ["young", "old"]
    assert all(rows["young"][key] is None for key in ("people", "share", "index", "low", "high"))
    assert rows["young"]["reads"] == "hidden"


def test_a_group_of_a_few_is_not_shown(tmp_path: Path) -> None:
    found = compared(tmp_path, "age\nyoung\nold\n", "margin,level,population\nage,young,1\nage,old,1\n")
    assert found["people"] is None
    assert {row["people"] for row in found["rows"]} == {None}


def test_margins_of_two_things_are_protected_together_with_those_of_one() -> None:
    people = "age,sex\n" + "young,female\n" * 4 + "young,male\n" * 21 + "old,female\n" * 31 + "old,male\n" * 28
    lines = ["margin,level,population"]
    lines += ["age,young,50", "age,old,50", "sex,female,50", "sex,male,50"]
    crossed = [f"age × sex,{age} × {sex},25" for age, sex in product(("young", "old"), ("female", "male"))]
    table = read_respondents(people.encode(), file="p.csv")
    margins = read_margins("\n".join(lines + crossed).encode(), file="m.csv", respondents=table)
    whole, rows = represent(margins)
    assert whole == 84
    assert [row.people for row in rows] == [25, 59, 35, 49, None, None, None, None]
    # Without the sums that tie them together, two counts left out of four would have been thought enough.
    alone = [margin for margin in margins if margin.name == "age × sex"]
    assert [row.people for row in represent(alone)[1]].count(None) == 2


def test_two_margins_that_share_a_thing_need_it_by_itself() -> None:
    table = read_respondents(b"age,sex,ward\nyoung,male,N\n", file="p.csv")
    lines = "margin,level,population\nage × sex,young × male,1\nage × ward,young × N,1\n"
    margins = read_margins(lines.encode(), file="m.csv", respondents=table)
    with pytest.raises(BadInput, match="“age × sex” and “age × ward” share age"):
        represent(margins)
