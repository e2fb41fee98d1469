"""Days and hours that can be."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from coopcouncil.directory.domain.openreferral.findings import Findings, Node, quoted
from coopcouncil.directory.domain.openreferral.shapes import is_date, is_time

_PAIRS = (("valid_from", "valid_to"), ("dtstart", "until"), ("dtstart", "valid_to"))
# RFC 5545, 3.3.10: perhaps a number of the week in the month, then the day.
_BYDAY = re.compile(r"[+-]?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)")
_BYMONTHDAY = re.compile(r"[+-]?(?:[1-9]|[12]\d|3[01])")


def _day(node: Node, name: str) -> date | None:
    text = node.text(name)
    return date.fromisoformat(text) if is_date(text) else None


def _hour(node: Node, name: str) -> time | None:
    text = node.text(name)
    return time.fromisoformat(text).replace(tzinfo=None) if is_time(text) else None


def ends_after_it_begins(nodes: Sequence[Node], today: date) -> Findings:
    """Nothing ends before the day on which it begins."""
    for node in nodes:
        for first, last in _PAIRS:
            begins, ends = _day(node, first), _day(node, last)
            if begins and ends and ends < begins:
                message = f"{last} {ends} is before {first} {begins}."
                yield node.warn("ends-before-it-begins", last, message, "Put the days the right way round.")


def closes_after_it_opens(nodes: Sequence[Node], today: date) -> Findings:
    """Nothing closes before the hour at which it opens, or at that hour."""
    for node in nodes:
        opens, closes = _hour(node, "opens_at"), _hour(node, "closes_at")
        if opens is not None and closes is not None and closes <= opens:
            message = f"It closes at {closes:%H:%M} and opens at {opens:%H:%M}."
            mend = "Mend the hours. If it is open past midnight, write two schedules, one for each day."
            yield node.warn("closes-before-it-opens", "closes_at", message, mend)


def has_not_happened_yet(nodes: Sequence[Node], today: date) -> Findings:
    """Nothing was confirmed or changed in the future. Clocks may differ by a day."""
    for node in nodes:
        for name in ("assured_date", "last_modified"):
            text = node.text(name)
            day = _moment(text) if name == "last_modified" else _day(node, name)
            if day and day > today + timedelta(days=1):
                yield node.warn("in-the-future", name, f"{quoted(text)} has not come yet.", "Write when it happened.")


def _moment(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def repeats_as_a_calendar_can(nodes: Sequence[Node], today: date) -> Findings:
    """Days of the week and of the month, and how often, as RFC 5545 writes them."""
    for node in nodes:
        if node.kind != "schedule":
            continue
        for part in filter(None, node.text("byday").upper().split(",")):
            if not _BYDAY.fullmatch(part.strip()):
                mend = "Write MO, TU, WE, TH, FR, SA or SU, with commas between them."
                yield node.warn("no-such-day", "byday", f"{quoted(part)} is no day of the week.", mend)
        for part in filter(None, node.text("bymonthday").split(",")):
            if not _BYMONTHDAY.fullmatch(part.strip()):
                mend = "Write numbers from 1 to 31, or from -31 to -1, with commas between them."
                yield node.warn("no-such-day", "bymonthday", f"{quoted(part)} is no day of a month.", mend)
        every = node.number("interval")
        if every is not None and (every < 1 or every != int(every)):
            yield node.warn("no-such-interval", "interval", f"Every {every:g} times is never.", "Write 1, 2, 3 …")
