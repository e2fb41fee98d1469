"""Checking a life-event file: from text to a LifeEvent, or to a list of problems with place and mend."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping

from coopcouncil.frontdoor.domain.check.build import build
from coopcouncil.frontdoor.domain.check.problems import REFERENCE_DAY, LegalTerms, Problem, Purposes, Report, nearest
from coopcouncil.frontdoor.domain.check.rules import RULES
from coopcouncil.frontdoor.domain.check.shape import examine
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel import locate

__all__ = ["LegalTerms", "Problem", "Purposes", "check_file", "check_files", "nearest"]


def check_file(
    text: str, *, file: str, service_types: Collection[str], purposes: Purposes
) -> tuple[LifeEvent | None, list[Problem]]:
    """Read and check one life event. The event is None when anything is wrong.

    `service_types` are the codes of the catalogue; `purposes` the purposes with the legal terms they may use.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_bad_toml(str(error), text, file)]
    except ValueError:  # Python's own limit on the digits of a number, which the parser lets through
        return None, [_huge_number(text, file)]
    except RecursionError:
        return None, [Problem(file, 1, "This file nests lists or tables too deeply.", "Write it more simply.")]
    report = Report(file, locate.lines(text))
    examine(document, report)
    if not report.problems:
        event = build(document, report, purposes)
        if event:
            for group in RULES:
                for rule in [] if report.problems else group:
                    rule(event, report, service_types, purposes, REFERENCE_DAY)
            if not report.problems:
                return event, []
    return None, sorted(report.problems)


def check_files(
    texts: Mapping[str, str], *, service_types: Collection[str], purposes: Purposes
) -> tuple[dict[str, LifeEvent], list[Problem]]:
    """Check several files together: each alone, and no code twice. Events by file; problems by file and line."""
    events: dict[str, LifeEvent] = {}
    problems: list[Problem] = []
    for file, text in texts.items():
        event, found = check_file(text, file=file, service_types=service_types, purposes=purposes)
        problems += found
        if event:
            events[file] = event
    problems += _duplicates(events, texts)
    return events, sorted(problems)


def _duplicates(events: Mapping[str, LifeEvent], texts: Mapping[str, str]) -> Iterable[Problem]:
    first: dict[str, str] = {}
    for file, event in events.items():
        if event.code in first:
            line = locate.line_of(locate.lines(texts[file]), ("code",))
            message = f"The life event “{event.code}” is already in {first[event.code]}."
            yield Problem(file, line, message, "Give one of them another code.")
        first.setdefault(event.code, file)


def _huge_number(text: str, file: str) -> Problem:
    found = re.search(r"[0-9][0-9_]{4000,}", text)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return Problem(file, line, "This number is too large.", "Use a smaller number.")


def _bad_toml(message: str, text: str, file: str) -> Problem:
    """The parser's own words, with its line taken out into the place."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else text.count("\n") + 1
    what = re.sub(r"\s*\(at (line|end).*\)", "", message)
    return Problem(
        file,
        line,
        f"This is not TOML: {what[:1].lower()}{what[1:]}.",
        f"Look at column {found[2]}: quotes, brackets and equals signs." if found else "The file ends too early.",
    )
