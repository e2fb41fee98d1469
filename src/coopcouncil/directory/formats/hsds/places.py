"""Locations, and services at them. A confidential location is in no record, so it cannot come here."""

from coopcouncil.directory.domain import record
from coopcouncil.directory.formats.hsds import parts
from coopcouncil.directory.formats.hsds.saying import Frame, Said, address, first, ident, listed, merged, own_id, said


def location(item: record.Location, frame: Frame, *, full: bool = True) -> Said:
    made = said(
        id=str(item.id),
        location_type=item.location_type,
        url=address(item.url),
        name=item.name,
        description=item.description,
        transportation=item.transportation,
        latitude=item.latitude,
        longitude=item.longitude,
        external_identifier=item.external_identifier,
        external_identifier_type=item.external_identifier_type,
    )
    if not full:
        return made
    return merged(
        made,
        said(
            addresses=_addresses(item, frame),
            accessibility=[_feature(item, feature) for feature in item.features],
            languages=parts.languages(item.languages, owner=item.id, owner_name="location_id"),
            contacts=parts.contacts(item.contacts),
            phones=parts.phones(item.phones),
            schedules=parts.schedules(item.hours, owner=item.id, owner_name="location_id"),
            attributes=parts.attributes(item.attributes, owner=item.id, entity="location"),
        ),
    )


def _addresses(item: record.Location, frame: Frame) -> list[Said]:
    """Its address. One without a street or a postcode is none: the profile asks for both."""
    if not item.address_1 or not item.postcode:
        return []
    return [
        said(
            id=own_id(item.id, "address"),
            location_id=str(item.id),
            address_1=item.address_1,
            address_2=item.address_2,
            city=first(item.city, frame.city),
            region=item.region,
            state_province=first(item.region, frame.region),
            postal_code=item.postcode,
            country=item.country,
            address_type=item.location_type,
        )
    ]


def _feature(item: record.Location, feature: record.Feature) -> Said:
    words = FEATURES.get(feature.code, feature.code.replace("_", " ").capitalize())
    return said(
        id=str(feature.id),
        location_id=str(item.id),
        description=words,
        details=feature.details,
        url=address(feature.url),
        accessibility=words,
    )


# In English: records are read by other publishers' software.
FEATURES = {
    "step_free": "Step-free",
    "lift": "A lift",
    "accessible_toilet": "A toilet for wheelchair users",
    "changing_place": "A Changing Places toilet",
    "blue_badge_parking": "Blue Badge parking",
    "hearing_loop": "A hearing loop",
    "sign_language": "Sign language, if you ask beforehand",
    "quiet_room": "A quiet room",
    "large_print": "Large print",
    "braille": "Braille",
    "assistance_dogs": "Assistance dogs are welcome",
}


def service_at_location(
    item: record.AtLocation, frame: Frame, *, full: bool = True, service: Said | None = None
) -> Said:
    """A service at a location, with the service where it does not stand inside it."""
    made = said(
        id=str(item.id),
        service_id=str(item.service_id),
        location_id=ident(item.location.id),
        description=item.description,
        location=location(item.location, frame, full=full),
        service=service,
    )
    if not full:
        return made
    return merged(
        made,
        said(
            contacts=parts.contacts(item.contacts),
            phones=parts.phones(item.phones),
            schedules=parts.schedules(item.own_hours, owner=item.id, owner_name="service_at_location_id"),
            attributes=parts.attributes(item.attributes, owner=item.id, entity="service_at_location"),
        ),
    )


def places(held: tuple[record.AtLocation, ...], frame: Frame) -> list[Said]:
    return listed(service_at_location(item, frame) for item in held)
