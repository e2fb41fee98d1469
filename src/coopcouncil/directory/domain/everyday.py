"""Everyday words: which phrases lead to what, and after which a phone number comes first. Read from TOML."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.search import Match, Phrase, Phrases

KINDS = ("type", "life_event", "report", "page")


@dataclass(frozen=True)
class Line:
    """Somebody to phone."""

    code: str
    name: str
    phone: str
    hours: str


@dataclass(frozen=True)
class Danger:
    """What somebody in danger may have typed. `number` names it in addresses, where words would tell too much.

    `quiet`: nothing of the search is kept, and what was typed leaves the address. `service`: a type of service here
    whose number comes first.
    """

    number: int
    name: str
    asks: str
    lines: tuple[Line, ...]
    to: tuple[str, ...]
    quiet: bool
    service: str = ""


@dataclass(frozen=True)
class Dangers:
    """Every danger by its name, and the phrases that lead there."""

    by_name: Mapping[str, Danger]
    phrases: Phrases

    def in_words(self, words: Sequence[str]) -> list[Danger]:
        """The dangers that these words speak of, in the order of the file, each once."""
        found = {match.phrase.name for match in self.phrases.match(words) if match.phrase.name}
        return [danger for name, danger in self.by_name.items() if name in found]

    def numbered(self, number: int) -> Danger | None:
        return next((danger for danger in self.by_name.values() if danger.number == number), None)


def read_everyday(text: str, *, file: str) -> tuple[Phrase, ...]:
    """The phrases of a file of everyday words. Raises BadInput naming the entry and the mend."""
    found: list[Phrase] = []
    for number, entry in enumerate(_entries(text, "meaning", file), 1):
        place = f"{file}, meaning {number}"
        _only(entry, {"name", "says", "to", "also"}, place)
        name = _text(entry, "name", place)
        to, also = _list(entry, "to", place), _list(entry, "also", place, needed=False)
        for tag in to:
            _tag(tag, place)
        found += [Phrase(says, to, also, name) for says in _list(entry, "says", place)]
    return tuple(found)


def read_dangers(text: str, *, file: str) -> Dangers:
    """The dangers of a file. Raises BadInput naming the entry and the mend."""
    lines: dict[str, Line] = {}
    for number, entry in enumerate(_entries(text, "line", file), 1):
        place = f"{file}, line {number}"
        _only(entry, {"code", "name", "phone", "hours"}, place)
        line = Line(*(_text(entry, key, place) for key in ("code", "name", "phone", "hours")))
        lines[line.code] = line
    dangers: dict[str, Danger] = {}
    phrases: list[Phrase] = []
    for number, entry in enumerate(_entries(text, "danger", file), 1):
        place = f"{file}, danger {number}"
        _only(entry, {"name", "says", "not_in", "asks", "phone", "quiet", "to", "service"}, place)
        name, rung = _text(entry, "name", place), _list(entry, "phone", place, needed=False)
        if strange := [code for code in rung if code not in lines]:
            raise BadInput(f"There is no line “{strange[0]}”.", place=place, mend="Write it as a [[line]] above.")
        to = _list(entry, "to", place, needed=False)
        for tag in to:
            _tag(tag, place)
        dangers[name] = Danger(
            number, name, _text(entry, "asks", place), tuple(lines[code] for code in rung), to,
            entry.get("quiet", False) is True, str(entry.get("service", "")),
        )  # fmt: skip
        if not rung and not dangers[name].service:
            raise BadInput("Nobody can be phoned.", place=place, mend='Add: phone = ["999"]')
        phrases += [Phrase(says, to, name=name) for says in _list(entry, "says", place)]
        phrases += [Phrase(says) for says in _list(entry, "not_in", place, needed=False)]
    return Dangers(dangers, Phrases(phrases))


@cache
def shipped_everyday() -> tuple[Phrase, ...]:
    """The everyday words that come with the program, in every language of it: people write as they speak."""
    found = read_everyday(_shipped("everyday_words.toml"), file="everyday_words.toml")
    for name, text in _in_other_languages().items():
        found += read_everyday(text, file=name)
    return found


@cache
def shipped_dangers() -> Dangers:
    """The dangers that come with the program, with what says them in every language of it."""
    found = read_dangers(_shipped("danger.toml"), file="danger.toml")
    more = [
        Phrase(says, found.by_name[entry["name"]].to, name=entry["name"])
        for name, text in _in_other_languages().items()
        for entry in _entries(text, "danger", name)
        for says in entry["says"]
    ]
    return Dangers(found.by_name, Phrases((*found.phrases.all, *more)))


@cache
def danger_in(number: int, language: str) -> Danger | None:
    """What a danger says in a language; in English what nobody has translated."""
    danger = shipped_dangers().numbered(number)
    said = tomllib.loads(_in_other_languages().get(f"words.{language}.toml", ""))
    if danger is None or not said:
        return danger
    asks = {entry["name"]: entry["asks"] for entry in said.get("danger", [])}
    lines = said.get("line", {})
    return replace(
        danger,
        asks=asks.get(danger.name, danger.asks),
        lines=tuple(replace(line, **lines.get(line.code, {})) for line in danger.lines),
    )


@cache
def _in_other_languages() -> Mapping[str, str]:
    """The texts of the files of words in other languages, by their names."""
    folder = resources.files("coopcouncil.directory") / "catalogue" / "locale"
    files = sorted((file for file in folder.iterdir() if file.name.startswith("words.")), key=lambda file: file.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files}


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are spelled right, whether or not the directory holds them."""
    lines = _shipped("ordinary_words.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def spoken_of(matches: Sequence[Match], tags: Sequence[str]) -> Match | None:
    """The match that leads to one of these tags, that by the earliest of its tags first."""
    ranked = [
        (match.phrase.to.index(tag), at)
        for at, match in enumerate(matches)
        for tag in tags
        if tag in match.phrase.to
    ]  # fmt: skip
    return matches[min(ranked)[1]] if ranked else None


def _shipped(name: str) -> str:
    return (resources.files("coopcouncil.directory") / "catalogue" / name).read_text(encoding="utf-8")


def _entries(text: str, key: str, file: str) -> list[Mapping[str, Any]]:
    try:
        return list(tomllib.loads(text).get(key, []))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None


def _only(entry: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in entry:
        if key not in known:
            raise BadInput(f"“{key}” is no key.", place=place, mend=f"Use: {', '.join(sorted(known))}.")


def _text(entry: Mapping[str, Any], key: str, place: str) -> str:
    if not isinstance(entry.get(key), str) or not entry[key].strip():
        raise BadInput(f"“{key}” is missing.", place=place, mend=f'Add: {key} = "…"')
    return str(entry[key])


def _list(entry: Mapping[str, Any], key: str, place: str, *, needed: bool = True) -> tuple[str, ...]:
    found = entry.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
        raise BadInput(f"“{key}” is no list of texts.", place=place, mend=f'Write {key} = ["…", "…"]')
    if needed and not found:
        raise BadInput(f"“{key}” is missing.", place=place, mend=f'Add: {key} = ["…"]')
    return tuple(found)


def _tag(tag: str, place: str) -> None:
    kind, colon, code = tag.partition(":")
    if kind not in KINDS or not colon or not code:
        raise BadInput(f"“{tag}” leads nowhere.", place=place, mend=f"Write one of {', '.join(KINDS)} and its code.")
