"""Every mistake in a case is named with file, line, key and mend, and nothing is appraised."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from coopcouncil.reviews.cli import group
from coopcouncil.reviews.tests.cases import CASE
from coopcouncil.reviews.tests.test_appraising_a_case import run


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("horizon = 10", "horizon = 10\nhorison = 9", ":6: “case.horison” is not a key. Did you mean “horizon”?"),
        ("[sharing]", "[shares]", ":6: “shares” is not a key."),
        ('"fiscal"', '"fisical"', ":19: “benefit.1.kind” is “fisical”. Use one of: fiscal, economic, social."),
        ('"net"', '"nett"', ":8: “sharing.basis” is “nett”. Use one of: net, gross."),
        ('"1250000.55"', '"-0.01"', ":16: “cost.1.amount” is -0.01, which is negative."),
        ('"70/100"', '"101/100"', ":7: “sharing.central” is 101/100, which is not from 0 to 1."),
        ('deadweight = "0.2"', 'deadweight = "-0.2"', ":27: “benefit.1.deadweight” is -0.2, which is not from 0 to 1."),
        ('"0.25", "0.6"', '"0.25",\n "1.6"', ":27: “benefit.1.ramp.2” is 1.6, which is not from 0 to 1."),
        ("from = 2\nto = 10", "from = 2\nto = 1", ":23: “benefit.1.to” is 1, before “from”, which is 2."),
        ("from = 0", "from = -1", ":14: “cost.1.from” is -1. It is 0 or more."),
        ("grade = 3\n[[", "grade = 7\n[[", ":17: “cost.1.grade” is 7. It is from 1 to 6."),
        ("grade = 3\nramp", "grade = 0\nramp", ":25: “benefit.1.grade” is 0. It is from 1 to 6."),
        ("horizon = 10", "horizon = 126", ":5: “case.horizon” is 126. It is from 0 to 125."),
        ("horizon = 10", "horizon = -1", ":5: “case.horizon” is -1."),
        ("horizon = 10\n", "", ":1: “case.horizon” is missing. Add a line for it: horizon = …"),
        ("grade = 3\n[[", "[[", ":11: “cost.1.grade” is missing."),
        ('kind = "fiscal"\n', "", ":18: “benefit.1.kind” is missing."),
        ('"1250000.55"', "1250000.55", ":16: “cost.1.amount” is a floating number, which is not exact."),
        ('["0.25", "0.6"]', '["0.25", 0.6]', ":26: “benefit.1.ramp.2” is a floating number"),
        ("horizon = 10", "horizon = inf", ":5: “case.horizon” is a floating number"),
        ("horizon = 10", 'horizon = "21/2"', ":5: “case.horizon” is 21/2, not a whole number."),
        ('"1250000.55"', '"1,250,000"', ":16: “cost.1.amount” is 1,250,000, which is not a number."),
        ('"1250000.55"', '"1/0"', ":16: “cost.1.amount” is 1/0, which is not a number."),
        ('"1250000.55"', "true", ":16: “cost.1.amount” is True, which is not a number."),
        ('cashability = "0.6"', "transfer = 1", ":29: “benefit.1.transfer” is neither true nor false."),
        ('organisation = "council"', 'organisation = ""', ":12: “cost.1.organisation” is empty."),
        ("[sharing]", '[optimism_bias]\ngrades = ["0"]\n[sharing]', ":7: “optimism_bias.grades” has 1 numbers."),
        ("[sharing]", '[optimism_bias]\n[sharing]', ":6: “optimism_bias.grades” is missing."),
        ("[[cost]]", "[cost]", ":11: “cost” is not a list. Write [[cost]] above it."),
        ("horizon = 10", "horizon = 10\nhorizon = 11", ":6: This is not TOML"),
        ("horizon = 10", f"horizon = {'9' * 5000}", "This is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CASE
    answer = run(tmp_path, CASE.replace(old, new, 1), "--json")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert said in answer.stderr
    assert answer.stderr.startswith(str(tmp_path / "case.toml:"))


def test_all_mistakes_are_named_at_once_each_on_its_line(tmp_path: Path) -> None:
    text = CASE.replace("horizon = 10", "horizon = 300").replace("grade = 3", "grade = 9")
    said = run(tmp_path, text).stderr.splitlines()
    assert [line.partition("case.toml:")[2].partition(":")[0] for line in said] == ["5", "17", "25"]


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    answer = run(tmp_path, CASE)
    assert answer.exit_code == 0
    (tmp_path / "case.toml").write_bytes(CASE.encode() + b"# \xff")
    answer = CliRunner().invoke(group, ["appraise", str(tmp_path / "case.toml")])
    assert (answer.exit_code, "case.toml:30: This is not UTF-8 text." in answer.stderr) == (2, True)
    answer = CliRunner().invoke(group, ["appraise", str(tmp_path / "none.toml")])
    assert (answer.exit_code, "none.toml: the file cannot be read" in answer.stderr) == (2, True)
