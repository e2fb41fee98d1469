"""The clock of a promise: when it is due, when somebody is warned, what stops it. Every change gives a new clock.

Moments are aware. A clock of days counts days on the calendar of London, without the day on which it started, and
lasts until the end of its last day; a clock of hours counts through nights and holidays.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from coopcouncil.kernel.calendars import LONDON, Calendar, add_months
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said

RUNNING, WARNED, DUE_TODAY, BREACHED = "running", "warned", "due_today", "breached"
PAUSED, STOPPED = "paused", "stopped"
STATES = (RUNNING, WARNED, DUE_TODAY, BREACHED, PAUSED, STOPPED)
HOURS, DAYS, WEEKS, MONTHS, WORKING_DAYS = "hours", "days", "weeks", "months", "working_days"
_FIRST_DAY_COUNTED = ", first day counted"
_LENGTH = re.compile(rf"([1-9][0-9]{{0,2}}) (hours?|days?|weeks?|months?|working_days?)({_FIRST_DAY_COUNTED})?")
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Length:
    """So many hours, days, weeks, months or working days.

    `first_day` says that the day on which the clock starts is the first of them ("beginning with the day on which"), so
    that it ends a day earlier; working days and hours know no such thing.
    """

    count: int
    unit: str
    first_day: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "10 working_days" or "6 months, first day counted". Raises BadInput for another text."""
        match = _LENGTH.fullmatch(text)
        unit = f"{match[2].rstrip('s')}s" if match else ""
        if match is None or (match[3] and unit in {HOURS, WORKING_DAYS}):
            raise BadInput(f"“{text}” is no time.", mend='Write it as "10 working_days", "24 hours" or "6 months".')
        return cls(int(match[1]), unit, bool(match[3]))

    def __str__(self) -> str:
        text = f"{self.count} {self.unit if self.count > 1 else self.unit.rstrip('s')}"
        return text + _FIRST_DAY_COUNTED if self.first_day else text


@dataclass(frozen=True)
class Pause:
    """The clock stands still from `since` until `until`; None: until somebody lets it run on."""

    since: datetime
    reason: str
    until: datetime | None = None


@dataclass(frozen=True)
class Extension:
    """`count` more of the clock's unit, of which the person was told at `told_at`, before the clock had run out."""

    count: int
    reason: str
    told_at: datetime


@dataclass(frozen=True)
class Clock:
    """One promise that runs.

    `may_pause` and `extend_at_most` (in the unit of `length`, over all extensions; 0 forbids them) are what `source`,
    the instrument, allows. `warn_before` is in working days, for a clock of hours in hours. `moves`: a last day that is
    no working day moves to the next one (working days never need it).
    """

    code: str
    started_at: datetime
    length: Length
    source: str
    may_pause: bool = False
    extend_at_most: int = 0
    warn_before: int = 1
    moves: bool = False
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_at: datetime | None = None

    @property
    def stands_still(self) -> bool:
        return any(pause.until is None for pause in self.pauses)

    @property
    def extended_by(self) -> int:
        return sum(extension.count for extension in self.extensions)


def day_of(moment: datetime) -> date:
    """The day on which an aware moment falls in London."""
    return moment.astimezone(LONDON).date()


def due_at(clock: Clock, calendar: Calendar) -> datetime | None:
    """The last moment at which the promise is kept; None while the clock stands still.

    A pause moves it by as much as the clock stood still: by working days, days or exact time, as the clock counts. What
    came after it had run out moves nothing, so no breach is healed by a pause or an extension.
    """
    due = _due(clock, 0, timedelta(), calendar)
    count, still = 0, timedelta()
    changes: list[Pause | Extension] = [*clock.pauses, *clock.extensions]
    for change in sorted(changes, key=_when):
        if _when(change) > due:
            continue
        if isinstance(change, Extension):
            count += change.count
        elif change.until is None:
            return None
        else:
            still += _stood_still(clock, change, calendar)
        due = _due(clock, count, still, calendar)
    return due


def due_on(clock: Clock, calendar: Calendar) -> date | None:
    """The last day on which the promise is kept; None while the clock stands still."""
    due = due_at(clock, calendar)
    return day_of(due) if due else None


def warn_at(clock: Clock, calendar: Calendar) -> datetime | None:
    """The moment from which its owner is warned; None while the clock stands still. Never before it started."""
    due = due_at(clock, calendar)
    if due is None:
        return None
    if clock.length.unit == HOURS:
        return max(due - timedelta(hours=clock.warn_before), clock.started_at)
    day = calendar.add_working_days(day_of(due), -clock.warn_before)
    return max(datetime.combine(day, time(), LONDON), clock.started_at)


def warn_on(clock: Clock, calendar: Calendar) -> date | None:
    """The day from which its owner is warned; None while the clock stands still."""
    warn = warn_at(clock, calendar)
    return day_of(warn) if warn else None


def state(clock: Clock, now: datetime, calendar: Calendar) -> str:
    """One of STATES. A breach stays one, whatever comes after it, until the clock is stopped."""
    if clock.stopped_at is not None:
        return STOPPED
    due, warn = due_at(clock, calendar), warn_at(clock, calendar)
    if due is None or warn is None:
        return PAUSED
    if now > due:
        return BREACHED
    if day_of(now) == day_of(due):
        return DUE_TODAY
    return WARNED if now >= warn else RUNNING


