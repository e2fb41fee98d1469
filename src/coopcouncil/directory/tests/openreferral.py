"""Documents of Open Referral for tests: a whole service that nothing is wrong with, and ways to break it."""

from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "openreferral_uk3"


def numbered(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def whole_service(first: int = 1, **changes: Any) -> dict[str, Any]:
    """One service with everything that the profile knows. Its ids begin at `first`; no two services share one."""
    ids = iter(range(first * 100, first * 100 + 99))

    def own() -> str:
        return numbered(next(ids))

    service = own()
    term = {
        "id": numbered(9),
        "name": "Food",
        "description": "Food for who has none",
        "taxonomy": "Needs",
        "term": "food",
    }
    return {
        "id": service,
        "name": f"Larkhill Food Bank {first}",
        "description": "Food for three days.",
        "url": "https://food.ashmere.example/",
        "email": "food@ashmere.example",
        "status": "active",
        "minimum_age": 16,
        "maximum_age": 99,
        "assured_date": "2026-10-01",
        "last_modified": "2026-10-01T09:30:00Z",
        "schedules": [
            {"id": own(), "service_id": service, "valid_from": "2026-01-01", "valid_to": "2026-12-31", "freq": "WEEKLY",
             "interval": 1, "byday": "MO,TH", "opens_at": "10:00", "closes_at": "14:30"},
        ],
        "service_areas": [{"id": own(), "name": "Ashmere", "service_area": "All of Ashmere"}],
        "service_at_locations": [
            {"id": own(), "service_id": service, "location": {
                "id": own(), "location_type": "physical", "name": "Larkhill Hall", "latitude": 51.46,
                "longitude": -0.12,
                "addresses": [{"id": own(), "address_1": "1 Larkhill Way", "city": "Ashmere",
                               "state_province": "London", "postal_code": "AM1 1AA", "country": "GB",
                               "address_type": "physical"}],
                "accessibility": [{"id": own(), "description": "Step-free from the street."}],
            }},
        ],
        "languages": [{"id": own(), "code": "pt", "name": "Portuguese"}],
        "organization": {"id": numbered(8), "name": "Larkhill Pantry", "description": "Neighbours who share food.",
                         "website": "https://food.ashmere.example/"},
        "funding": [{"id": own(), "source": "Gifts"}],
        "cost_options": [{"id": own(), "option": "Free", "amount": 0}],
        "contacts": [{"id": own(), "title": "Volunteer on duty"}],
        "phones": [{"id": own(), "number": "020 7946 0001"}],
        "attributes": [{"id": own(), "taxonomy_term": term}],
    } | changes  # fmt: skip
