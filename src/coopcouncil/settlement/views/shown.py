"""Values of promises as people read them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.directory import public as directory
from coopcouncil.foundation import jinja
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement.models import Entry
from coopcouncil.settlement.queries.entries import delivery_models

_CLOCK = re.compile(r"(\d+) (hour|day|week|month|working_day)s?")


class Words:
    """Says values of promises; what it needs of other contexts is fetched once, when first asked for."""

    def __init__(self) -> None:
        self._labels: dict[str, Mapping[str, str]] = {}

    def say(self, name: str, value: Any) -> str:
        """A value as people read it; "" where there is nothing."""
        if value is None or value in ("", []):
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if name == "yearly_cost_pence":
            return jinja.money(value)
        if name == "target":
            return _("%(n)s times in a hundred") % {"n": value}
        if name == "clock":
            return clock_in_words(value)
        if name == "equality_on":
            return jinja.date_in_words(date.fromisoformat(value) if isinstance(value, str) else value)
        if name in ("audiences", "wards"):
            known = self._known(name)
            return ", ".join(known.get(item, item) for item in value)
        if name in ("kind", "delivery_model", "outcome", "accountable"):
            return self._known(name).get(str(value), str(value))
        return str(value)

    def _known(self, name: str) -> Mapping[str, str]:
        if name not in self._labels:
            find: Mapping[str, Callable[[], Mapping[str, str]]] = {
                "kind": lambda: {code: str(label) for code, label in Entry.Kind.choices},
                "delivery_model": delivery_models,
                "outcome": directory.outcomes,
                "audiences": lambda: {**directory.audiences(), "everyone": _("Everyone")},
                "wards": lambda: {area.code: area.name for area in places.areas("ward")},
                "accountable": lambda: {str(item.id): item.name for item in people.organisations()},
            }
            self._labels[name] = find[name]()
        return self._labels[name]


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
