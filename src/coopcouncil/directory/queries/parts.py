"""What belongs to services, locations and organisations: hours, contacts, languages, terms and the rest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain import record
from coopcouncil.directory.models import (
    Attribute,
    Capacity,
    Contact,
    CostOption,
    DeliveryModelSpell,
    Eligibility,
    Funding,
    Language,
    Participation,
    Phone,
    ReferralRoute,
    Schedule,
    ScheduleException,
    ScopeDecision,
    ServiceArea,
    StatutoryBasis,
)
from coopcouncil.directory.queries.grouping import AnyOf, Grouped, grouped
from coopcouncil.directory.queries.terms import TERM

Owners = dict[str, Collection[UUID]]
HOURS = (
    "id", "freq", "interval", "byday", "bymonthday", "opens_at", "closes_at", "valid_from", "valid_to", "dtstart",
    "on_holidays", "attending_type", "description", "notes", "schedule_link",
)  # fmt: skip


def hours(owners: Owners) -> Grouped[record.Hours]:
    rows = Schedule.objects.order_by("valid_from", "byday", "opens_at", "id")
    return grouped(rows, owners, HOURS, record.Hours)


def other_hours(owners: Owners) -> Grouped[record.OtherHours]:
    rows = ScheduleException.objects.order_by("starts_on", "opens_at", "id")
    return grouped(rows, owners, ("id", "starts_on", "ends_on", "opens_at", "closes_at", "reason"), record.OtherHours)


def attributes(owners: Owners) -> Grouped[record.Attribute]:
    def made(key: UUID, link_type: str, *term: Any) -> record.Attribute:
        return record.Attribute(key, link_type, record.Term(*term))

    rows = Attribute.objects.order_by("term__taxonomy__name", "term__name", "id")
    return grouped(rows, owners, ("id", "link_type", *(f"term__{name}" for name in TERM)), made)


def funding(owners: Owners) -> Grouped[record.Funding]:
    return grouped(Funding.objects.order_by("source", "id"), owners, ("id", "source"), record.Funding)


@dataclass(frozen=True, slots=True)
class Reaching:
    """Contacts with their numbers, numbers, and languages, by whatever they belong to. Four queries."""

    contacts: Grouped[record.Contact]
    phones: Grouped[record.Phone]
    languages: Grouped[record.Language]


def reaching(owners: Owners) -> Reaching:
    """`owners` may name service, location, service_at_location and organisation."""
    contacts = grouped(
        Contact.objects.order_by("title", "name", "id"), owners, ("id", "name", "title", "department", "email"),
        record.Contact,
    )  # fmt: skip
    ids = [contact.id for held in contacts.values() for contact in held]
    phones = grouped(
        Phone.objects.order_by("kind", "number", "id"), {**owners, "contact": ids},
        ("id", "number", "extension", "kind", "description"), record.Phone,
    )  # fmt: skip
    spoken: Owners = {name: owners[name] for name in ("service", "location") if name in owners}
    spoken["phone"] = [phone.id for held in phones.values() for phone in held]
    languages = grouped(Language.objects.order_by("code"), spoken, ("id", "code", "note"), record.Language)
    for held in phones.values():
        held[:] = [replace(phone, languages=tuple(languages.get(phone.id, ()))) for phone in held]
    for people in contacts.values():
        people[:] = [replace(contact, phones=tuple(phones.get(contact.id, ()))) for contact in people]
    return Reaching(contacts, phones, languages)


@dataclass(frozen=True, slots=True)
class Shared:
    """What records of several kinds own, by whatever each belongs to: one query a table for all kinds."""

    hours: Grouped[record.Hours]
    other_hours: Grouped[record.OtherHours]
    attributes: Grouped[record.Attribute]
    funding: Grouped[record.Funding]
    reach: Reaching


def shared(owners: Owners) -> Shared:
    """`owners` may name service, location, service_at_location and organisation."""
    timed = _among(owners, "service", "location", "service_at_location")
    return Shared(
        hours(timed), other_hours(timed), attributes(owners), funding(_among(owners, "service", "organisation")),
        reaching(owners),
    )  # fmt: skip


def _among(owners: Owners, *names: str) -> Owners:
    return {name: owners[name] for name in names if name in owners}


class Parts:
    """Everything that services own, by the service’s id, under the names of `record.Service`."""

    def __init__(self, lists: dict[str, Grouped[Any]], single: dict[str, dict[UUID, Any]]) -> None:
        self._lists, self._single = lists, single

    def of(self, service_id: UUID) -> dict[str, Any]:
        """The fields of one record."""
        return {
            **{name: tuple(held.get(service_id, ())) for name, held in self._lists.items()},
            **{name: held.get(service_id) for name, held in self._single.items()},
        }


def of_services(ids: Sequence[UUID], shared: Shared) -> Parts:
    """All parts of these services but their locations."""
    mine: Owners = {"service": ids}
    reach = shared.reach
    rows = AnyOf("service_id", ids)
    return Parts(
        {
            "areas": grouped(
                ServiceArea.objects.order_by("area__name"), mine, ("id", "area_id", "area__code", "area__name"),
                record.Area,
            ),
            "hours": shared.hours,
            "other_hours": shared.other_hours,
            "contacts": reach.contacts,
            "phones": reach.phones,
            "languages": reach.languages,
            "costs": grouped(
                CostOption.objects.order_by("valid_from", "amount_pence", "option", "id"), mine,
                ("id", "option", "amount_pence", "currency", "amount_description", "valid_from", "valid_to"),
                record.Cost,
            ),
            "funding": shared.funding,
            "routes": grouped(
                ReferralRoute.objects.order_by("by"), mine, ("id", "by", "how", "url"), record.Route
            ),
            "ways": grouped(
                Participation.objects.order_by("way"), mine, ("id", "way", "words", "url"), record.Way
            ),
            "spells": grouped(
                DeliveryModelSpell.objects.order_by("starts_on", "id"), mine,
                ("id", "delivery_model", "provider", "starts_on", "ends_on", "reason"), record.Spell,
            ),
            "scopes": grouped(
                ScopeDecision.objects.order_by("-decided_on"), mine,
                ("id", "scope", "decided_by", "decided_on", "reason", "review_on"), record.Scope,
            ),
            "bases": grouped(
                StatutoryBasis.objects.order_by("kind", "instrument", "section"), mine,
                ("id", "kind", "instrument", "section", "minimum", "source_url", "valid_from", "valid_to"),
                record.Basis,
            ),
            "attributes": shared.attributes,
        },
        {
            "eligibility": {
                key: record.Eligibility(low, high, tuple(audiences), words)
                for key, low, high, audiences, words in Eligibility.objects.filter(rows).values_list(
                    "service_id", "minimum_age", "maximum_age", "audiences", "description"
                )
            },
            "capacity": {
                key: record.Capacity(places, free, days, as_of)
                for key, places, free, days, as_of in Capacity.objects.filter(rows).values_list(
                    "service_id", "places", "free_places", "waiting_days", "as_of"
                )
            },
        },
    )  # fmt: skip
