"""The reference tells the truth: its example is right, and it leaves no key, type or function out."""

import re
from pathlib import Path

import pytest

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain.check import check_file, shape
from coopcouncil.frontdoor.domain.conditions import read
from coopcouncil.frontdoor.domain.life_event import ASSURANCES, FACT_TYPES, KNOWN_AS, URGENCIES
from coopcouncil.sharing.domain.purposes import shipped_purposes

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "life-event-format.md").read_text(encoding="utf-8")


def test_the_example_of_the_reference_is_right() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    event, problems = check_file(
        example, file="example", service_types=shipped_catalogue(), purposes=shipped_purposes()
    )
    assert problems == []
    assert event is not None
    assert event.typical


TABLES = [
    shape.EVENT, shape.FACT, shape.NOTICE, shape.OPTION, shape.IMPLIED, shape.STANDING, shape.HARM, shape.CASE,
]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_every_key_is_on_the_page(table: dict[str, shape.Key]) -> None:
    missing = [key for key in table if not re.search(rf"[`\[ ,{{]{key}[`\], =]", PAGE)]
    assert missing == []


def test_every_type_urgency_assurance_and_basis_is_on_the_page() -> None:
    words = (*FACT_TYPES, *KNOWN_AS, *URGENCIES, *ASSURANCES, *shipped_purposes().bases)
    assert [word for word in words if f"`{word}`" not in PAGE] == []


def test_every_condition_of_the_page_can_be_read() -> None:
    section = PAGE.split("## Conditions")[1].split("##")[0]
    written = [text for text in re.findall(r"`([^`]+)`", section) if text not in ("and", "or", "not", "not in", "( )")]
    assert len(written) >= 12
    for text in written:
        read(text)
