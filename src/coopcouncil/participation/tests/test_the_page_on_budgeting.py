"""The example on the page is what the command says."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from coopcouncil.participation.cli import group

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "participatory-budgeting.md"


def test_the_worked_example_comes_out_as_the_page_prints_it(tmp_path: Path) -> None:
    text = PAGE.read_text("utf-8")
    file = tmp_path / "park.pb"
    file.write_text(_block(text, "pb park.pb"), "utf-8")
    said = CliRunner().invoke(group, ["count", str(file), "--explain"])
    assert said.stdout == _block(text, "text")

    def won(*how: str) -> tuple[list[str], float]:
        data = json.loads(CliRunner().invoke(group, ["count", str(file), "--json", *how]).stdout)
        return data["selected"], data.get("share", 0)

    assert won("--rule", "greedy") == (["1", "2", "4"], 0)
    assert won("--completion", "add1") == (["1", "3", "4"], 142)
    assert won("--completion", "greedy") == (["1", "3", "4"], 100)


def _block(text: str, name: str) -> str:
    found = re.search(rf"^```{re.escape(name)}\n(.*?)^```$", text, flags=re.M | re.S)
    assert found
    return found[1]
