"""The whole record of a service in the words of its page."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.directory import queries
from coopcouncil.directory.domain import record
from coopcouncil.directory.domain.tongues import language_names
from coopcouncil.directory.models import Audience, Basis, Feature, ReferredBy, Service, Way
from coopcouncil.directory.views import hours
from coopcouncil.foundation import languages
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.jinja import date_in_words, money


def whole(code: str, now: datetime) -> dict[str, Any]:
    """What the page shows of the record besides its columns."""
    found = queries.service_record(code=code)
    today = now.astimezone(LONDON).date()
    return {
        "record": found,
        "hours_in_words": _besides(
            found.opening_hours, [item for hours, _others in found.open_hours for item in hours]
        ),
        "cost_in_words": found.cost if found.cost not in {cost_line(cost) for cost in found.costs} else "",
        "today": today,
        "opening": hours.shown(found.open_hours, now),
        "costs": [cost_line(cost) for cost in found.costs if not hours.is_over(cost.valid_to, today)],
        "for_whom": for_whom(found.eligibility),
        "places": [_place(at, now) for at in found.at_locations],
        "routes": [(str(ReferredBy(route.by).label), route.how, route.url) for route in found.routes],
        "waiting": waiting(found.capacity),
        "spoken": [(language_name(item.code), item.note) for item in _spoken(found)],
        "spells": [_spell(spell) for spell in reversed(_in_order(found.spells))],
        "scopes": found.scopes,
        "scope_names": {code: str(label) for code, label in Service.Scope.choices},
        "laws": [
            (str(Basis(item.kind).label), item) for item in found.bases if not hours.is_over(item.valid_to, today)
        ],
        "duty": any(item.kind == "duty" for item in found.bases),
        "ways": [(str(Way(item.way).label), item.words, item.url) for item in found.ways],
        "also_serves": [str(Service.Outcome(code).label) for code in found.also_serves],
        "reached_by": str(Service.ReachedBy(found.reached_by).label) if found.reached_by != "any" else "",
    }


def _besides(words: str, timetable: list[record.Hours]) -> str:
    """What a provider says of its hours in its own words, where the timetable does not say the same."""
    with languages.in_english():
        return words if words not in {hours.line(item) for item in timetable} else ""


def cost_line(cost: record.Cost) -> str:
    """ "Garden bin: £55.00 a year", "Free", or the words where it depends."""
    if cost.amount_pence is None:
        amount = cost.amount_description
    else:
        pounds = (
            money(cost.amount_pence) if cost.currency == "GBP" else f"{cost.amount_pence / 100:,.2f} {cost.currency}"
        )
        amount = f"{pounds if cost.amount_pence else _('Free')} {cost.amount_description}".strip()
    return f"{cost.option}: {amount}" if cost.option and amount else cost.option or amount


def for_whom(eligibility: record.Eligibility | None) -> list[str]:
    """Lines: the audiences, the ages, and what is said besides."""
    if eligibility is None:
        return []
    lines = [str(Audience(code).label) for code in eligibility.audiences if code in Audience.values]
    low, high = eligibility.minimum_age, eligibility.maximum_age
    if low is not None and high is not None:
        lines.append(_("Aged %(low)s to %(high)s") % {"low": low, "high": high})
    elif low is not None:
        lines.append(_("Aged %(low)s or over") % {"low": low})
    elif high is not None:
        lines.append(_("Aged %(high)s or under") % {"high": high})
    return [*lines, *([eligibility.description] if eligibility.description else [])]


def waiting(capacity: record.Capacity | None) -> list[str]:
    """Lines: places, the wait, and of which day that is."""
    if capacity is None:
        return []
    lines = []
    if capacity.free_places is not None and capacity.places is not None:
        lines.append(_("%(free)s of %(all)s places are free") % {"free": capacity.free_places, "all": capacity.places})
    elif capacity.free_places is not None:
        lines.append(ngettext("%(count)s place is free", "%(count)s places are free", capacity.free_places)
                     % {"count": capacity.free_places})  # fmt: skip
    elif capacity.places is not None:
        lines.append(ngettext("%(count)s place", "%(count)s places", capacity.places) % {"count": capacity.places})
    if capacity.waiting_days == 0:
        lines.append(_("No waiting time"))
    elif capacity.waiting_days is not None:
        lines.append(ngettext("You wait about %(count)s day", "You wait about %(count)s days", capacity.waiting_days)
                     % {"count": capacity.waiting_days})  # fmt: skip
    return [*lines, _("As it was on %(day)s") % {"day": date_in_words(capacity.as_of)}]


def language_name(code: str) -> str:
    """A language by its ISO 639 code, in the page’s language; the code itself where nobody knows its name."""
    return language_names(languages.tag(languages.current())).get(code, code)


def _spoken(found: record.Service) -> list[record.Language]:
    """Languages of the service, and of its numbers; each once."""
    phones = [*found.phones, *(phone for contact in found.contacts for phone in contact.phones)]
    every = [*found.languages, *(item for phone in phones for item in phone.languages)]
    return list({item.code: item for item in reversed(every)}.values())[::-1]


def _in_order(spells: Sequence[record.Spell]) -> list[record.Spell]:
    return sorted(spells, key=lambda spell: spell.starts_on or date.min)


def _spell(spell: record.Spell) -> dict[str, str]:
    first, last = date_in_words(spell.starts_on), date_in_words(spell.ends_on)
    if first and last:
        when = _("%(first)s to %(last)s") % {"first": first, "last": last}
    elif last:
        when = _("Until %(last)s") % {"last": last}
    else:
        when = _("Since %(first)s") % {"first": first} if first else _("Now")
    label = str(Service.DeliveryModel(spell.delivery_model).label)
    return {"when": when, "model": label, "provider": spell.provider, "reason": spell.reason}


def _place(at: record.AtLocation, now: datetime) -> dict[str, Any]:
    place = at.location
    return {
        "code": place.access_point_code,
        "name": place.name or place.address_1,
        "to_write_to": place.location_type == "postal",
        "lines": [line for line in (place.address_1, place.address_2, place.city, place.postcode) if line],
        "ward": place.ward_name,
        "transportation": place.transportation,
        "opening": hours.shown([(at.hours, at.other_hours)], now),
        "features": [
            f"{Feature(item.code).label}" + (f" ({item.details})" if item.details else "") for item in place.features
        ],
    }
