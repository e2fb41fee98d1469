"""A broken file is never counted: what is wrong has its line and its mend."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from coopcouncil.participation.cli import group

GOOD = """META
key;value
budget;100.5
vote_type;approval
PROJECTS
project_id;cost;name
a;60,5;A “green” square
b;40;"A path; and a bench"
VOTES
voter_id;vote
1;a,b
2;b
3;
"""
BROKEN = {
    "no header": ("META\nkey;value\n", "", 1, "does not begin with META"),
    "no votes": (GOOD[GOOD.index("VOTES"):], "", 8, "there was no section VOTES"),
    "no column of costs": ("project_id;cost;name", "project_id;price;name", 6, "has no cost"),
    "no budget": ("budget;100.5\n", "", 2, "does not say the budget"),
    "budget of nought": ("budget;100.5", "budget;0", 3, "the budget is 0"),
    "unknown project": ("2;b", "2;c", 12, "there is no project c"),
    "negative cost": ("b;40", "b;-40", 8, "the cost of b is -40"),
    "cost in words": ("b;40", "b;forty", 8, "which is no number"),
    "duplicate voter": ("2;b", "1;b", 12, "the voter 1 has voted already, in line 11"),
    "duplicate project": ("b;40", "a;40", 8, "the project a is there twice"),
    "a project named twice": ("1;a,b", "1;a,b,a", 11, "names a project twice"),
    "unknown kind": ("vote_type;approval", "vote_type;smoke", 4, "“smoke” cannot be counted"),
    "points missing": ("vote_type;approval", "vote_type;cumulative", 10, "has no points"),
    "an open quote": ('bench"', "bench", 8, "cannot be read"),
    "a field too many": ("2;b", "2;b;a", 12, "the row has 3 fields for 2 columns"),
    "a column twice": ("voter_id;vote", "voter_id;vote;vote", 10, "two columns have the same name"),
    "a comma for thousands": ("b;40", "b;1,250", 8, "which is no number"),
    "a number that is a power": ("b;40", "b;1e99999999", 8, "which is no number"),
    "a fraction": ("b;40", "b;1/3", 8, "which is no number"),
    "points of some only": ("voter_id;vote\n1;a,b\n", "voter_id;vote;points\n1;a,b;1,1\n", 12, "gives no points"),
    "votes first": ("META\n", "VOTES\n", 2, "VOTES comes where META should"),
    "a section twice": ("VOTES\n", "PROJECTS\nproject_id;cost\nc;1\nVOTES\n", 10, "PROJECTS is there twice"),
}  # fmt: skip


def _count(file: Path) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["count", str(file)])
    return done.exit_code, done.stderr


def test_the_file_without_any_fault_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "good.pb"
    file.write_text(GOOD, encoding="utf-8")
    assert _count(file) == (0, "")


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_named_with_its_line_and_its_mend(fault: str, tmp_path: Path) -> None:
    old, new, line, words = BROKEN[fault]
    assert old in GOOD
    file = tmp_path / "broken.pb"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    code, said = _count(file)
    assert code == 2
    assert said.startswith(f"{file}:{line}: " if line else f"{file}: "), said
    assert words in said
    assert "Traceback" not in said


def test_a_name_may_hold_any_sign_and_a_voter_be_called_as_a_section_is(tmp_path: Path) -> None:
    file = tmp_path / "odd.pb"
    file.write_text(GOOD.replace("A “green”", "A\u2028\x0b\x85").replace("3;", "votes;"), encoding="utf-8")
    assert _count(file) == (0, "")
    file.write_text(GOOD.replace("b;40", "b;x").replace("A “green”", "A\u2028\x0b"), encoding="utf-8")
    assert _count(file)[1].startswith(f"{file}:8: ")


def test_bytes_that_are_no_utf_8_are_named_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.pb"
    file.write_bytes(GOOD.replace("A path", "Allée").encode("utf-8").replace("é".encode(), b"\xe9"))
    code, said = _count(file)
    assert code == 2
    assert said.startswith(f"{file}:8: This is not UTF-8 text.")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    code, said = _count(tmp_path / "none.pb")
    assert code == 2
    assert "cannot be read" in said


def test_numbers_that_the_file_gets_wrong_are_told_and_the_count_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "warned.pb"
    file.write_text(GOOD.replace("budget;", "num_votes;7\nbudget;"), encoding="utf-8")
    code, said = _count(file)
    assert code == 0
    assert "num_votes is 7, and there are 3" in said


@pytest.mark.parametrize(
    ("option", "value"),
    [("--step", "0"), ("--step", "x"), ("--ties", "seed:"), ("--ties", "coin"), ("--step", "1e99999999")],
)
def test_an_option_that_means_nothing_is_refused(option: str, value: str, tmp_path: Path) -> None:
    file = tmp_path / "good.pb"
    file.write_text(GOOD, encoding="utf-8")
    done = CliRunner().invoke(group, ["count", str(file), option, value])
    assert done.exit_code == 2
    assert option in done.stderr
