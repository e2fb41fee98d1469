"""Checking a file of words: a life event in another language, beside the file that it translates."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coopcouncil.frontdoor.domain import speech
from coopcouncil.frontdoor.domain.check.problems import Problem, Report, nearest
from coopcouncil.frontdoor.domain.check.shape import EVENT, FACT, LONGEST_SENTENCE, NOTICE, OPTION, STANDING, Key
from coopcouncil.kernel import locate

FORMAT = 1
ROOM = 1.5  # other languages need more of it than English
_LIMITS: Mapping[str, Mapping[str, Key]] = {"fact": FACT, "notice": NOTICE, "standing": STANDING}


@dataclass(frozen=True)
class Coverage:
    """How much of a life event a file of words says: `said` texts of `texts`."""

    file: str
    language: str
    said: int
    texts: int

    @property
    def missing(self) -> int:
        """How many texts stay in English."""
        return self.texts - self.said


def check_words(text: str, *, file: str, language: str, event: str) -> tuple[Coverage | None, list[Problem]]:
    """Check one file of words against the text of its life event, which is right. None when it cannot be read."""
    source = tomllib.loads(event)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return None, [Problem(file, 1, f"This is not TOML: {error}.", "Check quotes, brackets and equals signs.")]
    report = Report(file, locate.lines(text))
    _head(document, source, language, report)
    english = {path: words for path, words in speech.texts(source) if words}
    said = speech.places(document)
    for path, words in said.items():
        _text(path, words, english, report)
    right = sum(path in english for path in said)
    return Coverage(file, language, right, len(english)), sorted(report.problems)


def _head(document: Mapping[str, Any], source: Mapping[str, Any], language: str, report: Report) -> None:
    for key, wanted in (
        ("format", FORMAT),
        ("language", language),
        ("code", source["code"]),
        ("version", source["version"]),
    ):
        if document.get(key) != wanted:
            message = f"“{key}” is {document.get(key)!r}, but this file translates {wanted!r}."
            mend = "Look at what has changed in English, then write"
            shown = wanted if isinstance(wanted, int) else f'"{wanted}"'
            report.add((key,), message, f"{mend if key == 'version' else 'Write'}: {key} = {shown}")


def _text(path: speech.Path, words: Any, english: Mapping[speech.Path, str], report: Report) -> None:
    if path not in english:
        close = nearest(".".join(path), [".".join(known) for known in english], "Take it out.")
        report.add(path, f"The life event says nothing at “{'.'.join(path)}”.", close)
        return
    if not isinstance(words, str) or not words.strip():
        report.add(path, f"“{'.'.join(path)}” must be text.", "Write the translation in quotes, or take the line out.")
        return
    longest = int(_limit(path) * ROOM)
    if len(words) > longest:
        message = f"“{'.'.join(path)}” has {len(words)} characters; {longest} is the most."
        report.add(path, message, "Make it shorter.")
    for sentence in re.split(r"(?<=[.!?:])\s+", words):
        if (count := len(sentence.split())) > LONGEST_SENTENCE:
            message = f"A sentence of “{'.'.join(path)}” has {count} words; {LONGEST_SENTENCE} is the most."
            report.add(path, message, "Make two sentences of it.")
    lost = set(_numbers(english[path])) ^ set(_numbers(words))
    if lost:
        message = f"“{'.'.join(path)}” and its English do not have the same numbers ({', '.join(sorted(lost))})."
        report.add(path, message, "Write each number as the English has it.")


def _numbers(words: str) -> list[str]:
    return re.findall(r"\d+", words)


def _limit(path: speech.Path) -> int:
    if path[0] == "fact" and path[2] in ("options", "option_hints"):
        return OPTION["label" if path[2] == "options" else "hint"].longest
    if path[0] == "before_you_start":
        return 200
    return _LIMITS.get(path[0], EVENT)[path[-1]].longest
