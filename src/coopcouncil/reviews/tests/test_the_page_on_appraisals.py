"""The example on the page is what the command says."""

import re
from fractions import Fraction
from pathlib import Path

from click.testing import CliRunner

from coopcouncil.reviews.cli import group
from coopcouncil.reviews.domain.tables import discounting, optimism_bias

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "appraisal.md"


def test_the_worked_example_comes_out_as_the_page_prints_it(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8")
    case, ranges = tmp_path / "case.toml", tmp_path / "ranges.toml"
    case.write_text(_block(text, "toml case.toml"), "utf-8")
    ranges.write_text(_block(text, "toml ranges.toml"), "utf-8")
    assert CliRunner().invoke(group, ["appraise", str(case)]).stdout == _block(text, "text")
    drawn = ["appraise", str(case), "--monte-carlo", "50", "--seed", "7", "--ranges", str(ranges)]
    assert CliRunner().invoke(group, drawn).exit_code == 0


def test_the_rates_and_grades_that_the_page_names_are_those_of_the_tables() -> None:
    assert discounting().spans == (
        (1, 30, Fraction(35, 1000)),
        (31, 75, Fraction(3, 100)),
        (76, 125, Fraction(25, 1000)),
    )
    assert [int(100 * bias) for bias in optimism_bias().grades] == [0, 5, 10, 15, 25, 40]


def _block(text: str, name: str) -> str:
    found = re.search(rf"^```{re.escape(name)}\n(.*?)^```$", text, flags=re.M | re.S)
    assert found
    return found[1]
