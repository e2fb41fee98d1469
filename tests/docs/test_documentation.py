"""The documentation is tested: its links, commands, addresses and examples."""

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from django.urls import resolve

from coopcouncil.directory.public import service_types
from coopcouncil.frontdoor.domain.check import check_file
from coopcouncil.project.cli import coopcouncil
from coopcouncil.sharing.public import purposes

ROOT = Path(__file__).resolve().parents[2]
TOP = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES = [*TOP, *sorted((ROOT / "docs").rglob("*.md"))]
HAND_WRITTEN = [page for page in PAGES if "python -m tools.reference`. Changes" not in page.read_text("utf-8")]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def plain(text: str) -> str:
    """The text without its code blocks, in which brackets are not links."""
    return re.sub(r"```.*?```|^ {4,}.*$", "", text, flags=re.S | re.M)


def anchors(text: str) -> set[str]:
    """The names that headings get: small letters, dashes for spaces, no other signs."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, flags=re.M)
    }


def links(page: Path) -> list[str]:
    found = re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", plain(page.read_text("utf-8")))
    return [link for link in found if not urlsplit(link).scheme]


def broken_links(page: Path) -> list[str]:
    """Relative links that lead nowhere, or to a heading that is not there."""
    wrong = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            wrong.append(link)
    return wrong


def shell_lines(text: str) -> list[str]:
    """Lines of code blocks, fenced or set in by four or more spaces, with their continuations joined."""
    fenced = re.findall(r"^```(?:sh|bash|console|shell)?\n(.*?)^```", text, flags=re.S | re.M)
    set_in = re.findall(r"^ {4,}(.*)$", re.sub(r"```.*?```", "", text, flags=re.S).replace("\\\n", "\\\n    "), re.M)
    joined = re.sub(r"\\\n\s*", " ", "\n".join([*fenced, "\n".join(set_in)]))
    return [line.strip() for line in joined.splitlines()]


def commands(text: str) -> list[list[str]]:
    """The words after `coopcouncil` of every command in the code blocks."""
    found = []
    for line in shell_lines(text):
        start = re.match(r"(?:[A-Z_]+=\S+ )*(?:ExecStart=)?(?:\S*/bin/)?coopcouncil\s+(\S.*)$", line)
        if start:
            found.append(shlex.split(start[1].split(" > ")[0], comments=True))
    return found


def wrong_command(words: list[str]) -> str:
    """Why the real command line would not know these words; empty when it does."""
    command: click.Command = coopcouncil
    context = click.Context(coopcouncil, info_name="coopcouncil")
    rest = list(words)
    while isinstance(command, click.Group):
        inner = command.get_command(context, rest[0]) if rest else None
        if inner is None:
            return f"there is no “{' '.join(words)}”"
        command, rest = inner, rest[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    options = {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}
    unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in options]
    if unknown:
        return f"“{' '.join(words)}” has no option {', '.join(unknown)}"
    asked = {
        parameter.name for parameter in command.params if parameter.required and parameter.param_type_name == "option"
    }
    given = {parameter.name for parameter in command.params for word in rest if word.split("=")[0] in parameter.opts}
    return f"“{' '.join(words)}” lacks {', '.join(sorted(map(str, asked - given)))}" if asked - given else ""


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    assert not broken_links(page)


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=name)
def test_every_command_exists_with_its_options(page: Path) -> None:
    wrong = [reason for words in commands(page.read_text("utf-8")) if (reason := wrong_command(words))]
    assert not wrong


def test_the_commands_of_the_documentation_are_really_found() -> None:
    found = {tuple(words[:2]) for page in HAND_WRITTEN for words in commands(page.read_text("utf-8"))}
    assert {("places", "load-areas"), ("db", "migrate"), ("people", "appoint"), ("life-events", "check")} <= found
    assert ("serve", "--port") in found


@pytest.mark.parametrize(
    "line",
    [
        "places load-planets FILE",
        "places load-areas wards.geojson --kind ward --code-field A --name-field B --colour green",
        "places load-areas wards.geojson --kind ward",
        "places",
    ],
)
def test_a_command_that_does_not_exist_is_caught(line: str) -> None:
    text = f"Do this:\n\n    coopcouncil {line}\n"
    assert [wrong_command(words) for words in commands(text)] != [""]


def test_a_link_that_leads_nowhere_is_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Here\n\n[a](b.md) [here](#here) [there](#there) [the web](https://example.org/)\n")
    assert broken_links(page) == ["b.md", "#there"]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_life_event_shown_passes_the_check(page: Path) -> None:
    for block in re.findall(r"^```toml\n(.*?)^```", page.read_text("utf-8"), flags=re.S | re.M):
        if "[[notice]]" in block and "[[fact]]" in block:
            event, problems = check_file(block, file=name(page), service_types=service_types(), purposes=purposes())
            assert event is not None
            assert not problems


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=name)
def test_every_address_of_the_site_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    named = re.findall(r"https?://(?:localhost|127\.0\.0\.1):(?:8000|8200)(/[^\s`'\")<>]*)?", text)
    named += re.findall(r"`(/[a-z][a-z0-9/-]*/)`", text)
    for address in {urlsplit(item).path for item in named if item and "…" not in item}:
        if address == "/api/v1" or address.startswith(("/srv/", "/var/", "/etc/")):
            continue
        resolve(address)


def test_every_page_is_in_the_index() -> None:
    index = {(ROOT / "docs" / link).resolve() for link in links(ROOT / "docs" / "README.md")}
    missing = [name(page) for page in (ROOT / "docs").rglob("*.md") if page.resolve() not in index]
    assert missing == ["docs/README.md"]


def test_the_change_log_has_an_entry_for_what_comes_next() -> None:
    entry = re.search(r"^## (Unreleased|0\.1\.0)[^\n]*\n(.*?)(?=^## |\Z)", TOP[1].read_text("utf-8"), re.S | re.M)
    assert entry is not None
    assert len(re.findall(r"^- ", entry[2], flags=re.M)) > 5
