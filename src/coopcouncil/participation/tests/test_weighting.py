"""Those who answered are weighed to speak for those who live here."""

import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.cli import group
from coopcouncil.participation.domain.estimates import mean, shares
from coopcouncil.participation.domain.weighting import Floats, Margin, rake

SHARED_DATA = Path(__file__).parents[5] / "shared" / "data"
AGES = ("16-34", "35-64", "65+")
MARGINS = "margin,level,population\nage,16-34,9000\nage,35-64,8000\nage,65+,3000\nsex,female,10300\nsex,male,9700\n"


def drawn(size: int, seed: int) -> tuple[list[Margin], Floats]:
    """A sample with too few young, and an answer that hangs on age."""
    rng = np.random.default_rng(seed)
    ages = rng.choice(3, size, p=[0.15, 0.4, 0.45])
    sexes = rng.choice(2, size)
    ages[:3], sexes[:2] = [0, 1, 2], [0, 1]
    said = (rng.random(size) < np.array([0.7, 0.5, 0.2])[ages]).astype(np.intp)
    margins = [
        Margin("age", AGES, np.array([9000.0, 8000, 3000]), ages),
        Margin("sex", ("female", "male"), np.array([10300.0, 9700]), sexes),
    ]
    return margins, said


def run(tmp_path: Path, respondents: str, margins: str, *options: str) -> Result:
    (tmp_path / "r.csv").write_text(respondents)
    (tmp_path / "m.csv").write_text(margins)
    return CliRunner().invoke(
        group, ["weight", str(tmp_path / "r.csv"), "--margins", str(tmp_path / "m.csv"), *options]
    )


@given(st.integers(0, 10_000), st.integers(30, 300))
@settings(max_examples=40, deadline=None)
def test_every_level_of_every_margin_is_met_to_a_billionth_in_whatever_order(seed: int, size: int) -> None:
    margins, _said = drawn(size, seed)
    try:
        weights = rake(margins).weights
    except BadInput:
        # No weights exist where, say, all the young are women. Then it says so.
        return
    for margin in margins:
        sums = np.bincount(margin.codes, weights, len(margin.levels))
        assert np.abs(sums / margin.population - 1).max() <= 1e-9
    back = np.random.default_rng(seed).permutation(size)
    turned = [Margin(one.name, one.levels, one.population, one.codes[back]) for one in reversed(margins)]
    assert np.allclose(rake(turned).weights, weights[back], rtol=1e-7)


def test_trimmed_weights_keep_under_the_cap_and_still_meet_the_margins_where_they_can() -> None:
    margins, _said = drawn(400, 1)
    loose = rake(margins)
    assert loose.weights.max() > 2.97 * loose.weights.mean()
    trimmed = rake(margins, trim=2.95)
    assert trimmed.met
    assert trimmed.weights.max() <= 2.95 * trimmed.weights.mean() * (1 + 1e-9)
    assert trimmed.effective_size > loose.effective_size
    tight = rake(margins, trim=1.5)
    assert not tight.met
    assert tight.worst == "age = 16-34"


def test_a_level_of_the_population_without_respondents_is_refused_by_name(tmp_path: Path) -> None:
    answer = run(tmp_path, "age,sex\n16-34,male\n35-64,female\n", MARGINS)
    assert answer.exit_code == 2
    assert "m.csv:4: Nobody who answered has “age” = “65+”, where 3,000 of the population are." in answer.output


