"""How sure we are of who somebody is: levels, how long a proof holds, and what a document that was seen is worth."""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import permutations

from coopcouncil.kernel.persons import Person

LEVELS = ("none", "low", "medium")
# Months for which a proof holds. GPG 45 sets no end; people move and names change, so that each is renewed in time.
MONTHS = {"one_login": 24, "document_seen": 24, "post_code": 12}
# GOV.UK One Login's levels of identity confidence (its vectors of trust) as levels of GPG 45.
ONE_LOGIN_LEVELS = {"P2": "medium", "P1": "low"}


@dataclass(frozen=True)
class Proved:
    """A proof that holds: its level, and who it proved somebody to be; None where no name was kept with it."""

    level: str
    person: Person | None


@dataclass(frozen=True)
class Document:
    """A kind of document: its strength by GPG 45 (1 to 4), whether it shows a face, and a date of birth."""

    code: str
    strength: int
    photo: bool
    birthday: bool = False


@dataclass(frozen=True)
class Profile:
    """A combination of scores that reaches a level. `documents` are (strength, validity) pairs."""

    code: str
    level: str
    documents: tuple[tuple[int, int], ...]
    activity: int
    fraud: int
    verification: int


@dataclass(frozen=True)
class Standard:
    """GPG 45 as far as it is used here, as of a day. `checks` say what each thing that an officer did adds."""

    source: str
    as_of: date
    documents: Mapping[str, Document]
    checks: Mapping[str, Mapping[str, int]]
    profiles: tuple[Profile, ...]


@cache
def gpg45() -> Standard:
    """The table that comes with the program."""
    text = (resources.files("coopcouncil.people") / "standards" / "gpg45.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    return Standard(
        read["source"],
        read["as_of"],
        {code: Document(code, **row) for code, row in read["documents"].items()},
        read["checks"],
        tuple(
            Profile(
                row["code"],
                row["level"],
                tuple((strength, validity) for strength, validity in row["documents"]),
                row["activity"],
                row["fraud"],
                row["verification"],
            )
            for row in read["profile"]
        ),
    )


def level_of_documents(documents: Sequence[str], checks: Collection[str], standard: Standard | None = None) -> str:
    """The level that an officer reaches who saw `documents` and did `checks` (codes of the table).

    A face is compared only where a document shows one. The highest profile that every score reaches decides; "none"
    where no profile is reached. Raises KeyError for a code that the table does not hold.
    """
    table = standard or gpg45()
    seen = [table.documents[code] for code in documents]
    scores = {"validity": 0, "verification": 0, "fraud": 0, "activity": 0}
    for check in checks:
        if check.startswith("face_") and not any(document.photo for document in seen):
            continue
        for score, points in table.checks[check].items():
            scores[score] = max(scores[score], points)
    held = [(document.strength, scores["validity"]) for document in seen]
    reached = [profile.level for profile in table.profiles if _reaches(profile, held, scores)]
    return highest(reached)


def _reaches(profile: Profile, held: Sequence[tuple[int, int]], scores: Mapping[str, int]) -> bool:
    enough = all(
        scores[name] >= needed
        for name, needed in (
            ("activity", profile.activity),
            ("fraud", profile.fraud),
            ("verification", profile.verification),
        )
    )
    return enough and any(
        all(has[0] >= wants[0] and has[1] >= wants[1] for has, wants in zip(order, profile.documents, strict=True))
        for order in permutations(held, len(profile.documents))
    )


def shows_birthday(documents: Iterable[str]) -> bool:
    """Whether one of these documents says when its holder was born. Raises KeyError for one that nobody knows."""
    table = gpg45().documents
    return True in [table[code].birthday for code in documents]


def highest(levels: Iterable[str]) -> str:
    """The highest of some levels; "none" for none."""
    return max(levels, key=LEVELS.index, default="none")


def day(text: object) -> date | None:
    """A day as a proof keeps it, an ISO date; None for "", or for what a provider sends that is no day."""
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def holds(expires_on: date | None, today: date) -> bool:
    """Whether a proof with this first day without it still holds on `today`."""
    return expires_on is None or today < expires_on


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the first of the month after where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)


def ends_on(how: str, proved_on: date) -> date:
    """The first day on which a proof made on `proved_on` no longer holds."""
    return months_later(proved_on, MONTHS[how])
