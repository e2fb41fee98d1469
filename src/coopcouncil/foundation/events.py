"""What happened, told within the same transaction. Reactions are listed in project/wiring.py and nowhere else."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Event = TypeVar("Event")

_reactions: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def react(event_type: type[Event], reaction: Callable[[Event], None]) -> None:
    """Have `reaction` run whenever an `event_type` is emitted, in the emitter's transaction."""
    _reactions[event_type].append(reaction)


def emit(event: object) -> None:
    """Run every reaction now. Their errors propagate and undo the action. Must be called inside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was emitted outside a transaction.")
    for reaction in _reactions[type(event)]:
        reaction(event)
