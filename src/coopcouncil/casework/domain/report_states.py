"""The life of one body's part of a report, as data: its states, the moves that are legal, what the whole report is."""

from collections.abc import Iterable

from coopcouncil.kernel.errors import Conflict

# queued: to be sent · retrying: it failed, and is tried again · dead: it could not be delivered, and a person of the
# council sees to it · sent: they have not answered · accepted: they are working on it · fixed · refused, with a
# reason · passed: it is not theirs, and another part took its place.
STATES = ("queued", "retrying", "dead", "sent", "accepted", "fixed", "refused", "passed")
_ANSWERED = frozenset({"accepted", "fixed", "refused", "passed"})
# An answer may overtake our own note that it was sent: a worker can die between the two.
MOVES: dict[str, frozenset[str]] = {
    "queued": frozenset({"sent", "retrying", "dead"}) | _ANSWERED,
    "retrying": frozenset({"sent", "dead"}) | _ANSWERED,
    "dead": frozenset({"queued"}) | _ANSWERED,
    "sent": _ANSWERED,
    "accepted": frozenset({"fixed", "refused", "passed"}),
    "fixed": frozenset({"queued"}),  # it is not fixed after all, says whoever reported it or the council
    "refused": frozenset({"queued"}),
    "passed": frozenset(),
}
TO_BE_SENT = frozenset({"queued", "retrying"})
NOT_ANSWERED = frozenset({"queued", "retrying", "dead", "sent"})
OVER = frozenset({"fixed", "refused", "passed"})
ANSWERS = ("accepted", "fixed", "refused", "passed")
NEED_A_REASON = frozenset({"refused", "passed"})


def move(state: str, to: str) -> str:
    """The state after the move. Raises Conflict for one that is not legal; an answer given twice changes nothing."""
    if state == to and to in ANSWERS:
        return state
    if to not in MOVES[state]:
        raise Conflict(f"This part of the report is “{state}”, so it cannot become “{to}”.")
    return to


def is_open(states: Iterable[str]) -> bool:
    """Whether the report as a whole is open: as long as any body's part is, whatever the others say.

    A report without parts is open: nobody has answered for it.
    """
    held = list(states)
    return not held or any(state not in OVER for state in held)
