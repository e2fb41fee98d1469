"""Contacts: avoidable or of value, repeated, and what they cost."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources

from coopcouncil.kernel.errors import BadInput

# Whoever gets in touch about the same type of service within so long does so again.
REPEATS_WITHIN = timedelta(days=28)


@dataclass(frozen=True)
class ChannelCosts:
    """What one contact costs by channel, in pence of the money of `year`, and where the figures come from."""

    pence: Mapping[str, int]
    source: str
    year: int


def _read(text: str, *, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None


def read_categories(text: str, *, file: str) -> dict[str, str]:
    """The titles of the categories by their code. Raises BadInput naming the entry and the mend."""
    found: dict[str, str] = {}
    entries = _read(text, file=file).get("category", [])
    for number, entry in enumerate(entries if isinstance(entries, list) else [], 1):
        if not entry.get("code") or not entry.get("title"):
            raise BadInput("A category needs a code and a title.", place=f"{file}, category {number}", mend="Add them.")
        found[entry["code"]] = entry["title"]
    return found


def read_costs(text: str, *, file: str) -> ChannelCosts:
    """The costs of a catalogue file. Raises BadInput naming the entry and the mend."""
    document = _read(text, file=file)
    pence, source, year = document.get("pence"), document.get("source"), document.get("year")
    if not isinstance(pence, dict) or not isinstance(source, str) or not isinstance(year, int):
        raise BadInput("The costs need a source, a year and pence.", place=file, mend="Add source, year and [pence].")
    for channel, amount in pence.items():
        if type(amount) is not int or amount < 0:
            raise BadInput(f"“{channel}” is no number of pence.", place=f"{file}, pence", mend="Write 283 for £2.83.")
    return ChannelCosts(pence, source, year)


def _shipped(name: str) -> str:
    return (resources.files("coopcouncil.casework") / "catalogue" / name).read_text(encoding="utf-8")


@cache
def shipped_categories() -> Mapping[str, str]:
    """The categories that come with the program."""
    return read_categories(_shipped("contacts.toml"), file="contacts.toml")


@cache
def shipped_costs() -> ChannelCosts:
    """The costs that come with the program."""
    return read_costs(_shipped("channel_costs.toml"), file="channel_costs.toml")
