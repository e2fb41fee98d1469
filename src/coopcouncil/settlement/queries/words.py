"""Values of promises as people read them, where more than one page shows them."""

import re

from django.utils.translation import ngettext

_CLOCK = re.compile(r"(\d+) (hour|day|week|month|working_day)s?")


def clock_in_words(text: str) -> str:
    """ "10 working_days" as people say it."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return text
    count = int(match[1])
    words = {
        "hour": ngettext("%(n)s hour", "%(n)s hours", count),
        "day": ngettext("%(n)s day", "%(n)s days", count),
        "week": ngettext("%(n)s week", "%(n)s weeks", count),
        "month": ngettext("%(n)s month", "%(n)s months", count),
        "working_day": ngettext("%(n)s working day", "%(n)s working days", count),
    }
    return words[match[2]] % {"n": count}
