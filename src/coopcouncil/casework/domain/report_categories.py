"""The catalogue of what can be reported: categories, what each asks, and which bodies are responsible where."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from coopcouncil.kernel.errors import BadInput

# Source: GeoReport v2, GET service definition, `datatype`.
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
OWNER = "@owner"  # instead of a body's code: whoever the land belongs to
_CONDITIONS = ("road", "owner", "ward")


@dataclass(frozen=True)
class Attribute:
    """One question that a category asks besides. `values` are (key, words) of a list; without an answer to give
    (`asked` False) it only tells something."""

    code: str
    question: str
    datatype: str = "string"
    required: bool = False
    hint: str = ""
    values: tuple[tuple[str, str], ...] = ()
    asked: bool = True


@dataclass(frozen=True)
class Rule:
    """A body answers for `does` where all of `when` holds ({"road": {"main"}}); `otherwise`: where no other does."""

    organisation: str
    does: str
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    otherwise: bool = False


@dataclass(frozen=True)
class Category:
    """What can be reported. `days`: within how many days it is to be dealt with; `danger`: what to do first where life
    may be in danger; `look_first`: an officer looks at it before it is public."""

    code: str
    name: str
    group: str
    summary: str
    days: int
    rules: tuple[Rule, ...]
    keywords: tuple[str, ...] = ()
    danger: str = ""
    look_first: bool = False
    attributes: tuple[Attribute, ...] = ()

    @property
    def asks(self) -> tuple[Attribute, ...]:
        return tuple(item for item in self.attributes if item.asked)


def read_categories(text: str, *, file: str) -> Mapping[str, Category]:
    """The categories of a catalogue file, by code, in its order. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    found: dict[str, Category] = {}
    for number, entry in enumerate(document.get("category", []), 1):
        place = f"{file}, category {number}"
        made = _category(entry, place)
        if made.code in found:
            raise BadInput(f"“{made.code}” stands there twice.", place=place, mend="Give it another code.")
        found[made.code] = made
    return MappingProxyType(found)


@cache
def shipped_categories() -> Mapping[str, Category]:
    """The catalogue of this installation."""
    file = resources.files("coopcouncil.casework") / "catalogue" / "report_categories.toml"
    return read_categories(file.read_text(encoding="utf-8"), file="report_categories.toml")


def search(categories: Mapping[str, Category], words: str) -> list[Category]:
    """Those in which every word begins a word of the name, the keywords or the summary; names before the rest."""
    wanted = words.casefold().split()

    def place(item: Category) -> int | None:
        name = item.name.casefold().split()
        rest = " ".join((*item.keywords, item.summary, item.group)).casefold().replace(",", " ").split()
        if not all(any(held.startswith(word) for held in (*name, *rest)) for word in wanted):
            return None
        return 0 if any(held.startswith(word) for word in wanted for held in name) else 1

    ranked = [(rank, item) for item in categories.values() if (rank := place(item)) is not None]
    return [item for _rank, item in sorted(ranked, key=lambda pair: pair[0])]


def _category(entry: Mapping[str, Any], place: str) -> Category:
    known = {*Category.__dataclass_fields__, "body", "attribute"} - {"rules", "attributes"}
    _only(entry, known, place)
    for key in ("code", "name", "group", "summary", "days", "body"):
        if not entry.get(key):
            raise BadInput(f"“{key}” is missing.", place=place, mend=f"Add: {key} = …")
    if type(entry["days"]) is not int or entry["days"] < 1:
        raise BadInput("“days” is no number of days.", place=place, mend="Write days = 10, say.")
    rules = tuple(_rule(item, place) for item in entry["body"])
    attributes = tuple(_attribute(item, place) for item in entry.get("attribute", []))
    if len({item.code for item in attributes}) != len(attributes):
        raise BadInput("Two of its questions have one code.", place=place, mend="Rename one.")
    given = {key: entry[key] for key in known & entry.keys() - {"body", "attribute", "keywords"}}
    return Category(**given, keywords=tuple(entry.get("keywords", ())), rules=rules, attributes=attributes)


def _rule(entry: Mapping[str, Any], place: str) -> Rule:
    _only(entry, {"organisation", "does", "otherwise", *_CONDITIONS}, place)
    if not entry.get("organisation") or not entry.get("does"):
        raise BadInput("A body has an organisation and says what it does.", place=place, mend='Add: does = "…"')
    when = {key: frozenset(entry[key]) for key in _CONDITIONS if key in entry}
    return Rule(entry["organisation"], entry["does"], MappingProxyType(when), bool(entry.get("otherwise")))


def _attribute(entry: Mapping[str, Any], place: str) -> Attribute:
    _only(entry, set(Attribute.__dataclass_fields__), place)
    if not entry.get("code") or not entry.get("question") or entry.get("datatype", "string") not in DATATYPES:
        raise BadInput("A question has a code, its words and a datatype.", place=place, mend="Look at the others.")
    values = tuple((str(key), str(words)) for key, words in entry.get("values", []))
    if entry.get("datatype", "").endswith("list") != bool(values):
        raise BadInput("A list has values, and nothing else has.", place=place, mend='Add: values = [["a", "A"]]')
    return Attribute(**{**entry, "values": values})


def _only(entry: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in entry:
        if key not in known:
            raise BadInput(f"“{key}” is no key.", place=place, mend=f"Use: {', '.join(sorted(known))}.")
