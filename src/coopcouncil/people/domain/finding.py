"""Finding a person by whole words: what is looked for in what is said of them, and what tells those found apart."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import phonenumbers

Kind = Literal["name", "born", "postcode", "phone"]
FEWEST, MOST_FOUND = 2, 20


@dataclass(frozen=True)
class Clue:
    """One thing by which a person may be found: a name, a date of birth (ISO 8601), a postcode, a phone number."""

    kind: Kind
    text: str


def words(said: Clue) -> list[str]:
    """The whole words that are looked for in it, as typed; never a part of one.

    A double name is found by the whole and by each half. A phone number is in E.164; what is none has no words.
    """
    text = unicodedata.normalize("NFKC", said.text).strip()
    if said.kind == "phone":
        return _phone(text)
    if said.kind != "name":
        return [text] if text else []
    found: list[str] = []
    for word in text.replace(".", " ").split():
        halves = [half for half in re.split(r"[-‐‑‒–—]", word) if half]
        found += [word, *halves] if len(halves) > 1 else [word]
    return list(dict.fromkeys(found))


def asked(said: Clue) -> list[str]:
    """The words that somebody who looks must be found by: of a double name the whole, not its halves besides."""
    found = words(said)
    halves = {half for word in found for half in re.split(r"[-‐‑‒–—]", word) if half != word}
    return [word for word in found if word not in halves] if said.kind == "name" else found


def _phone(text: str) -> list[str]:
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return []
    if not phonenumbers.is_possible_number(number):
        return []
    return [phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)]


@dataclass(frozen=True)
class Candidate:
    """One who was found, with what is known of them; `born` and `postcode` are empty where nothing is known."""

    account_id: UUID
    name: str
    born: str
    postcode: str


@dataclass(frozen=True)
class Shown:
    """What is shown of one who was found: the name; and, where another has the same, year of birth and district."""

    account_id: UUID
    name: str
    year: str = ""
    district: str = ""


def told_apart(found: Iterable[Candidate]) -> list[Shown]:
    """The least by which whoever looks can tell these apart, in the order of their names."""
    people = sorted(found, key=lambda person: (person.name.casefold(), str(person.account_id)))
    names = Counter(person.name.casefold() for person in people)
    return [
        Shown(person.account_id, person.name)
        if names[person.name.casefold()] == 1
        # The outward half of a postcode: all but its last three letters and digits.
        else Shown(person.account_id, person.name, person.born[:4], person.postcode.replace(" ", "")[:-3])
        for person in people
    ]