@pytest.mark.parametrize(
    ("respondents", "margins", "said"),
    [
        ("age,sex\n16-34,male\n80,female\n", MARGINS, "r.csv:3: “80” is no level of “age”"),
        ("age,sex\n16-34,male\n,female\n", MARGINS, "r.csv:3: “age” is empty"),
        ("age\n16-34\n", MARGINS, "r.csv:1: There is no column “sex”. The file has: age."),
        ("age,sex\n16-34\n", MARGINS, "r.csv:2: This line has 1 fields; the first line names 2."),
        ("age,sex\n16-34,male\n", MARGINS + "sex,male,5\nage,0-15,many\n", "m.csv:7: “sex” has “male” twice."),
        ("age,sex\n16-34,male\n", MARGINS.replace("9700", "-1"), "m.csv:6: “-1” is no population."),
        ("age,sex\n16-34,male\n", "margin,level\nage,all\n", "m.csv:1: There is no column “population”."),
        ("age,sex\n16-34,m\xe4le\n", MARGINS, "“mäle” is no level"),
        ("age\nx\ny\n", "margin,level,population\nage,x,5\nage,y,0\n", "1 who answered have “age” = “y”, where nobody"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what(
    tmp_path: Path, respondents: str, margins: str, said: str
) -> None:
    answer = run(tmp_path, respondents, margins)
    assert answer.exit_code == 2
    assert said in answer.output


def test_margins_that_no_weights_can_meet_are_refused(tmp_path: Path) -> None:
    rows = "age,sex\n" + "16-34,male\n" * 5 + "35-64,female\n" * 5 + "65+,female\n"
    answer = run(tmp_path, rows, MARGINS)
    assert answer.exit_code == 2
    assert "No weights meet all margins at once" in answer.output


def test_margins_with_other_totals_are_scaled_and_said(tmp_path: Path) -> None:
    rows = "age,sex\n" + "".join(f"{age},{sex}\n" for age in AGES for sex in ("male", "female"))
    answer = run(tmp_path, rows, MARGINS.replace("10300", "51.5").replace("9700", "48.5"), "--json")
    data = json.loads(answer.output)
    assert data["scaled"] == [{"margin": "sex", "total": 100.0}]
    assert math.isclose(sum(data["weights"]), 20_000)
    assert answer.exit_code == 0


def test_the_variance_is_that_of_leaving_each_respondent_out_in_turn() -> None:
    """The delete-one jackknife, raked anew each time, is another way to the same figure."""
    margins, said = drawn(600, 3)
    found = rake(margins)
    of_yes = shares(said, ("no", "yes"), weights=found.weights, margins=margins)[1]
    without = []
    for gone in range(600):
        kept = np.arange(600) != gone
        fewer = [Margin(one.name, one.levels, one.population, one.codes[kept]) for one in margins]
        weights = rake(fewer).weights
        without.append(weights @ said[kept] / weights.sum())
    spread = 599 / 600 * np.square(np.array(without) - np.mean(without)).sum()
    assert math.isclose(of_yes.standard_error, math.sqrt(spread), rel_tol=0.05)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    truth = (0.7 * 9000 + 0.5 * 8000 + 0.2 * 3000) / 20_000
    held = held_mean = 0
    for seed in range(200):
        margins, said = drawn(250, seed)
        weights = rake(margins).weights
        of_yes = shares(said, ("no", "yes"), weights=weights, margins=margins)[1]
        of_mean = mean(said.astype(float), weights=weights, margins=margins)
        held += of_yes.low <= truth <= of_yes.high
        held_mean += of_mean.low <= truth <= of_mean.high
        assert math.isclose(of_yes.value, of_mean.value)
    assert 182 <= held_mean <= 200
    assert 184 <= held <= 200


def test_who_gave_no_answer_is_left_out_of_it_and_nobody_is_sure_of_nothing() -> None:
    margins, said = drawn(60, 5)
    weights = rake(margins).weights
    some = np.where(np.arange(60) < 20, -1, said)
    no, yes = shares(some, ("no", "yes"), weights=weights, margins=margins)
    assert no.respondents + yes.respondents == 40
    assert math.isclose(no.value + yes.value, 1)
    (all_of_them,) = shares(np.zeros(60, dtype=np.intp), ("yes",), weights=weights, margins=margins)
    assert all_of_them.value == 1
    assert all_of_them.low < 0.97


def test_a_mean_of_one_answer_is_refused(tmp_path: Path) -> None:
    rows = "age,hours\nx,5\nx,\n"
    answer = run(tmp_path, rows, "margin,level,population\nage,x,5\n", "--mean", "hours")
    assert answer.exit_code == 2
    assert "1 answered “hours”; a mean with a range needs two or more." in answer.output


def test_the_rows_are_written_again_with_their_weights(tmp_path: Path) -> None:
    rows = 'age,sex,said\n16-34,male,"yes, but"\n35-64,female,no\n65+,male,no\n65+,female,no\n'
    rows += "35-64,male,no\n16-34,female,\n"
    answer = run(tmp_path, rows, MARGINS, "--out", str(tmp_path / "w.csv"), "--share", "said")
    assert answer.exit_code == 0, answer.output
    first, second = (tmp_path / "w.csv").read_text().splitlines()[:2]
    assert first == "age,sex,said,weight"
    assert second.startswith('16-34,male,"yes, but",43')


@pytest.mark.shared_data
def test_a_survey_of_real_wards_is_weighed_and_a_planted_empty_level_is_refused_by_name(tmp_path: Path) -> None:
    rows = json.loads((SHARED_DATA / "population" / "populationbyageandsex.json").read_text("utf-8"))
    named = {"ward": "AreaName", "age": "AgeGroup", "sex": "Sex"}
    people: dict[str, Counter[str]] = {name: Counter() for name in named}
    for row in rows:
        for name, field in named.items():
            people[name][row[field]] += int(row["Population"])
    lines = [f'{name},"{level}",{count}' for name, levels in people.items() for level, count in levels.items()]
    margins = "\n".join(["margin,level,population", *lines])
    # Each level comes forward with a chance of its own, and once at least.
    rng = np.random.default_rng(7)
    drawn = []
    for levels in people.values():
        chances = np.array(list(levels.values())) * rng.uniform(0.5, 1.5, len(levels))
        drawn.append([*levels, *rng.choice(list(levels), 3000 - len(levels), p=chances / chances.sum())])
    answers = [f'"{ward}","{age}","{sex}"' for ward, age, sex in zip(*drawn, strict=True)]
    found = json.loads(run(tmp_path, "\n".join(["ward,age,sex", *answers]), margins, "--json").output)
    assert found["met"]
    assert found["largest_miss"] <= 1e-9
    assert math.isclose(sum(found["weights"]), 316_812)
    without = [answer for answer in answers if ',"85+",' not in answer]
    assert len(without) < len(answers)
    refused = run(tmp_path, "\n".join(["ward,age,sex", *without]), margins)
    assert refused.exit_code == 2
    assert "Nobody who answered has “age” = “85+”" in refused.output


def test_the_worked_example_of_the_documentation(tmp_path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "explanation" / "weighting.md").read_text("utf-8")
    files = dict(re.findall(r"^```csv (\w+)\.csv\n(.*?)^```", page, flags=re.S | re.M))
    answer = run(tmp_path, files["respondents"], files["margins"], "--share", "park", "--json")
    data = json.loads(answer.output)
    assert np.allclose(data["weights"], [25] * 2 + [6.25] * 8)
    assert math.isclose(data["effective_size"], 6.4)
    assert math.isclose(data["design_effect"], 1.5625)
    assert math.isclose(data["estimates"][1]["value"], 0.625)
    assert data["estimates"][1]["low"] < 0.4
