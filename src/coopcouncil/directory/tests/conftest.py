from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID

import pytest

from coopcouncil.directory.models import Service
from coopcouncil.people import public as people
from coopcouncil.places import public as places


@pytest.fixture
def ashmere(loaded_people: None, cast: SimpleNamespace) -> SimpleNamespace:
    """Ashmere's wards and organisations, without its directory."""
    wards = sorted(places.areas("ward"), key=lambda ward: ward.code)
    return SimpleNamespace(wards=wards, organisation={item.code: item.id for item in people.organisations()}, cast=cast)


@pytest.fixture
def directory(loaded_directory: None, ashmere: SimpleNamespace) -> SimpleNamespace:
    """All of Ashmere's directory."""
    return ashmere


@pytest.fixture
def make_service() -> Callable[..., Service]:
    """A service with whatever a test does not care about filled in."""

    def make(code: str, organisation_id: UUID, **given: object) -> Service:
        values: dict[str, object] = {
            "service_type": "food_bank",
            "name": f"Service {code}",
            "summary": "A service for a test.",
            "delivery_model": "public_sector",
            "scope": "both",
            "outcome": "poverty",
            "phone": "01632 960001",
        }
        return Service.objects.create(code=code, organisation_id=organisation_id, **{**values, **given})

    return make


@pytest.fixture
def rich(directory: SimpleNamespace, make_service: Callable[..., Service]) -> Service:
    """A service in Ashmere with something of everything, each of it once; the first of all by its name."""
    from coopcouncil.directory.tests.test_whole_records import filled

    return filled(make_service("a-rich-one", directory.organisation["faiths-together"], name="A rich one"))
