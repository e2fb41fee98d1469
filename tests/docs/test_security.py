"""The pages about security name files and tests that are there, and each requirement of the standard once."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "security"
NAMED = re.compile(r"`([\w./-]+/[\w./-]+)`")
# How many requirements each section of ASVS 5.0.0 has at levels 1 and 2. Those of level 3 come after them.
SECTIONS = {
    "1": (2, 9, 11, 3, 2), "2": (3, 3, 4, 1), "3": (0, 2, 4, 6, 5, 0, 2), "4": (3, 1, 2, 4), "5": (1, 3, 2, 3),
    "6": (3, 12, 4, 4, 5, 3, 0, 4), "7": (3, 4, 2, 5, 2, 2), "8": (2, 3, 1, 1), "9": (3, 4),
    "10": (2, 2, 4, 11, 5, 2, 3), "11": (2, 3, 3, 4, 1, 1), "12": (3, 2, 4), "13": (1, 5, 2, 5), "14": (2, 4, 3),
    "15": (3, 3, 7), "16": (1, 5, 4, 3, 3), "17": (1, 4, 2),
}  # fmt: skip


def rows() -> list[list[str]]:
    """The cells of the table of requirements."""
    lines = (PAGES / "asvs.md").read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


@pytest.mark.parametrize("page", ["asvs.md", "threat-model.md", "dpia.md", "breach-runbook.md"])
def test_every_file_and_test_that_is_named_is_there(page: str) -> None:
    named = NAMED.findall((PAGES / page).read_text("utf-8"))
    missing = [name for name in named if not ((ROOT / name).exists() or (ROOT / "src/coopcouncil" / name).exists())]
    assert not missing


def test_each_requirement_of_levels_1_and_2_stands_there_once() -> None:
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]
    assert len(wanted) == 253
    listed = [identifier for row in rows() for identifier in row[0].split()]
    assert sorted(listed) == sorted(wanted)


def test_what_is_met_names_its_code_and_its_test_and_what_is_not_says_why() -> None:
    for row in rows():
        identifier, what, where, test = row
        assert what, identifier
        if where in ("operator", "not here"):
            assert not test, identifier
        elif where.startswith("not met"):
            assert len(where) > len("not met: "), identifier
        else:
            assert NAMED.search(where), identifier
            assert "test_" in test, identifier


def test_every_threat_names_what_stops_it_and_a_test() -> None:
    lines = (PAGES / "threat-model.md").read_text("utf-8").splitlines()
    threats = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [STRIDE ]+\|", line)
    ]
    assert len(threats) > 30
    for kind, threat, stopped, where, test in threats:
        assert all((kind, threat, stopped)), threat
        assert NAMED.search(where), threat
        assert "test_" in test, threat
    kinds = {sign for row in threats for sign in row[0].split()}
    assert kinds == set("STRIDE")
