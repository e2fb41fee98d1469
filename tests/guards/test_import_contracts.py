"""Every breach of storeys, rooms, purity and doors is planted at once, and each is named."""

import re

import pytest

from tests.guards.planting import Tree, copied_tree

# What is planted: name, context, room, code, and what the report must name: (importer, imported).
BREACHES = [
    ("an upward import", "people", "queries", "import coopcouncil.sharing.events", "coopcouncil.sharing.events"),
    ("a sibling import", "places", "queries", "import coopcouncil.people.events", "coopcouncil.people.events"),
    ("a side door", "frontdoor", "queries", "import coopcouncil.sharing.models", "coopcouncil.sharing.models"),
    ("the wiring inside", "project", "wiring", "import coopcouncil.people.models", "coopcouncil.people.models"),
    ("an action that knows a view", "sharing", "actions", "import coopcouncil.sharing.planted_view", ""),
    (
        "a lazy import",
        "directory",
        "queries",
        "def planted():\n    import coopcouncil.frontdoor.events",
        "coopcouncil.frontdoor.events",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """What import-linter says of a tree with every breach in it, and who imports what in each."""
    tree = copied_tree(tmp_path_factory.mktemp("imports"))
    planted = {}
    for context in ("people", "sharing", "frontdoor"):
        tree.plant(context, "events", "PLANTED = 1")
    view = tree.plant("sharing", "views", "PLANTED = 1")
    for name, context, room, code, imported in BREACHES:
        code, imported = code.replace("coopcouncil.sharing.planted_view", view), imported or view
        planted[name] = (tree.plant(context, room, code), imported)
    _plant_impurity(tree)
    tree.write("src/coopcouncil/people/stray.py", "")
    tree.write("src/coopcouncil/zoo/__init__.py", "")
    answer = tree.run("lint-imports", "--no-cache")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    return {"": (answer.stdout, answer.stderr), **planted}


def _plant_impurity(tree: Tree) -> None:
    tree.write("src/coopcouncil/kernel/planted.py", "import django.utils.timezone")
    tree.write("src/coopcouncil/sharing/domain/planted_through.py", "import coopcouncil.kernel.planted")
    tree.write("src/coopcouncil/places/domain/planted_direct.py", "from django.db import connection")
    tree.write("src/coopcouncil/directory/domain/planted_lib.py", "import coopcouncil.foundation.clock")


def section(report: dict[str, tuple[str, str]], contract: str) -> str:
    """What the report says under the name of a contract, its white space made single."""
    _, _, broken = report[""][0].partition("Broken contracts")
    _, _, rest = broken.partition(contract)
    return re.sub(r"\s+", " ", re.split(r"\n\n[^\n]+\n-{20,}\n", rest, maxsplit=1)[0])


STOREYS = "Contexts form storeys; nothing looks up, and neighbours are strangers"
ROOMS = "Inside a context, the web leans on the rules and never the reverse"
PURITY = "Pure rooms hold no Django, even indirectly, and no foundation"
DOORS = "Contexts enter each other only by public.py and events.py"


@pytest.mark.parametrize(
    ("name", "contract"),
    [
        ("an upward import", STOREYS),
        ("a sibling import", STOREYS),
        ("a lazy import", STOREYS),
        ("a side door", DOORS),
        ("the wiring inside", DOORS),
        ("an action that knows a view", ROOMS),
    ],
)
def test_an_import_that_goes_the_wrong_way_is_named(report, name, contract):
    importer, imported = report[name]
    assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)}\b", section(report, contract)), report[""][0]


@pytest.mark.parametrize(
    "chain",
    [
        "coopcouncil.places.domain.planted_direct -> django",
        "coopcouncil.kernel.planted -> django",
        "coopcouncil.sharing.domain.planted_through -> coopcouncil.kernel.planted",
        "coopcouncil.directory.domain.planted_lib -> coopcouncil.foundation.clock",
    ],
)
def test_a_pure_room_that_reaches_django_or_foundation_is_named(report, chain):
    assert chain in section(report, PURITY), report[""][0]


def test_a_file_that_is_no_room_is_named(report):
    assert "- coopcouncil.people.stray" in section(report, ROOMS)


def test_a_context_on_no_storey_is_named(report):
    assert "- coopcouncil.zoo" in section(report, STOREYS)
