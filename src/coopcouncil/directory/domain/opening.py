"""When a service is open: hours that come again, days that are otherwise, bank holidays. All in Europe/London.

An opening belongs to the day on which it begins, also where it goes on past midnight. On a day with other hours only
those hold; on a bank holiday only hours that say so. Clocks that go forward or back are the law's: an opening from
9pm to 6am lasts eight hours in one night of the year, and ten in another.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from coopcouncil.directory.domain.record import Hours, OtherHours
from coopcouncil.kernel.calendars import LONDON, Calendar

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOOK_AHEAD = 370  # days: what opens no sooner than in a year opens at no time that anybody should be told
Set = tuple[Sequence[Hours], Sequence[OtherHours]]


@dataclass(frozen=True, slots=True)
class Opening:
    """From `start` until `end`, not included; both aware, in London's time."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class State:
    """`open` is None where no times are known. `until`: when it closes; `opens`: when it opens next."""

    open: bool | None
    until: datetime | None = None
    opens: datetime | None = None


def occurs(hours: Hours, day: date) -> bool:
    """Whether these hours come on a day, bank holidays apart.

    As iCalendar's RRULE has it (RFC 5545, 3.3.10), with `byday`, `bymonthday` and `interval`; weeks begin on Monday.
    Without `dtstart` every week or month counts. Without days it is every day, or the day of `dtstart`.
    """
    if any(first is not None and day < first for first in (hours.valid_from, hours.dtstart)):
        return False
    if hours.valid_to is not None and day > hours.valid_to:
        return False
    if hours.interval > 1 and not _in_turn(hours, day):
        return False
    if hours.freq == "MONTHLY":
        return _in_month(hours, day)
    if hours.byday:
        return DAYS[day.weekday()] in {name[-2:] for name in hours.byday.split(",")}
    return hours.dtstart is None or hours.dtstart.weekday() == day.weekday()


def _in_turn(hours: Hours, day: date) -> bool:
    start = hours.dtstart
    if start is None:
        return True
    if hours.freq == "MONTHLY":
        return ((day.year - start.year) * 12 + day.month - start.month) % hours.interval == 0
    monday = start - timedelta(days=start.weekday())
    return (day - monday).days // 7 % hours.interval == 0


def _in_month(hours: Hours, day: date) -> bool:
    days = monthrange(day.year, day.month)[1]
    if hours.bymonthday:
        numbers = {int(number) for number in hours.bymonthday.split(",")}
        if day.day not in numbers and day.day - days - 1 not in numbers:
            return False
    if hours.byday:
        return any(_is_nth(name, day, days) for name in hours.byday.split(","))
    return bool(hours.bymonthday) or hours.dtstart is None or hours.dtstart.day == day.day


def _is_nth(name: str, day: date, days: int) -> bool:
    """Whether `day`, of a month of so many days, is such a weekday: "TU" any Tuesday, "1TU" its first, "-1TU" last."""
    if DAYS[day.weekday()] != name[-2:]:
        return False
    nth = name[:-2]
    return nth in {"", str((day.day - 1) // 7 + 1), str(-((days - day.day) // 7 + 1))}


def on_day(hours: Sequence[Hours], others: Sequence[OtherHours], day: date, calendar: Calendar) -> list[Opening]:
    """The openings that begin on a day, in order, those that touch joined."""
    otherwise = [other for other in others if other.starts_on <= day <= other.ends_on]
    if otherwise:
        times = [(other.opens_at, other.closes_at) for other in otherwise]
        if any(opens is None for opens, _closes in times):
            return []  # closed: it is never safe to send somebody there
    else:
        holiday = day in calendar.closed
        times = [
            (item.opens_at, item.closes_at)
            for item in hours
            if (item.on_holidays or not holiday) and occurs(item, day)
        ]  # fmt: skip
    return joined(_opening(day, opens, closes) for opens, closes in times if opens is not None and closes is not None)


def _opening(day: date, opens: time, closes: time) -> Opening:
    last = day if closes > opens else day + timedelta(days=1)
    return Opening(datetime.combine(day, opens, LONDON), datetime.combine(last, closes, LONDON))


def joined(openings: Iterable[Opening]) -> list[Opening]:
    """Openings in order; those that overlap or touch are one."""
    made: list[Opening] = []
    for item in sorted(openings, key=lambda item: (item.start.astimezone(UTC), item.end.astimezone(UTC))):
        if item.end.astimezone(UTC) <= item.start.astimezone(UTC):
            continue  # the clocks went forward over it
        if made and item.start.astimezone(UTC) <= made[-1].end.astimezone(UTC):
            if item.end.astimezone(UTC) > made[-1].end.astimezone(UTC):
                made[-1] = Opening(made[-1].start, item.end)
        else:
            made.append(item)
    return made


def openings(sets: Sequence[Set], first: date, days: int, calendar: Calendar) -> Iterator[Opening]:
    """The openings that begin on `days` days from `first`, in order, of any of these sets of hours."""
    for number in range(days):
        day = first + timedelta(days=number)
        yield from joined(opening for hours, others in sets for opening in on_day(hours, others, day, calendar))


def state(sets: Sequence[Set], now: datetime, calendar: Calendar) -> State:
    """Whether it is open at `now` (aware) and until when, or when it opens next. If one of the `sets` is, it is.

    `until` and `opens` look a little more than a year ahead, and no further.
    """
    if not any(item.opens_at for hours, _ in sets for item in hours) and not any(
        other.opens_at for _, others in sets for other in others
    ):
        return State(None)
    now = now.astimezone(UTC)
    first = now.astimezone(LONDON).date() - timedelta(days=1)
    until: datetime | None = None
    for item in openings(sets, first, LOOK_AHEAD, calendar):
        start, end = item.start.astimezone(UTC), item.end.astimezone(UTC)
        if until is not None:
            if start > until.astimezone(UTC):
                return State(True, until=until)
            until = max(until, item.end, key=lambda moment: moment.astimezone(UTC))
        elif start <= now < end:
            until = item.end
        elif start > now:
            return State(False, opens=item.start)
        if until is not None and until.astimezone(UTC) - now > timedelta(days=8):
            return State(True)  # day and night
    return State(True, until=until) if until else State(False)


def is_open(sets: Sequence[Set], now: datetime, calendar: Calendar) -> bool | None:
    """Whether it is open at `now`; None where no times are known. Cheaper than `state`: it looks at two days."""
    if not any(item.opens_at for hours, _ in sets for item in hours) and not any(
        other.opens_at for _, others in sets for other in others
    ):
        return None
    now = now.astimezone(UTC)
    first = now.astimezone(LONDON).date() - timedelta(days=1)
    return any(
        item.start.astimezone(UTC) <= now < item.end.astimezone(UTC) for item in openings(sets, first, 2, calendar)
    )
