"""The life of a delivery, as data: its states, the moves that are legal, what an answer does, when to try again."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from coopcouncil.kernel.errors import Conflict

AnswerKind = Literal["accepted", "acted", "refused", "stopped_and_erased", "kept_under"]
ANSWERS: tuple[AnswerKind, ...] = ("accepted", "acted", "refused")
# To a notice that says "stop": what was told is gone, or a law keeps it, which the answer names.
ANSWERS_TO_STOP: tuple[AnswerKind, ...] = ("accepted", "stopped_and_erased", "kept_under")
STATES = ("queued", "sent", "accepted", "acted", "refused", "retrying", "dead", "held", "stopped")
BEGINS = frozenset({"queued", "held"})

# An answer may overtake our own note that the notice was sent (a worker can die between the two), so whatever has not
# been answered may be answered; and an agency that acts at once need not say first that it will. What is held may not
# be sent yet; what is stopped will not be sent (any more), and may still be answered where it had arrived all the same.
MOVES: dict[str, frozenset[str]] = {
    "queued": frozenset({"sent", "retrying", "dead", "accepted", "acted", "refused", "held", "stopped"}),
    "retrying": frozenset({"sent", "dead", "accepted", "acted", "refused", "held", "stopped"}),
    "dead": frozenset({"queued", "accepted", "acted", "refused"}),
    "sent": frozenset({"accepted", "acted", "refused", "retrying", "dead"}),  # a letter can come back
    "accepted": frozenset({"acted", "refused"}),
    "acted": frozenset(),
    "refused": frozenset(),
    "held": frozenset({"queued", "stopped"}),
    "stopped": frozenset({"acted", "refused"}),
}
TO_BE_SENT = frozenset({"queued", "retrying"})
FINAL = frozenset({"acted", "refused", "stopped"})
_STATE_AFTER = {"stopped_and_erased": "acted", "kept_under": "refused"}

# Waits after the first, second … failed attempt: ten attempts over about 75 hours.
# Source: Standard Webhooks specification, "Deliverability and reliability", the example schedule.
RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)


# Each wait is up to a tenth longer, so that what failed together does not come back together; never shorter.
MOST_SPREAD = 0.1
LONGEST_RETRY_AFTER = timedelta(hours=24)  # whoever asks us to wait for longer is asked again after a day
# After this long without an end, what waits for a server that is paused is dead, tried or not.
WHOLE_SCHEDULE = sum(RETRY_AFTER, timedelta()) * (1 + MOST_SPREAD)
LONGEST_LIFE = (len(RETRY_AFTER) + 1) * LONGEST_RETRY_AFTER  # where each attempt was asked to wait


def may_move(state: str, to: str) -> bool:
    """Whether a delivery in `state` may go to `to`. Staying where it is, is not a move."""
    return to in MOVES[state]


def next_attempt(
    attempts: int, *, now: datetime, spread: float = 0.0, asked_to_wait: timedelta | None = None
) -> datetime | None:
    """When to try again after `attempts` failures (1 or more); None when the schedule has ended.

    `spread`, drawn from 0 to 1, lengthens the wait by up to a tenth. What the other side asked for in `Retry-After`
    counts where it is longer; it makes no attempt more.
    """
    if attempts > len(RETRY_AFTER):
        return None
    wait = RETRY_AFTER[attempts - 1] * (1 + MOST_SPREAD * spread)
    return now + max(wait, min(asked_to_wait or timedelta(), LONGEST_RETRY_AFTER))


def retry_after(header: str, *, now: datetime) -> timedelta | None:
    """The wait that a `Retry-After` header asks for, in seconds or until a date (RFC 9110, section 10.2.3).

    None where it says nothing that can be used; never negative.
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(until.replace(tzinfo=until.tzinfo or UTC) - now, timedelta())


def after_answer(state: str, answer: AnswerKind) -> str:
    """The state once `answer` has come to a delivery in `state`.

    An “accepted” that arrives late, after “acted” or “refused”, is kept and changes nothing. Raises Conflict when the
    answer contradicts one that was final.
    """
    to = _STATE_AFTER.get(answer, answer)
    if state == to or (to == "accepted" and state in FINAL):
        return state
    if not may_move(state, to):
        raise Conflict(f"This notice was already answered “{state}”, so it cannot now be “{answer}”.")
    return to
