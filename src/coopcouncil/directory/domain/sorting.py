"""Which type of service a feed means, told from the terms that it says of a service."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from coopcouncil.directory.domain.catalogue import shipped_catalogue

# The Local Government Services List, as those who publish call it; its numbers as they write them, alone or in an
# address of the standards of local government (https://standards.esd.org.uk/?uri=service/57). Its list of service
# *types* has other numbers, which mean nothing here.
_LGSL = re.compile(r"\blgsl\b|local government services? list", re.IGNORECASE)
_NUMBER = re.compile(r"(?:lgsl)?[\s:/#-]*(\d{1,4})", re.IGNORECASE)
_ADDRESS = re.compile(r"esd\.org\.uk/.*?\bservice(?:/|%2f)(\d{1,4})$", re.IGNORECASE)


@dataclass(frozen=True)
class TermSaid:
    """A term that is said of a service: its code, its name, the name of its taxonomy, and its address."""

    code: str = ""
    name: str = ""
    taxonomy: str = ""
    address: str = ""


@dataclass(frozen=True)
class Sorted:
    """The type that was told, and by what, in words for whoever reads the difference."""

    service_type: str
    by: str


@cache
def _known() -> tuple[Mapping[int, str], Mapping[str, str]]:
    """Types by their number in the LGSL, where only one has it, and by code and name in small letters."""
    kinds = shipped_catalogue().values()
    numbers: dict[int, list[str]] = {}
    words: dict[str, str] = {}
    for kind in kinds:
        if kind.local:
            numbers.setdefault(kind.local, []).append(kind.code)
        words[_plain(kind.code)] = words[_plain(kind.name)] = kind.code
    return {number: codes[0] for number, codes in numbers.items() if len(codes) == 1}, words


def type_of(terms: Iterable[TermSaid]) -> Sorted | None:
    """The one type of the catalogue that these terms mean; None where they mean none, or more than one.

    A number of the LGSL says it, or a term that is called as a type of ours is. Nothing is guessed from words alike.
    """
    found: dict[str, str] = {}
    for term in terms:
        if told := _by_number(term) or _by_word(term):
            found.setdefault(told.service_type, told.by)
    if len(found) != 1:
        return None
    ((service_type, by),) = found.items()
    return Sorted(service_type, by)


def _by_number(term: TermSaid) -> Sorted | None:
    match = _ADDRESS.search(term.address) or (_LGSL.search(term.taxonomy) and _NUMBER.fullmatch(term.code.strip()))
    code = _known()[0].get(int(match[1])) if match else None
    return Sorted(code, f"LGSL {int(match[1])}") if match and code else None


def _by_word(term: TermSaid) -> Sorted | None:
    for word in (term.code, term.name):
        if code := _known()[1].get(_plain(word)):
            return Sorted(code, f"“{word}”")
    return None


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("-", " ").casefold().split())
