"""What a check finds: problems, each with its place and its mend."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from coopcouncil.kernel import locate

# Rules that depend on the day (typical answers, dates) are tried on this one, so that a right file stays right.
REFERENCE_DAY = date(2026, 1, 1)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a file, where (`line` from 1), and how to mend it."""

    file: str
    line: int
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.mend}"


class LegalTerms(Protocol):
    """The law behind a purpose, as the purposes' catalogue holds it."""

    @property
    def words(self) -> str: ...
    @property
    def basis(self) -> str: ...
    @property
    def special_condition(self) -> str: ...
    @property
    def criminal_condition(self) -> str: ...
    @property
    def gateway(self) -> str: ...
    @property
    def retention(self) -> str: ...
    @property
    def facts(self) -> Collection[str]: ...


class Purposes(Protocol):
    """The catalogue of purposes: the purposes by code, and every legal term by code with its words."""

    @property
    def purposes(self) -> Mapping[str, LegalTerms]: ...
    @property
    def bases(self) -> Mapping[str, str]: ...
    @property
    def special_conditions(self) -> Mapping[str, str]: ...
    @property
    def criminal_conditions(self) -> Mapping[str, str]: ...
    @property
    def special_categories(self) -> Mapping[str, str]: ...


@dataclass
class Report:
    """Collects the problems of one file; `add` finds the line of a path in the document."""

    file: str
    lines: Mapping[locate.Path, int]
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: locate.Path, message: str, mend: str) -> None:
        """Note a problem at a path such as ("fact", 2, "when")."""
        problem = Problem(self.file, locate.line_of(dict(self.lines), path), message, mend)
        if problem not in self.problems:
            self.problems.append(problem)


def nearest(word: Any, known: Collection[str], otherwise: str) -> str:
    """A mend for a word that is not known: the nearest one that is, or what to do else."""
    close = difflib.get_close_matches(str(word), sorted(known), n=1, cutoff=0.6)
    return f"Did you mean “{close[0]}”?" if close else otherwise
