"""The catalogue of purposes: why one service may tell another something, and the law that lets it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.kernel.errors import BadInput

_TERM_TABLES = ("basis", "special_condition", "criminal_condition", "special_category")


@dataclass(frozen=True)
class Purpose:
    """Why a service is told, in words that follow "We tell them …".

    `basis` is a code of Article 6 of the UK GDPR, `special_condition` of Article 9, `criminal_condition` of Article 10
    ("" where a purpose never needs one); `facts` the codes of the only facts that may be told for it, by whatever life
    event; `gateway` the Act and section that let the fact be shared, "" where there is none; `retention` how long the
    receiver keeps it, and why; `kept_by_law` the law that has us keep it too, though the person asks us to erase it (""
    for most). `sensitive`: it may hold special category or criminal data, or is about
    keeping somebody safe, so its notice is posted without facts.
    """

    code: str
    words: str
    basis: str
    retention: str
    facts: tuple[str, ...]
    gateway: str = ""
    special_condition: str = ""
    criminal_condition: str = ""
    sensitive: bool = False
    kept_by_law: str = ""


@dataclass(frozen=True)
class PurposeBook:
    """Every purpose by code, and every legal term by code with its words."""

    purposes: Mapping[str, Purpose]
    bases: Mapping[str, str]
    special_conditions: Mapping[str, str]
    criminal_conditions: Mapping[str, str]
    special_categories: Mapping[str, str]


def read_purposes(text: str, *, file: str) -> PurposeBook:
    """The purposes of a catalogue file. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    terms = {table: _terms(document.get(table, []), f"{file}, {table}") for table in _TERM_TABLES}
    purposes: dict[str, Purpose] = {}
    for number, entry in enumerate(document.get("purpose", []), 1):
        place = f"{file}, purpose {number}"
        purpose = _purpose(entry, terms, place)
        if purpose.code in purposes:
            raise BadInput(f"“{purpose.code}” is declared twice.", place=place, mend="Rename one.")
        purposes[purpose.code] = purpose
    return PurposeBook(
        purposes, terms["basis"], terms["special_condition"], terms["criminal_condition"], terms["special_category"]
    )


def _terms(entries: Any, place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        if set(entry) != {"code", "words"} or not all(isinstance(value, str) and value for value in entry.values()):
            raise BadInput("A legal term has a code and its words.", place=place, mend='Write: code = "…", words = "…"')
        if entry["code"] in found:
            raise BadInput(f"“{entry['code']}” is declared twice.", place=place, mend="Take one out.")
        found[entry["code"]] = entry["words"]
    return found


def _purpose(entry: Mapping[str, Any], terms: Mapping[str, Mapping[str, str]], place: str) -> Purpose:
    known = set(Purpose.__dataclass_fields__)
    for key in ("code", "words", "basis", "retention"):
        if not entry.get(key):
            raise BadInput(f"“{key}” is missing.", place=place, mend=f'Add: {key} = "…"')
    listed = entry.get("facts")
    if not (isinstance(listed, list) and listed and all(isinstance(code, str) and code for code in listed)):
        raise BadInput(
            "“facts” is no list of facts.", place=place, mend='Name the only facts that may be told: facts = ["…", "…"]'
        )
    if len(set(listed)) != len(listed):
        raise BadInput("A fact stands in its list twice.", place=place, mend="Take one out.")
    for key, value in entry.items():
        if key == "facts":
            continue
        if key not in known or not isinstance(value, bool if key == "sensitive" else str):
            raise BadInput(f"“{key}” is not a key, or not text.", place=place, mend="Take it out, or mend it.")
    for key in ("basis", "special_condition", "criminal_condition"):
        if entry.get(key) and entry[key] not in terms[key]:
            raise BadInput(f"“{entry[key]}” is no {key}.", place=place, mend=f"Use one of: {', '.join(terms[key])}.")
    made = Purpose(**{**entry, "facts": tuple(listed)})
    if (made.special_condition or made.criminal_condition) and not made.sensitive:
        raise BadInput("A purpose with such data is sensitive.", place=place, mend="Add: sensitive = true")
    return made


def goes_thin(purpose: str, *, always: bool) -> bool:
    """Whether a notice goes without its facts, to be fetched: for a sensitive purpose, and where its receiver takes
    every notice so.
    """
    found = shipped_purposes().purposes.get(purpose)
    return always or (found is not None and found.sensitive)


@cache
def _matters() -> Mapping[str, str]:
    file = resources.files("coopcouncil.sharing") / "catalogue" / "matters.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    return {purpose: matter for matter, purposes in read.items() for purpose in purposes}


def matter_of(purpose: str) -> str:
    """What a purpose is about, as powers to speak for another person are divided; "" for one that none reaches."""
    return _matters().get(purpose, "")


def facts_of(purpose: str) -> tuple[str, ...]:
    """The codes of the only facts that may be told for this purpose; none for one that no catalogue holds."""
    known = shipped_purposes().purposes.get(purpose)
    return known.facts if known else ()


def law_that_keeps(purpose: str) -> str:
    """The law that has what was told for this purpose kept after an erasure, in words; "" where there is none."""
    known = shipped_purposes().purposes.get(purpose)
    return known.kept_by_law if known else ""


def kept_by_law() -> tuple[str, ...]:
    """The codes of the purposes of which a law has us keep what was told."""
    return tuple(code for code, purpose in shipped_purposes().purposes.items() if purpose.kept_by_law)


@cache
def shipped_purposes() -> PurposeBook:
    """The catalogue that comes with the program."""
    file = resources.files("coopcouncil.sharing") / "catalogue" / "purposes.toml"
    return read_purposes(file.read_text(encoding="utf-8"), file="purposes.toml")
