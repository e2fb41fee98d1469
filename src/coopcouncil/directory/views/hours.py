"""Hours in the words of the page’s language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from babel.dates import get_day_names
from django.utils.translation import gettext as _

from coopcouncil.directory.domain.opening import DAYS, Set, state
from coopcouncil.directory.domain.record import Hours, OtherHours
from coopcouncil.foundation import languages
from coopcouncil.foundation.jinja import date_in_words, time_in_words
from coopcouncil.kernel.calendars import LONDON, england


@dataclass(frozen=True)
class Shown:
    """Whether it is open; until when it is, or when it opens next; and the timetable line by line.

    `open` is None and `now` empty where nobody knows.
    """

    open: bool | None
    now: str
    lines: tuple[str, ...]
    others: tuple[str, ...]


def shown(sets: Sequence[Set], now: datetime) -> Shown:
    """What a page says of these hours; of days that are otherwise only those to come."""
    said = state(sets, now, england())
    today = now.astimezone(LONDON).date()
    hours = [item for items, _others in sets for item in items if not item.valid_to or item.valid_to >= today]
    others = {other for _hours, items in sets for other in items if other.ends_on >= today}
    lines = list(dict.fromkeys(line(item) for item in hours))
    if hours and any(item.opens_at and not item.on_holidays for item in hours):
        lines.append(_("Closed on bank holidays"))
    return Shown(
        said.open,
        _now(said.open, said.until, said.opens),
        tuple(lines),
        tuple(other_line(item) for item in sorted(others, key=lambda item: (item.starts_on, str(item.opens_at)))),
    )


def _now(is_open: bool | None, until: datetime | None, opens: datetime | None) -> str:
    if is_open is None:
        return ""
    if is_open:
        return _("Until %(time)s") % {"time": _moment(until)} if until else _("Day and night")
    return _("It opens on %(time)s") % {"time": time_in_words(opens)} if opens else _("Phone to ask when it opens")


def _moment(value: datetime) -> str:
    return clock(value.astimezone(LONDON).time())


def clock(value: time) -> str:
    """A time of day as people say it: "9am", "5:30pm"; in other languages "17:30"."""
    if languages.is_foreign():
        return f"{value:%H:%M}"
    if value == time(0):
        return _("midnight")
    said = f"{value.hour % 12 or 12}:{value:%M}" if value.minute else f"{value.hour % 12 or 12}"
    return said + ("am" if value.hour < 12 else "pm")


def line(hours: Hours) -> str:
    """One rule of a timetable: "Monday to Friday, 9am to 5pm"."""
    parts = [_days(hours), _times(hours.opens_at, hours.closes_at, by_arrangement=True)]
    if hours.interval > 1:
        parts.append(
            (_("every %(number)s weeks") if hours.freq == "WEEKLY" else _("every %(number)s months"))
            % {"number": hours.interval}
        )
    parts += [hours.description, hours.notes]
    return ", ".join(part for part in parts if part)


def _times(opens: time | None, closes: time | None, *, by_arrangement: bool = False) -> str:
    if opens is None or closes is None:
        return _("by arrangement") if by_arrangement else _("closed")
    if opens == closes:
        return _("day and night")
    return _("%(opens)s to %(closes)s") % {"opens": clock(opens), "closes": clock(closes)}


def _days(hours: Hours) -> str:
    names = [name for name in hours.byday.split(",") if name]
    if hours.freq == "MONTHLY":
        if hours.bymonthday:
            return _("On these days of the month: %(days)s") % {"days": hours.bymonthday.replace(",", ", ")}
        return ", ".join(_nth(name) for name in names)
    numbers = sorted({DAYS.index(name[-2:]) for name in names})
    if len(numbers) in (0, 7):
        return _("Every day")
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return _("%(first)s to %(last)s") % {"first": _day(numbers[0]), "last": _day(numbers[-1])}
    said = [_day(number) for number in numbers]
    return _("%(days)s and %(last)s") % {"days": ", ".join(said[:-1]), "last": said[-1]} if said[1:] else said[0]


def _nth(name: str) -> str:
    words = {
        "1": _("First %(day)s of the month"), "2": _("Second %(day)s of the month"),
        "3": _("Third %(day)s of the month"), "4": _("Fourth %(day)s of the month"),
        "5": _("Fifth %(day)s of the month"), "-1": _("Last %(day)s of the month"),
    }  # fmt: skip
    return words.get(name[:-2], _("Each %(day)s of the month")) % {"day": _day(DAYS.index(name[-2:]))}


def _day(number: int) -> str:
    name: str = get_day_names("wide", locale=languages.tag(languages.current()).replace("-", "_"))[number]
    return name


def other_line(other: OtherHours) -> str:
    """One exception: "24 December 2026 to 1 January 2027: closed. Closed over the holidays"."""
    first, last = date_in_words(other.starts_on), date_in_words(other.ends_on)
    days = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    said = f"{days}: {_times(other.opens_at, other.closes_at)}"
    return f"{said}. {other.reason}" if other.reason else said


def is_over(day: date | None, today: date) -> bool:
    """Whether something that held until a day holds no more."""
    return day is not None and day < today
