"""Whether two names and dates of birth are one person's: as people write names, and not a letter further."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

Part = Literal["name", "date_of_birth"]
# Letters that Unicode takes apart no further, though people do where their keyboard has none.
_PLAIN: Mapping[int, str] = MappingProxyType(
    str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})
)
_JOINS = "-‐‑‒–"


@dataclass(frozen=True)
class Person:
    """Who somebody is said to be: the whole name as one line, and the day of birth where it is known."""

    name: str
    born_on: date | None = None


def plain_words(text: str) -> list[str]:
    """The words of a name as they are compared: small letters and digits, without accents, apostrophes and signs.

    Vowels that other scripts write as marks stay: without them two names could become one.
    """
    # Twice, because a decorated letter becomes a plain capital, and a small letter may come apart again.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_PLAIN)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign not in "'’‘\u200c\u200d")
    return "".join(sign if _is_of_a_word(sign) else " " for sign in plain).split()


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def same_name(one: str, other: str, *, leaving_out: bool = False) -> bool:
    """Whether two whole names are one, but for capitals, accents, hyphens, spaces and the order of the middle names.

    With `leaving_out` one of them may lack middle names that the other has. No name is like none.
    """
    return any(_same(mine, theirs, leaving_out) for mine in _readings(one) for theirs in _readings(other))


def _readings(name: str) -> tuple[list[str], ...]:
    """A hyphen parts two names, or joins them: Anne-Marie is Anne Marie, and Annemarie."""
    joined = name.translate(dict.fromkeys(map(ord, _JOINS)))
    return (plain_words(name), plain_words(joined))


def _same(mine: list[str], theirs: list[str], leaving_out: bool) -> bool:
    if not mine or not theirs:
        return False
    if "".join(mine) == "".join(theirs):
        return True
    if min(len(mine), len(theirs)) < 2 or (mine[0], mine[-1]) != (theirs[0], theirs[-1]):
        return False
    more, fewer = sorted((Counter(mine[1:-1]), Counter(theirs[1:-1])), key=Counter.total, reverse=True)
    return more == fewer or (leaving_out and fewer <= more)


def differences(told: Person, known: Person) -> tuple[Part, ...]:
    """What of `told` is not as it is known; nothing where they are one person, as far as both say who that is.

    A day of birth that one of them does not say is not compared. Where the days are the same, a middle name may be
    left out: few people give them all, and the day tells a father from his son.
    """
    both = told.born_on is not None and known.born_on is not None
    same_day = both and told.born_on == known.born_on
    found: list[Part] = []
    if not same_name(told.name, known.name, leaving_out=same_day):
        found.append("name")
    if both and not same_day:
        found.append("date_of_birth")
    return tuple(found)
