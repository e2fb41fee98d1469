"""What `make check` asks that import-linter, ruff and mypy cannot see: `python -m tools.checks`.

Every check is a small function that returns a list of problems, one sentence each; `CHECKS` names them all.
"""

import ast
import json
import os
import re
import sys
import tomllib
import traceback
import warnings
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from tools import bare_text, messages

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "coopcouncil"
LIBRARIES = {"kernel", "foundation"}
README_LINES = 40
# Names that tell nobody what is inside, so that everything ends up there.
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base_utils"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
# What the security policy would block, or what only Django's own template engine understands.
FORBIDDEN_IN_TEMPLATES = {
    "an inline style": re.compile(r"""\sstyle\s*=|["']style["']\s*:|<style\b""", re.IGNORECASE),
    "an inline event handler": re.compile(
        r"""\son[a-z]+\s*=\s*["']|["']on[a-z]+["']\s*:\s*["']|\shx-on\b|javascript:""", re.IGNORECASE
    ),
    # A block of data is not run, so the policy lets it be.
    "a script without a nonce": re.compile(
        r"""<script\b(?![^>]*\b(?:nonce=|type="application/json"))""", re.IGNORECASE
    ),
    "a tag of another template engine": re.compile(r"\{%-?\s*(?:load|csrf_token|static|url|trans|blocktranslate)\b"),
}


def storeys(root: Path = ROOT) -> list[list[str]]:
    """The storeys from the top down, each a list of folders: the one list, in pyproject.toml.

    Raises LookupError when there is no such list.
    """
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract.get("id") == "storeys":
            return [[name.strip(" ()") for name in layer.split("|")] for layer in contract["layers"]]
    raise LookupError("pyproject.toml holds no import contract with the id “storeys”.")


def height(context: str) -> int:
    """How high a context stands; the lowest storey is 0. Raises LookupError for a folder on no storey."""
    for level, names in enumerate(reversed(storeys())):
        if context in names:
            return level
    raise LookupError(f"{context} stands on no storey.")


def folders() -> list[Path]:
    """The folders of the package: contexts, libraries, and whatever should not be there."""
    return sorted(path for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__")


def contexts() -> list[Path]:
    """The contexts that have a folder, `project` left out: it only puts them together."""
    return [path for path in folders() if path.name not in LIBRARIES | {"project"}]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- folders and files ----------------------------------------------------------------------------------------------


def contexts_stand_on_a_storey() -> list[str]:
    """A folder that the list of storeys does not name is nowhere."""
    placed = {name for layer in storeys() for name in layer}
    return [f"{shown(path)} stands on no storey: see docs/map.md." for path in folders() if path.name not in placed]


def contexts_are_installed() -> list[str]:
    """A context that Django does not know has no models, no pages and no permissions."""
    from django.conf import settings

    return [
        f"{shown(path)} is not in CONTEXTS of the settings."
        for path in contexts()
        if f"coopcouncil.{path.name}" not in settings.INSTALLED_APPS
    ]


def contexts_explain_themselves() -> list[str]:
    """Each context and library has a README.md that fits on one page."""
    problems = []
    for folder in [*contexts(), *(PACKAGE / name for name in sorted(LIBRARIES))]:
        readme = folder / "README.md"
        if not readme.is_file():
            problems.append(f"{shown(readme)} is missing: purpose, vocabulary, invariants, events.")
        elif (lines := len(readme.read_text(encoding="utf-8").splitlines())) > README_LINES:
            problems.append(f"{shown(readme)} has {lines} lines; {README_LINES} is the most.")
    return problems


def files_have_telling_names() -> list[str]:
    """No `utils.py`, in any spelling."""
    return [
        f"{shown(path)} has a name that says nothing: put its parts where they belong."
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.stem in VAGUE_NAMES or path.parent.name in VAGUE_NAMES
    ]


def python_lives_in_packages() -> list[str]:
    """A Python file in a folder without `__init__.py` escapes the import contracts."""
    return [
        f"{shown(folder)} holds Python files and no __init__.py."
        for folder in sorted({path.parent for path in PACKAGE.rglob("*.py")})
        if not (folder / "__init__.py").is_file()
    ]


def lock_files_hold_hashes_and_no_address() -> list[str]:
    """Whoever installs says where from; what is installed is what was locked."""
    problems = []
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = "\n".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
        if re.search(r"://|--(?:extra-)?index-url|--find-links", text):
            problems.append(f"{shown(path)} holds a download address.")
        pinned = [entry for entry in re.split(r"(?m)^(?=[A-Za-z0-9])", text) if entry.strip()]
        problems += [f"{shown(path)}: {entry.split()[0]} has no hash." for entry in pinned if "--hash=" not in entry]
    lock = ROOT / "package-lock.json"
    for name, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if "resolved" in package:
            problems.append(f"{shown(lock)}: {name} holds a download address.")
        if name and "integrity" not in package:
            problems.append(f"{shown(lock)}: {name} has no hash.")
    return problems


# --- templates ------------------------------------------------------------------------------------------------------


def templates_live_in_their_folder() -> list[str]:
    """Every page is a Jinja2 template in the `templates/` folder of its context."""
    return [
        f"{shown(path)} is a template outside {path.relative_to(PACKAGE).parts[0]}/templates/."
        for path in sorted(PACKAGE.rglob("*.html"))
        if path.relative_to(PACKAGE).parts[1] != "templates"
    ]


def templates_keep_the_security_policy() -> list[str]:
    """No inline style, no inline handler, no script without a nonce, one template language."""
    problems = []
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        text = re.sub(r"\{#.*?#\}|<!--.*?-->", _blank, path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for what, pattern in FORBIDDEN_IN_TEMPLATES.items():
            problems += [
                f"{shown(path)}:{text.count(chr(10), 0, found.start()) + 1}: {what}."
                for found in pattern.finditer(text)
            ]
    return problems


def templates_speak_through_catalogues() -> list[str]:
    """No template holds human text that cannot be translated."""
    return [
        f"{shown(path)}:{line}: “{words[:60]}” cannot be translated: write it inside _()."
        for path, line, words in bare_text.in_files(PACKAGE)
    ]


def catalogues_are_in_step() -> list[str]:
    """Every word of the source stands in each catalogue, and nothing else does."""
    return [problem for language in messages.LANGUAGES for problem in messages.out_of_step(language)]


def translations_are_sound() -> list[str]:
    """No translation is a guess, loses a placeholder, or differs from that of the same words elsewhere."""
    return [problem for language in messages.LANGUAGES for problem in messages.unsound(language)]


def _blank(comment: re.Match[str]) -> str:
    """As many lines as the comment had, so that line numbers stay right."""
    return "\n" * comment[0].count("\n")


# --- models ---------------------------------------------------------------------------------------------------------


def foreign_keys_point_down() -> list[str]:
    """A key to another context points to a lower storey, and leaves nothing on the far side."""
    from django.apps import apps

    problems = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("coopcouncil."):
            continue
        here = model.__module__.split(".")[1]
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            relation = field.remote_field
            target = getattr(relation, "model", None)
            if relation is None or target is None or not target.__module__.startswith("coopcouncil."):
                continue
            there = target.__module__.split(".")[1]
            if there == here:
                continue
            name = f"{model._meta.label}.{field.name} → {target._meta.label}"
            if height(there) >= height(here):
                problems.append(f"{name} does not point down.")
            if not relation.hidden:
                problems.append(f'{name} crosses contexts without related_name="+".')
    return problems


def foreign_keys_are_written_as_strings() -> list[str]:
    """A key names its target; only a class of the same file may stand for itself."""
    problems = []
    for path in _model_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        here = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if called not in RELATIONS:
                continue
            given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "to")]
            target = given[0] if given else None
            if isinstance(target, ast.Constant) or (isinstance(target, ast.Name) and target.id in here):
                continue
            if target is not None and ast.unparse(target) == "settings.AUTH_USER_MODEL":
                continue
            problems.append(f"{shown(path)}:{call.lineno}: {called} does not name its target as a string.")
    return problems


