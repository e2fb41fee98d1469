"""Cutting what is held of a person into items to be reviewed one by one, and taking out what is not disclosed."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DECISIONS = ("disclose", "redact", "withhold")
REDACTED = "[withheld]"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w-])\+?(?:\(?\d\)?[ \-]?){10,13}(?![\w-])")
# Parts of a path that are about somebody else, or that may show somebody else.
_OTHERS = frozenset({
    "officer", "written_down_by", "told_for_you", "powers_to_speak", "told_for_somebody_else", "holder", "person",
    "left_out", "files",
})  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing that is held: where it stands in the whole, its value, and why somebody should look twice."""

    path: tuple[str | int, ...]
    value: Any
    flags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return ".".join(str(part) for part in self.path)


@dataclass(frozen=True)
class Verdict:
    """What was decided of an item. `hidden` are the places in it (`place` of `leaves`) that are taken out.

    `shows`: whether the copy may say that something was there; where it may not, nothing stands in its place.
    """

    path: tuple[str | int, ...]
    decision: str
    hidden: frozenset[str] = frozenset()
    shows: bool = True


def items(everything: Mapping[str, Any], *, own: Collection[str] = ()) -> list[Item]:
    """Everything cut into items: each entry of each list, and each part that is no list. Nothing is left out.

    `own` are the person's own e-mail addresses and telephone numbers: any other is flagged.
    """
    mine = {_plain(text) for text in own}
    return [Item(path, value, _flags(path, value, mine)) for path, value in _cut((), everything)]


# What the catalogue of life events calls the person's own ways to be reached.
_OWN = frozenset({"email", "phone", "your_email", "your_phone", "email_addresses"})


def own_ways(everything: Mapping[str, Any]) -> frozenset[str]:
    """The person's own e-mail addresses and telephone numbers, by the account, by what we know of them, by what they
    told. What others told for them counts for nothing here.
    """
    account = everything.get("people", {})
    told = [submission.get("facts") or {} for submission in everything.get("submissions", [])]
    known = [{entry.get("what"): entry.get("value")} for entry in everything.get("known", [])]
    parts = [account.get("account", {}), {"email_addresses": account.get("email_addresses", [])}, *told, *known]
    return frozenset(
        leaf for part in parts for key, value in part.items() if key in _OWN for _place, leaf in leaves(value)
        if isinstance(leaf, str)
    )  # fmt: skip


def _cut(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, Mapping) and len(path) < 2:
        for key, part in value.items():
            yield from _cut((*path, str(key)), part)
    elif isinstance(value, list) and any(isinstance(part, Mapping | list) for part in value):
        for number, part in enumerate(value):
            yield (*path, number), part
    elif value not in (None, "", [], {}):
        yield path, value


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of an item with its place in it, such as `notices.0.facts.1.value`."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from leaves(part, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, f"{place}.{number}" if place else str(number))
    else:
        yield place, value


def _flags(path: tuple[str | int, ...], value: Any, own: Collection[str]) -> tuple[str, ...]:
    found = set()
    for place, leaf in leaves(value):
        parts = {str(part) for part in path} | set(place.split("."))
        if parts & _OTHERS and leaf not in (None, "", False):
            found.add("others")
        if _foreign(leaf, own):
            found.add("contact")
    return tuple(sorted(found))


def suggested(value: Any, *, own: Collection[str] = ()) -> frozenset[str]:
    """The places that a reviewer would probably take out: ways to reach somebody who is not the person."""
    mine = {_plain(text) for text in own}
    return frozenset(place for place, leaf in leaves(value) if _foreign(leaf, mine))


def _foreign(leaf: Any, own: Collection[str]) -> bool:
    if not isinstance(leaf, str) or len(leaf) > 5000:
        return False
    return any(_plain(text) not in own for text in (*_EMAIL.findall(leaf), *_PHONE.findall(leaf)))


def _plain(text: str) -> str:
    return re.sub(r"[\s()\-]", "", text).casefold()


def hide(value: Any, places: Collection[str], place: str = "", *, shows: bool = True) -> Any:
    """An item's value with `REDACTED` in the place of each of `places`, and of whatever lies under it.

    Without `shows` nothing stands there: the key or the entry is left out.
    """

    def inside(key: Any) -> str:
        return f"{place}.{key}" if place else str(key)

    def parts(found: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
        for key, part in found:
            if inside(key) not in places:
                yield key, hide(part, places, inside(key), shows=shows)
            elif shows:
                yield key, REDACTED

    if isinstance(value, Mapping):
        return dict(parts(value.items()))
    if isinstance(value, list):
        return [part for _number, part in parts(enumerate(value))]
    return value


def disclosed(verdicts: Sequence[tuple[Verdict, Any]]) -> dict[str, Any]:
    """What the person gets: the whole put together again of what is disclosed, wholly or in part."""
    whole: dict[str, Any] = {}
    for verdict, value in verdicts:
        if verdict.decision == "withhold":
            continue
        shown = hide(value, verdict.hidden, shows=verdict.shows) if verdict.decision == "redact" else value
        _place(whole, verdict.path, shown)
    return whole


def _place(whole: dict[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    *before, last = path
    at: Any = whole
    for part, following in zip(before, [*before[1:], last], strict=True):
        at = at.setdefault(str(part), [] if isinstance(following, int) else {})
    if isinstance(last, int):
        at.append(value)
    else:
        at[str(last)] = value
