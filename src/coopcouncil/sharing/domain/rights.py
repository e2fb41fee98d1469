"""What people ask about their own data, and complain of: the states as data, and the days by which answers are due.

Sources: UK GDPR, Articles 12, 12A, 15 and 17; Data Protection Act 2018, section 164A (complaints), both as the Data
(Use and Access) Act 2025 left them; the Information Commissioner's guide "What should we consider when responding to a
request?" for the calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from coopcouncil.kernel.calendars import Calendar, add_months
from coopcouncil.kernel.errors import Conflict

ACCESS, ERASURE, COMPLAINT = "access", "erasure", "complaint"
KINDS = (ACCESS, ERASURE, COMPLAINT)
STATES = ("received", "waiting", "review", "reviewed", "released", "decided", "done", "acknowledged", "answered",
          "refused", "withdrawn")  # fmt: skip
CLOSED = frozenset({"released", "done", "answered", "refused", "withdrawn"})

# By kind, the moves that are legal. An access request is reviewed item by item, and released by another step; what was
# asked to be erased is decided by an officer and done by a job; a complaint is acknowledged before it is answered.
MOVES: dict[str, dict[str, frozenset[str]]] = {
    ACCESS: {
        "received": frozenset({"waiting", "review", "refused", "withdrawn"}),
        "waiting": frozenset({"received", "refused", "withdrawn"}),
        "review": frozenset({"reviewed", "refused", "withdrawn"}),
        "reviewed": frozenset({"review", "released", "withdrawn"}),
    },
    ERASURE: {
        "received": frozenset({"waiting", "decided", "refused", "withdrawn"}),
        "waiting": frozenset({"received", "refused", "withdrawn"}),
        "decided": frozenset({"done", "withdrawn"}),
    },
    COMPLAINT: {
        "received": frozenset({"acknowledged", "withdrawn"}),
        "acknowledged": frozenset({"answered", "withdrawn"}),
    },
}
MONTHS = 1  # Article 12(3)
MONTHS_MORE = 2  # Article 12(3): complex or many
ACKNOWLEDGED_WITHIN = timedelta(days=30)  # section 164A(4), "beginning with the day on which": see `due_on`

# Why something is not disclosed, and by which law. The person may be told of all but those in `SILENT`, where saying so
# would undo what the exemption protects.
EXEMPTIONS: dict[str, str] = {
    "third_party": "Data Protection Act 2018, Schedule 2, paragraph 16",
    "serious_harm": "Data Protection Act 2018, Schedule 3, paragraphs 5, 8 and 11",
    "crime": "Data Protection Act 2018, Schedule 2, paragraph 2",
    "privilege": "Data Protection Act 2018, Schedule 2, paragraph 19",
    "confidential_reference": "Data Protection Act 2018, Schedule 2, paragraph 24",
}
SILENT = frozenset({"serious_harm", "crime"})


@dataclass(frozen=True)
class Pause:
    """The clock stood still from the day on which something was asked of the person until they gave it.

    `why` is "identity" (the month begins when we know who asks) or "clarification" (its days do not count).
    """

    why: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Clock:
    """When a request was received, when it stood still, and whether it was extended."""

    received_on: date
    pauses: Sequence[Pause] = ()
    extended: bool = False
    calendar: Calendar = field(default=Calendar(), repr=False)

    @property
    def stands_still(self) -> bool:
        return any(pause.until is None for pause in self.pauses)

    def begins_on(self) -> date:
        """The day from which the month counts: when it was received or, if later, when we knew who asks."""
        known = [pause.until for pause in self.pauses if pause.why == "identity" and pause.until]
        return max([self.received_on, *known])

    def days_not_counted(self) -> int:
        """Days for which it waited for a clarification; what was asked and given on one day stops nothing."""
        begins = self.begins_on()
        return sum(
            max(0, (pause.until - max(pause.since, begins)).days)
            for pause in self.pauses
            if pause.why == "clarification" and pause.until
        )

    def due_on(self) -> date | None:
        """The last day for the answer; None while the clock stands still.

        The corresponding day of the next month (of the third, where extended), the month's last day where it has none,
        so many days later as the clock stood still, and then the next working day.
        """
        return None if self.stands_still else self._due(MONTHS + (MONTHS_MORE if self.extended else 0))

    def _due(self, months: int) -> date:
        day = add_months(self.begins_on(), months) + timedelta(days=self.days_not_counted())
        return self.calendar.next_working_day(day)

    def may_extend(self, today: date) -> bool:
        """Whether two months more may still be had: the person must be told within the first one."""
        return not self.extended and not self.stands_still and today <= self._due(MONTHS)


def complaint_due_on(received_on: date) -> date:
    """The last day for acknowledging a complaint: the thirtieth, the day on which it came being the first."""
    return received_on + ACKNOWLEDGED_WITHIN - timedelta(days=1)


def moved(kind: str, state: str, to: str) -> str:
    """The state after a move. Raises Conflict where the table has no such move."""
    if to not in MOVES[kind].get(state, frozenset()):
        raise Conflict(f"A request of the kind “{kind}” that is “{state}” cannot become “{to}”.")
    return to


def acts(kind: str, state: str, *, identified: bool, may_extend: bool) -> tuple[str, ...]:
    """What an officer may do next with a request, in the order in which they should think of it."""
    extend = ("extend",) if may_extend and kind != COMPLAINT and state not in CLOSED else ()
    if state == "received" and kind != COMPLAINT:
        first = ("gather" if kind == ACCESS else "decide") if identified else "identity"
        return (first, "pause", *extend, "refuse")
    by_state: dict[tuple[str, str], tuple[str, ...]] = {
        (COMPLAINT, "received"): ("acknowledge",),
        (COMPLAINT, "acknowledged"): ("answer",),
        (ACCESS, "waiting"): ("resume", "refuse"),
        (ERASURE, "waiting"): ("resume", "refuse"),
        (ACCESS, "review"): ("disclose-rest", "finish", *extend, "refuse"),
        (ACCESS, "reviewed"): ("release", "again", *extend),
    }
    return by_state.get((kind, state), ())
