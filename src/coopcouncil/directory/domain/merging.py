"""What an import may change of a record that somebody here may have changed too.

Three values of each field count: ours now, what came the last time, and what comes now. Where ours is still what came,
the new value takes its place; where it is not, ours stays and the difference is shown. What a record does not mention
says nothing, and changes nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """`take` is what changes here; `keep` is what stays ours though the source says otherwise: field → theirs."""

    take: dict[str, Any] = field(default_factory=dict)
    keep: dict[str, Any] = field(default_factory=dict)


def merge(ours: Values, came: Values, comes: Values) -> Merged:
    """`ours` has every field; `came` is empty for a record that never came from there before."""
    take, keep = {}, {}
    for name, theirs in comes.items():
        mine = ours.get(name)
        if same(mine, theirs):
            continue
        if same(mine, came[name]) if name in came else not mine and mine != 0:
            take[name] = theirs
        else:
            keep[name] = theirs
    return Merged(take, keep)


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; the order of a list says nothing."""
    return settled(one) == settled(other)


def settled(value: Any) -> Any:
    """A value in one form: nothing is None, lists are in one order, days and hours are words."""
    if isinstance(value, list | tuple):
        made = [settled(item) for item in value]
        return sorted(made, key=lambda item: json.dumps(item, sort_keys=True)) or None
    if isinstance(value, Mapping):
        return {key: held for key, item in value.items() if (held := settled(item)) is not None} or None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if value == "" else value


def merge_set(ours: set[Any], came: set[Any], comes: set[Any]) -> tuple[set[Any], set[Any]]:
    """What is to be added and what taken away, of things that both may add to: only what came goes when it is gone, and
    what came before and was taken away here does not come back."""
    return comes - ours - came, (came - comes) & ours
