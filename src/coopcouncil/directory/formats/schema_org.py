"""A service as schema.org’s GovernmentService, in JSON-LD: what search engines and assistants read."""

from typing import Any

from coopcouncil.directory.domain.record import AtLocation, Hours, OtherHours, Service

_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip


def government_service(service: Service, *, address: str, area: str) -> dict[str, Any]:
    """The JSON-LD of a record at its permanent `address`; `area` is the name of the borough.

    Hours by the month are left out: schema.org has no words for them. So is whatever is not known.
    """
    made = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": address,
        "url": address,
        "name": service.name,
        "description": service.summary,
        "serviceType": service.service_type.replace("_", " "),
        "provider": {"@type": "Organization", "name": service.organisation.name, "url": service.organisation.website},
        "areaServed": [{"@type": "AdministrativeArea", "name": name} for name in _areas(service, area)],
        "availableChannel": _channels(service),
        "hoursAvailable": _hours(service.hours, service.other_hours),
        "offers": [
            {"@type": "Offer", "name": cost.option or service.name, "price": f"{cost.amount_pence / 100:.2f}",
             "priceCurrency": cost.currency}
            for cost in service.costs
            if cost.amount_pence is not None
        ],
    }  # fmt: skip
    return _known(made)


def _areas(service: Service, area: str) -> list[str]:
    return [held.name for held in service.areas] or ([area] if area else [])


def _channels(service: Service) -> list[dict[str, Any]]:
    channels: list[dict[str, Any]] = []
    if service.phone:
        channels.append({"servicePhone": {"@type": "ContactPoint", "telephone": service.phone}})
    if service.website:
        channels.append({"serviceUrl": service.website})
    channels += [{"serviceLocation": _place(at)} for at in service.at_locations]
    return [{"@type": "ServiceChannel", **channel} for channel in channels]


def _place(at: AtLocation) -> dict[str, Any]:
    place = at.location
    street = ", ".join(line for line in (place.address_1, place.address_2) if line)
    point = None
    if place.longitude is not None and place.latitude is not None:
        point = {"@type": "GeoCoordinates", "longitude": place.longitude, "latitude": place.latitude}
    return {
        "@type": "Place",
        "name": place.name,
        "address": {
            "@type": "PostalAddress", "streetAddress": street, "addressLocality": place.city,
            "addressRegion": place.region, "postalCode": place.postcode, "addressCountry": place.country,
        },
        "geo": point,
        "openingHoursSpecification": _hours(at.hours, at.other_hours),
    }  # fmt: skip


def _hours(hours: tuple[Hours, ...], others: tuple[OtherHours, ...]) -> list[dict[str, Any]]:
    """Closed days open and close at midnight, as schema.org says it."""
    usual = [
        {
            "dayOfWeek": [f"https://schema.org/{_DAYS[day]}" for day in (item.byday or ",".join(_DAYS)).split(",")],
            "opens": _clock(item.opens_at), "closes": _clock(item.closes_at),
            "validFrom": item.valid_from and item.valid_from.isoformat(),
            "validThrough": item.valid_to and item.valid_to.isoformat(),
        }
        for item in hours
        if item.freq == "WEEKLY" and item.interval == 1 and item.opens_at is not None
    ]  # fmt: skip
    special = [
        {
            "opens": _clock(other.opens_at) or "00:00", "closes": _clock(other.closes_at) or "00:00",
            "validFrom": other.starts_on.isoformat(), "validThrough": other.ends_on.isoformat(),
        }
        for other in others
    ]  # fmt: skip
    every: list[dict[str, Any]] = [*usual, *special]
    return [_known({"@type": "OpeningHoursSpecification", **item}) for item in every]


def _clock(value: Any) -> str:
    return value.isoformat("minutes") if value is not None else ""


def _known(value: Any) -> Any:
    """The same without what is empty."""
    if isinstance(value, dict):
        return {name: _known(item) for name, item in value.items() if item not in (None, "", [], {})}
    return [_known(item) for item in value] if isinstance(value, list) else value
