"""Banned calls and a wrong type are planted, with the project's own configuration of ruff and mypy."""

import json
import re
import tomllib

import pytest

from tests.guards.planting import Tree, copied_tree

BANNED = {
    "datetime.datetime.now": "from datetime import UTC, datetime\n\nMOMENT = datetime.now(UTC)\n",
    "datetime.date.today": "from datetime import date\n\nDAY = date.today()\n",
    "django.utils.timezone.now": "from django.utils import timezone\n\nMOMENT = timezone.now()\n",
    "django.contrib.admin": "from django.contrib import admin\n\nSITE = admin.site\n",
    "django.shortcuts.render": "from django.shortcuts import render\n\nSHOW = render\n",
    "django.db.models.signals": "from django.db.models.signals import post_save\n\nSIGNAL = post_save\n",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return copied_tree(tmp_path_factory.mktemp("lint"))


@pytest.fixture(scope="module")
def found(tree: Tree) -> set[tuple[str, str, str]]:
    """What ruff finds in the planted files: (file, rule, message)."""
    paths = [
        tree.write(f"src/coopcouncil/people/domain/planted_{number}.py", code)
        for number, code in enumerate([*BANNED.values(), "import random\n\nDRAWN = random.random()\n"])
    ]
    answer = tree.run("ruff", "check", "--no-cache", "--output-format", "json", *map(str, paths))
    assert answer.returncode == 1, answer.stderr
    return {(item["filename"].rpartition("/")[2], item["code"], item["message"]) for item in json.loads(answer.stdout)}


@pytest.mark.parametrize(("number", "banned"), list(enumerate(BANNED)))
def test_a_banned_call_is_named(found, number, banned):
    assert any(
        file == f"planted_{number}.py" and rule == "TID251" and f"`{banned}` is banned" in message
        for file, rule, message in found
    ), found


def test_drawn_lots_inside_a_rule_are_named(found):
    assert (f"planted_{len(BANNED)}.py", "S311") in {(file, rule) for file, rule, _ in found}


def test_a_wrong_type_is_named(tree):
    # Without Django's plugin, which takes longer to start than all other guards together; `make check` runs with it.
    settings = (tree.root / "pyproject.toml").read_text(encoding="utf-8")
    tree.write("pyproject.toml", re.sub(r"(?m)^plugins = .*$", "", settings))
    assert tomllib.loads(settings)["tool"]["mypy"]["strict"] is True
    tree.write("src/coopcouncil/kernel/planted.py", 'def pounds() -> int:\n    return "three"\n')
    answer = tree.run("mypy", "--cache-dir", str(tree.root / "cache"), "-m", "coopcouncil.kernel.planted")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert re.search(r"planted\.py:2: error: Incompatible return value", answer.stdout), answer.stdout
