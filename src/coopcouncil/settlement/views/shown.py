"""Values of promises as people read them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation import jinja
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement.models import Entry
from coopcouncil.settlement.queries.entries import delivery_models
from coopcouncil.settlement.queries.words import clock_in_words


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
