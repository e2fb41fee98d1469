"""What changed between two versions of a life event, in words and line by line."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice

Kind = Literal["added", "removed", "changed"]
_OF_THE_EVENT = (
    "title", "summary", "minutes", "before_you_start", "order", "emergency", "after", "quick_exit", "safe_mode",
    "on_behalf", "standing", "harm",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise: `what` names it, `before` and `after` are its words (empty where there is none)."""

    kind: Kind
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the text: "same", "added" or "removed", with its numbers before and after (0 where it has none)."""

    kind: Literal["same", "added", "removed"]
    before: int
    after: int
    text: str


def changes(old: LifeEvent, new: LifeEvent) -> list[Change]:
    """Everything that differs in meaning: the event's own words, then its questions, then its notices."""
    found = [
        Change("changed", name.replace("_", " "), _said(getattr(old, name)), _said(getattr(new, name)))
        for name in _OF_THE_EVENT
        if getattr(old, name) != getattr(new, name)
    ]
    found += _things("question", {f.code: f for f in old.facts}, {f.code: f for f in new.facts})
    found += _things("notice", {n.code: n for n in old.notices}, {n.code: n for n in new.notices})
    return found


def _things(kind: str, old: Mapping[str, Fact | Notice], new: Mapping[str, Fact | Notice]) -> Iterator[Change]:
    for code in sorted(old.keys() | new.keys()):
        name = f"{kind} {code}"
        if code not in old:
            yield Change("added", name, after=_headline(new[code]))
        elif code not in new:
            yield Change("removed", name, before=_headline(old[code]))
        else:
            for part in fields(old[code]):
                before, after = getattr(old[code], part.name), getattr(new[code], part.name)
                if before != after:
                    yield Change("changed", f"{name}: {part.name.replace('_', ' ')}", _said(before), _said(after))


def _headline(thing: Fact | Notice) -> str:
    return thing.question if isinstance(thing, Fact) else thing.what_happens


def _said(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_said, value)) or "nothing"
    if hasattr(value, "label"):
        return f"{value.label} ({value.code})"
    return str(value)


def lines(old: str, new: str, *, around: int = 3) -> list[list[Line]]:
    """The texts line by line: groups of changed lines, each with `around` lines that are the same on either side."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [_group(group, before, after) for group in matcher.get_grouped_opcodes(around)]


def _group(group: Sequence[tuple[str, int, int, int, int]], before: list[str], after: list[str]) -> list[Line]:
    found: list[Line] = []
    for tag, i1, i2, j1, j2 in group:
        if tag == "equal":
            found += [Line("same", i + 1, j1 + i - i1 + 1, before[i]) for i in range(i1, i2)]
            continue
        found += [Line("removed", i + 1, 0, before[i]) for i in range(i1, i2)]
        found += [Line("added", 0, j + 1, after[j]) for j in range(j1, j2)]
    return found
