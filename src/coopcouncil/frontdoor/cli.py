"""`coopcouncil life-events …`: check the files, say what telling once saves; with no home and no database."""

from collections.abc import Mapping
from pathlib import Path

import click

from coopcouncil.directory.public import service_types
from coopcouncil.foundation import clock
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.burden import burden as burden_of
from coopcouncil.frontdoor.domain.burden import total
from coopcouncil.frontdoor.domain.check import Problem, check_files
from coopcouncil.frontdoor.domain.check.words import Coverage, check_words
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.public import purposes

group = click.Group("life-events", help="Life events as files.")


@command(group, "check", permission="operator", database=False)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> int:
    """Check life-event files, each alone and all together.

    A file of words beside one (locale/pt/death.toml beside death.toml) is checked with it. Exit code 0 when all
    are right, 1 when something is wrong in one, 2 when a file cannot be opened.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in files:
        text = _text(file)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            texts[str(file)] = text
    events, found = check_files(texts, service_types=service_types(), purposes=purposes())
    coverage, unsound = _words(events)
    problems = sorted(problems + found + unsound)
    data = {
        "ok": not problems,
        "files": [
            {"file": file, "code": event.code, "version": event.version, "facts": len(event.facts),
             "notices": len(event.notices)}
            for file, event in events.items()
        ],
        "words": [
            {"file": words.file, "language": words.language, "said": words.said, "missing": words.missing}
            for words in coverage
        ],
        "problems": [
            {"file": problem.file, "line": problem.line, "message": problem.message, "mend": problem.mend}
            for problem in problems
        ],
    }  # fmt: skip
    lines = [str(problem) for problem in problems]
    lines += [
        f"{file}: right. “{event.title}” asks up to {len(event.facts)} questions and has {len(event.notices)} notices."
        for file, event in events.items()
        if not any(problem.file == file for problem in problems)
    ]
    lines += [
        f"{words.file}: {words.said} of {words.texts} texts are in “{words.language}”; {words.missing} stay in English."
        for words in coverage
    ]
    emit(data, as_json, "\n".join(lines))
    return 1 if problems else 0


@command(group, "burden", permission="operator", database=False)
@json_option
def burden(as_json: bool) -> None:
    """How many facts a person gives once, and how many if each service asked by itself.

    For the typical answers of each shipped life event.
    """
    rows = [burden_of(event, today=clock.today()) for event in gateways.life_events().values()]
    once, separately = total(rows)
    data = {
        "events": [
            {"code": row.code, "asked_once": row.asked_once, "asked_separately": row.asked_separately} for row in rows
        ],
        "asked_once": once,
        "asked_separately": separately,
    }
    width = max(len(row.code) for row in rows)
    lines = [
        f"{row.code:<{width}} {row.asked_once:>4} once {row.asked_separately:>4} separately, by {row.services} services"
        for row in rows
    ]
    lines.append(f"{'in all':<{width}} {once:>4} once {separately:>4} separately")
    emit(data, as_json, "\n".join(lines))


def _words(events: Mapping[str, LifeEvent]) -> tuple[list[Coverage], list[Problem]]:
    """What the files of words beside life events that are right say, `locale/<language>/<the same name>`."""
    coverage, problems = [], []
    for file in map(Path, events):
        for words in sorted(file.parent.glob(f"locale/*/{file.name}")):
            text, source = _text(words), _text(file)
            if isinstance(text, Problem) or isinstance(source, Problem):
                problems += [found for found in (text, source) if isinstance(found, Problem)]
                continue
            held, found = check_words(text, file=str(words), language=words.parent.name, event=source)
            coverage += [held] if held else []
            problems += found
    return coverage, problems


def _text(file: Path) -> str | Problem:
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})."
        raise BadInput(message, place=str(file), mend="Check its name.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(str(file), line, "This is not UTF-8 text.", "Save the file again as UTF-8.")