def _model_files() -> Iterator[Path]:
    for folder in folders():
        yield from (path for path in [folder / "models.py"] if path.is_file())
        yield from sorted((folder / "models").glob("**/*.py"))


# --- Django and the reference pages ---------------------------------------------------------------------------------


def django_is_content() -> list[str]:
    """Django's system checks and ours: above all, every route names a permission."""
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", fail_level="WARNING", stdout=StringIO(), stderr=StringIO())
    except SystemCheckError as error:
        return [line.strip() for line in str(error).splitlines() if re.match(r"\S.*: \(|\S*\?: \(", line.strip())] or [
            str(error)
        ]
    return []


def every_context_gives_people_what_it_holds() -> list[str]:
    """A context that gives nothing to whoever asks for their data would be left out of every copy, unseen.

    One that holds nothing of people says so, by a function that gives nothing.
    """
    from coopcouncil.foundation import contributions

    giving = {give.__module__.split(".")[1] for give in contributions.export_person}
    return [
        f"{shown(path)} adds nothing to contributions.export_person in its apps.py."
        for path in contexts()
        if path.name not in giving
    ]


def migrations_are_complete() -> list[str]:
    """The models and the migrations say the same. No database is asked."""
    from django.core.management import call_command

    said = StringIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # there need be no database to compare files with models
            call_command("makemigrations", check_changes=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        changes = " ".join(line.strip() for line in said.getvalue().splitlines() if line.strip())
        return [f"A migration is missing: {changes}"]
    return []


def reference_pages_are_fresh() -> list[str]:
    """docs/reference/ says what the code says."""
    from tools import reference

    problems = reference.undescribed_settings()
    for name, text in reference.pages().items():
        path = ROOT / "docs" / "reference" / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            problems.append(f"{shown(path)} is out of date: run `python -m tools.reference`.")
    return problems


CHECKS: list[Callable[[], list[str]]] = [
    contexts_stand_on_a_storey,
    contexts_are_installed,
    contexts_explain_themselves,
    files_have_telling_names,
    python_lives_in_packages,
    lock_files_hold_hashes_and_no_address,
    templates_live_in_their_folder,
    templates_keep_the_security_policy,
    templates_speak_through_catalogues,
    catalogues_are_in_step,
    translations_are_sound,
    foreign_keys_point_down,
    foreign_keys_are_written_as_strings,
    django_is_content,
    every_context_gives_people_what_it_holds,
    migrations_are_complete,
    reference_pages_are_fresh,
]


def start_django() -> None:
    """Load the project with the settings that a test would have; nothing is connected to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopcouncil.project.settings")
    os.environ.setdefault("COOPCOUNCIL_SECRET_KEY", "only for looking at the code, never for serving a page")
    import django

    django.setup()


def ask(check: Callable[[], list[str]]) -> list[str]:
    """A check's problems; one that breaks is itself a problem, and does not keep the others from being asked."""
    try:
        return check()
    except Exception as error:
        traceback.print_exc()
        return [f"broke off: {type(error).__name__}: {error}"]


def main() -> int:
    """Run every check. Returns 1 when any found a problem."""
    start_django()
    failed = 0
    for check in CHECKS:
        problems = ask(check)
        failed += bool(problems)
        for problem in problems:
            print(f"{check.__name__}: {problem}")
    print(f"{len(CHECKS) - failed} of {len(CHECKS)} checks found nothing.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
