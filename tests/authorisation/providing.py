"""A change that waits for the council and a place of a service, for the routes of a provider's area."""

from typing import Any

from coopcouncil.directory.models import Location, ProposedChange, Service, ServiceAtLocation

ROUTES = (
    "", "return/", "places/", "places/add/", "places/<uuid:location_id>/", "places/<uuid:location_id>/leave/",
    "change/<slug:part>/",
)  # fmt: skip


def provided(cast: Any, service: Service, now: Any) -> dict[str, Any]:
    """What the addresses of these routes name, and by route which service."""
    change = ProposedChange.objects.create(
        service=service, before={"cost": service.cost}, after={"cost": "£1"}, proposed_by_id=cast.dev.account_id,
        proposed_for_id=service.organisation_id, proposed_at=now,
    )  # fmt: skip
    place = Location.objects.create(organisation_id=service.organisation_id, name="The Annexe", postcode="AM1 1AA")
    ServiceAtLocation.objects.create(service=service, location=place)
    return {
        "common": {"change_id": str(change.id), "location_id": str(place.id), "part": "words"},
        "by_route": {
            **{f"provider/services/<slug:code>/{route}": {"code": service.code} for route in ROUTES},
            "services/<slug:code>/history/": {"code": service.code},
        },
    }
