"""Hours in words, and times as people type them. Hours are mappings, as `changing.snapshot` has them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last"}
_TYPED = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_SAID = {"noon": "12:00", "midday": "12:00", "midnight": "00:00", "24:00": "00:00"}


def typed_time(text: str) -> str:
    """What somebody typed ("9", "9.30am", "17:00", "noon") as "HH:MM"; raises ValueError for what is no time of day."""
    text = " ".join(text.split()).lower()
    if text in _SAID:
        return _SAID[text]
    found = _TYPED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        raise ValueError(text)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute).isoformat("minutes")


def time_in_words(clock: str) -> str:
    """ "09:00" → "9am", "17:30" → "5:30pm", "00:00" → "midnight"."""
    at = time.fromisoformat(clock)
    if at == time(0):
        return "midnight"
    if at == time(12):
        return "noon"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def days_in_words(byday: str) -> str:
    """ "MO,TU,WE,FR" → "Monday to Wednesday and Friday"; "" or all seven → "Every day"."""
    codes = [code for code in byday.split(",") if code]
    if any(code not in DAYS for code in codes):
        return ", ".join(_nth_in_words(code) for code in codes)
    at = sorted(DAYS.index(code) for code in codes)
    if len(at) in {0, 7}:
        return "Every day"
    runs: list[list[int]] = []
    for number in at:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said: list[str] = []
    for run in runs:
        if len(run) > 2:
            said.append(f"{NAMES[run[0]]} to {NAMES[run[-1]]}")
        else:
            said += [NAMES[number] for number in run]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _nth_in_words(code: str) -> str:
    day = NAMES[DAYS.index(code[-2:])]
    return f"the {_NTH.get(code[:-2], code[:-2])} {day}" if code[:-2] else day


def hours_in_words(row: Mapping[str, Any]) -> str:
    """One row of hours: "Monday to Friday, 9am to 5pm"."""
    days = days_in_words(str(row.get("byday") or ""))
    if row.get("freq") == "MONTHLY":
        dates = row.get("bymonthday")
        days = f"Every month, {f'on day {dates}' if dates and not row.get('byday') else days}"
    elif int(row.get("interval") or 1) > 1:
        days = f"{days}, every {row['interval']} weeks"
    parts = [days, times_in_words(row) or "by arrangement"]
    if row.get("on_holidays"):
        parts.append("bank holidays too")
    if row.get("valid_from"):
        parts.append(f"from {day_in_words(row['valid_from'])}")
    if row.get("valid_to"):
        parts.append(f"until {day_in_words(row['valid_to'])}")
    return ", ".join(parts)


def times_in_words(row: Mapping[str, Any]) -> str:
    opens, closes = row.get("opens_at"), row.get("closes_at")
    if not opens or not closes:
        return ""
    if opens == closes:
        return "day and night"
    return f"{time_in_words(opens)} to {time_in_words(closes)}"


def others_in_words(row: Mapping[str, Any]) -> str:
    """Days that are otherwise: "24 December 2026 to 1 January 2027: closed (holiday)"."""
    first, last = day_in_words(row["starts_on"]), day_in_words(row["ends_on"])
    days = first if first == last else f"{first} to {last}"
    why = f" ({row['reason']})" if row.get("reason") else ""
    return f"{days}: {times_in_words(row) or 'closed'}{why}"


def day_in_words(day: str | date) -> str:
    held = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{held.day} {held:%B %Y}"


def week_in_words(rows: Iterable[Mapping[str, Any]], *, today: date, most: int = 200) -> str:
    """The rows that hold today or later, in one line of at most so many letters; "" where that is too short for them.

    Since when they have held is not said.
    """
    day = today.isoformat()
    left = [row for row in rows if not row.get("valid_to") or row["valid_to"] >= day]
    said = "; ".join(
        hours_in_words({**row, "valid_from": None} if (row.get("valid_from") or "") <= day else row) for row in left
    )
    return said if len(said) <= most else ""


def readable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a record with each row of hours in words, for `changing.difference`."""
    made = dict(values)
    for name, say in (("hours", hours_in_words), ("other_hours", others_in_words)):
        if isinstance(made.get(name), list):
            made[name] = [{"words": say(row)} for row in made[name]]
    return made