def was_kept(clock: Clock, calendar: Calendar) -> bool | None:
    """Whether it was stopped in time; None while it is not stopped."""
    if clock.stopped_at is None:
        return None
    due = due_at(clock, calendar)
    return due is None or clock.stopped_at <= due


def rung(clock: Clock, now: datetime, calendar: Calendar, *, head_after: int) -> str:
    """Who must hear of it now: "owner" once warned, "manager" at the breach, "head_of_service" `head_after` working
    days later; "" while nobody need.
    """
    now_is = state(clock, now, calendar)
    if now_is in {WARNED, DUE_TODAY}:
        return "owner"
    due = due_on(clock, calendar)
    if now_is != BREACHED or due is None:
        return ""
    return "head_of_service" if day_of(now) > calendar.add_working_days(due, head_after) else "manager"


def pause(clock: Clock, *, at: datetime, reason: str, calendar: Calendar) -> Clock:
    """The clock standing still from `at`. Raises Conflict where its instrument forbids it, where it stands still, has
    run out or is stopped; BadInput without a reason.
    """
    _must_run(clock, at, calendar)
    if not clock.may_pause:
        raise Conflict(Said("This clock may not be paused. The rule is: %(source)s.", source=clock.source))
    return replace(clock, pauses=(*clock.pauses, Pause(at, _needed(reason))))


def resume(clock: Clock, *, at: datetime) -> Clock:
    """The clock running on from `at`. Raises Conflict where it does not stand still; BadInput for an earlier time."""
    if not clock.stands_still or clock.stopped_at is not None:
        raise Conflict(Said("This clock is not paused."))
    *earlier, last = clock.pauses
    if at < last.since:
        raise BadInput(Said("It cannot start again before it was paused."), mend=Said("Give a later time."))
    return replace(clock, pauses=(*earlier, replace(last, until=at)))


def extend(clock: Clock, count: int, *, reason: str, told_at: datetime, calendar: Calendar) -> Clock:
    """The clock with `count` more of its unit. Raises Conflict where its instrument forbids it or so much, where it
    stands still, has run out or is stopped; BadInput without a reason.
    """
    _must_run(clock, told_at, calendar)
    if not clock.extend_at_most:
        raise Conflict(Said("This clock may not be extended. The rule is: %(source)s.", source=clock.source))
    if count < 1:
        raise BadInput(Said("An extension is one day or more."))
    left = clock.extend_at_most - clock.extended_by
    if count > left:
        raise Conflict(Said("It may be extended by %(left)s more at most. The rule is: %(source)s.",
                            left=left, source=clock.source))  # fmt: skip
    return replace(clock, extensions=(*clock.extensions, Extension(count, _needed(reason), told_at)))


def stop(clock: Clock, *, at: datetime) -> Clock:
    """The clock stopped: what was promised is done, or is no longer owed. Raises Conflict where it is stopped."""
    if clock.stopped_at is not None:
        raise Conflict(Said("This clock has already stopped."))
    return replace(clock, stopped_at=at)


def _when(change: Pause | Extension) -> datetime:
    return change.since if isinstance(change, Pause) else change.told_at


def _stood_still(clock: Clock, pause: Pause, calendar: Calendar) -> timedelta:
    """For how long; in a clock of working days, a day of it stands for a working day."""
    since, until = max(pause.since, clock.started_at), pause.until
    if until is None or until <= since:
        return timedelta()
    if clock.length.unit == HOURS:
        return until.astimezone(UTC) - since.astimezone(UTC)
    first, last = day_of(since), day_of(until)
    if clock.length.unit == WORKING_DAYS:
        return timedelta(days=calendar.working_days_between(first, last))
    return last - first


def _due(clock: Clock, more: int, still: timedelta, calendar: Calendar) -> datetime:
    count, unit = clock.length.count + more, clock.length.unit
    if unit == HOURS:
        # In UTC: in a zone of its own, Python counts hours on the face of the clock.
        return clock.started_at.astimezone(UTC) + timedelta(hours=count) + still
    day = day_of(clock.started_at)
    if unit == WORKING_DAYS:
        day = calendar.add_working_days(day, count + still.days)
    elif unit == MONTHS:
        day = add_months(day, count) + still
    else:
        day += timedelta(days=count * (7 if unit == WEEKS else 1)) + still
    if clock.length.first_day:
        day -= timedelta(days=1)
    return datetime.combine(calendar.next_working_day(day) if clock.moves else day, _LAST_SECOND, LONDON)


def _must_run(clock: Clock, at: datetime, calendar: Calendar) -> None:
    if clock.stopped_at is not None:
        raise Conflict(Said("This clock has already stopped."))
    if clock.stands_still:
        raise Conflict(Said("This clock is paused. Start it again first."))
    due = due_at(clock, calendar)
    if due is None or at > due:
        raise Conflict(Said("This clock has run out, and cannot be changed any more. Say why it is late instead."))
    since = max([clock.started_at, *(pause.until for pause in clock.pauses if pause.until)])
    if at < since:
        raise BadInput(Said("That is before this clock last started to run."), mend=Said("Give a later time."))


def _needed(reason: str) -> str:
    if not reason.strip():
        raise BadInput(Said("Say why."), mend=Said("The reason is told to the person."))
    return reason.strip()
