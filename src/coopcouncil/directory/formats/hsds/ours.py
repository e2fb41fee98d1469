"""Our records in the values that reading a feed gives, so that both can be compared."""

from collections.abc import Iterable
from typing import Any

from coopcouncil.directory.domain import record
from coopcouncil.directory.formats.hsds.saying import Frame, day, first, said

Values = dict[str, Any]


def service(item: record.Service) -> Values:
    ages = item.eligibility
    return {
        "name": item.name,
        "description": first(item.description, item.summary),  # as others are given it
        "email": item.email,
        "cost": item.cost,
        "alert": item.alert,
        "accreditations": item.accreditations,
        "website": item.website,
        "status": item.status,
        "assured_on": day(item.assured_on),
        "eligibility": said(minimum_age=ages.minimum_age, maximum_age=ages.maximum_age, description=ages.description)
        if ages
        else None,
        "hours": hours(item.hours),
        "costs": [
            said(option=cost.option, amount_description=cost.amount_description, amount_pence=cost.amount_pence,
                 currency=None if cost.currency == "GBP" else cost.currency, valid_from=day(cost.valid_from),
                 valid_to=day(cost.valid_to))
            for cost in item.costs
        ],
        "languages": languages(item.languages),
        "funding": [{"source": held.source} for held in item.funding],
        "contacts": [
            {**said(name=held.name, title=held.title, department=held.department, email=held.email),
             "phones": phones(held.phones)}
            for held in item.contacts
        ],
        "phone": item.phone,
        "phones": phones(item.phones),
        "areas": sorted(str(area.ward_id) for area in item.areas),
    }  # fmt: skip


def organization(item: record.Organisation) -> Values:
    return {
        "alternate_name": item.alternate_name,
        "description": first(item.description, item.summary),  # as others are given it
        "email": item.email,
        "website": item.website,
        "logo": item.logo,
        "uri": item.uri,
        "legal_status": item.legal_status,
        "identifiers": [
            {"scheme": held.scheme, "kind": held.kind, "identifier": held.identifier} for held in item.identifiers
        ],
    }


def location(item: record.Location, frame: Frame) -> Values:
    """With the town and region that others are given where it has none of its own."""
    names = ("location_type", "name", "description", "url", "address_1", "address_2", "city", "region", "postcode",
             "country", "transportation", "external_identifier", "external_identifier_type")  # fmt: skip
    return {
        **{name: getattr(item, name) for name in names},
        "city": first(item.city, frame.city if item.address_1 else ""),
        "region": first(item.region, frame.region if item.address_1 else ""),
        "point": None if item.longitude is None else [item.longitude, item.latitude],
        "features": [said(feature=held.code, details=held.details) for held in item.features],
        "hours": hours(item.hours),
    }


def hours(held: Iterable[record.Hours]) -> list[Values]:
    return [
        said(
            freq=item.freq,
            interval=item.interval if item.interval != 1 else None,
            byday=item.byday,
            bymonthday=item.bymonthday,
            opens_at=item.opens_at.strftime("%H:%M") if item.opens_at is not None else None,
            closes_at=item.closes_at.strftime("%H:%M") if item.closes_at is not None else None,
            valid_from=day(item.valid_from),
            valid_to=day(item.valid_to),
            dtstart=day(item.dtstart),
            attending_type=item.attending_type,
            description=item.description,
            notes=item.notes,
            schedule_link=item.schedule_link,
        )
        for item in held
    ]


def phones(held: Iterable[record.Phone]) -> list[Values]:
    return [
        said(number=item.number, kind=item.kind, description=item.description, extension=item.extension,
             languages=languages(item.languages))
        for item in held
    ]  # fmt: skip


def languages(held: Iterable[record.Language]) -> list[Values]:
    return [said(code=item.code, note=item.note) for item in held]
