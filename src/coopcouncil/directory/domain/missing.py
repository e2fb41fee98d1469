"""What is counted of a search that helped nobody, so that it is evidence of need and says nothing of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from coopcouncil.kernel.disclosure import K
from coopcouncil.kernel.search import Reading, Word, stem

MOST_TERMS = 8
LONGEST = 20  # letters of a word: longer ones are no words
SHORTEST = 3
WEEKS_REMEMBERED = 26  # in which so many must have used an unknown word that it counts as a common one
COMMON = K  # so many


@dataclass(frozen=True)
class Terms:
    """`known` may be written down; `unknown` may be counted by their digests alone."""

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.known or self.unknown)


def terms_of(reading: Reading, choices: Iterable[str] = ()) -> Terms:
    """What may be counted of a search: its single words, each in one form, and what else was chosen.

    Never two words together, as their company could tell who asked. A word with a sign that is no letter is left out (a
    number may be somebody's), and so is one that was only begun.
    """
    words = [reading.words[at] for at in reading.telling]
    fit = [word for word in words if word.how != "beginning" and _fits(word.read)]
    known = [*choices, *dict.fromkeys(word.read for word in _once(fit) if word.known)]
    unknown = dict.fromkeys(word.read for word in fit if not word.known)
    return Terms(tuple(known[:MOST_TERMS]), tuple(unknown)[: MOST_TERMS - len(known[:MOST_TERMS])])


def _once(words: list[Word]) -> Iterable[Word]:
    """The first form of each word: "bins" and "bin" are one."""
    return {stem(word.read): word for word in reversed(words)}.values()


def _fits(word: str) -> bool:
    return word.isalpha() and SHORTEST <= len(word) <= LONGEST


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def quarter_of(day: date) -> tuple[date, date]:
    """The first day of a day's quarter of the year, and of the next. Quarters never overlap, so no two can be compared
    to find what happened in the weeks between."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    after = date(day.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return first, after


def quarters_before(day: date, count: int) -> list[tuple[date, date]]:
    """The quarter of a day and those before it, the latest first."""
    found = [quarter_of(day)]
    while len(found) < count:
        found.append(quarter_of(found[-1][0] - timedelta(days=1)))
    return found
