"""Services: whole, or only what they have one of."""

from datetime import datetime
from uuid import UUID

from coopcouncil.directory.domain import record
from coopcouncil.directory.formats.hsds import parts
from coopcouncil.directory.formats.hsds.bodies import organization
from coopcouncil.directory.formats.hsds.places import places
from coopcouncil.directory.formats.hsds.saying import (
    Frame,
    Said,
    address,
    day,
    first,
    ident,
    listed,
    merged,
    moment,
    own_id,
    said,
)

# Closed for good is defunct; one that takes nobody new just now is closed for a time.
STATUS = {"active": "active", "paused": "temporarily closed", "closed": "defunct"}
_BY = {"self": "You yourself", "gp": "Your GP", "professional": "Somebody who works with you", "anyone": "Anyone"}


def service_in_short(item: record.Service, frame: Frame) -> Said:
    """What a service has one of, and who provides it."""
    ages = item.eligibility
    return said(
        id=str(item.id),
        organization_id=str(item.organisation.id),
        name=item.name,
        description=first(item.description, item.summary),
        url=first(address(item.website), f"{frame.site}/services/{item.code}/"),
        email=item.email,
        status=STATUS[item.status],
        fees=_fees(item),
        accreditations=item.accreditations,
        application_process=_asking(item),
        eligibility_description=ages.description if ages else None,
        minimum_age=ages.minimum_age if ages else None,
        maximum_age=ages.maximum_age if ages else None,
        wait_time=_waiting(item),
        assured_date=day(item.assured_on),
        alert=item.alert,
        last_modified=moment(item.updated_at),
        organization=organization(item.organisation, frame, full=False),
    )


def minimal(key: UUID, changed: datetime) -> Said:
    """What a copy of the feed is kept in step by. The profile calls the moment one thing here and another there."""
    return said(id=str(key), modified_date=moment(changed), last_modified=moment(changed))


def service(item: record.Service, frame: Frame) -> Said:
    """A service with all that belongs to it."""
    return merged(
        service_in_short(item, frame),
        said(
            organization=organization(item.organisation, frame),
            schedules=parts.schedules(item.hours, owner=item.id, owner_name="service_id"),
            service_areas=_areas(item, frame),
            service_at_locations=places(item.at_locations, frame),
            languages=parts.languages(item.languages, owner=item.id, owner_name="service_id"),
            funding=parts.funding(item.funding, service=item.id),
            cost_options=listed(_cost(item, cost) for cost in item.costs),
            contacts=parts.contacts(item.contacts, service=item.id),
            phones=parts.main_phone(item.phone, item.id, item.phones) + parts.phones(item.phones),
            attributes=parts.attributes(item.attributes, owner=item.id, entity="service"),
        ),
    )


def _fees(item: record.Service) -> str:
    return item.cost or ("Free" if item.costs and all(cost.amount_pence == 0 for cost in item.costs) else "")


def _asking(item: record.Service) -> str:
    return " ".join(f"{_BY.get(route.by, route.by)}: {route.how}".strip(" :") + "." for route in item.routes).replace(
        "..", "."
    )


def _waiting(item: record.Service) -> str:
    waits = item.capacity.waiting_days if item.capacity else None
    if waits is None:
        return ""
    assert item.capacity
    return f"{waits} days, as of {item.capacity.as_of.isoformat()}"


def _areas(item: record.Service, frame: Frame) -> list[Said]:
    if not item.areas:
        return [said(id=own_id(item.id, "everywhere"), service_id=str(item.id), name=frame.city,
                     service_area=frame.city)]  # fmt: skip
    return [
        said(
            id=str(area.id),
            service_id=str(item.id),
            name=area.name,
            service_area=area.name,
            extent=area.code,
            extent_type="text",
        )
        for area in item.areas
    ]


def _cost(item: record.Service, cost: record.Cost) -> Said:
    return said(
        id=str(cost.id),
        service_id=ident(item.id),
        valid_from=day(cost.valid_from),
        valid_to=day(cost.valid_to),
        option=cost.option,
        currency=cost.currency,
        amount=None if cost.amount_pence is None else cost.amount_pence / 100,
        amount_description=cost.amount_description,
    )
