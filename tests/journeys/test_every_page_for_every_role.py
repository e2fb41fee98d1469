"""Every page, for every role: no fault that axe can find, nothing to scroll sideways at 320 pixels."""

from typing import Any

import pytest

from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser

PUBLIC = [
    "/", "/get-help/", "/report/", "/have-your-say/", "/agreed/", "/search/", "/search/?q=rent", "/search/?q=zzzz",
    "/about/", "/accessibility/", "/privacy/", "/cookies/", "/developers/", "/demo/", "/life-events/", "/services/",
    "/services/?page=2", "/organisations/", "/organisations/ashmere-council/", "/access-points/", "/places/",
    "/places/find/?postcode=AM1%201AA", "/notices/", "/sign-in/", "/no-such-page/", "/come-back/",
]  # fmt: skip
BY_ROLE = {
    "Amara": ["/account/", "/account/speaking-for/", "/account/speaking-for/claim/",
              "/account/identity/", "/account/identity/letter/", "/account/identity/code/",
              "/notices/", "/account/membership/", "/account/details/", "/notices/keep/", "/account/known/",
              "/account/records/",
              "/account/data/", "/account/who-looked/", "/account/sessions/", "/account/agreed-to/"],
    "Bilal": ["/account/"],
    "Carys": ["/desk/", "/desk/people/", "/desk/records/", "/desk/identity/", "/desk/identity/disputes/",
              "/desk/powers/",
              "/inbox/", "/inbox/all/", "/admin-desk/memberships/", "/data-requests/", "/data-requests/new/",
              "/in-need/", "/openings/", "/withheld/", "/holds/"],
    "Dev": ["/desk/", "/desk/people/", "/desk/identity/", "/inbox/", "/inbox/all/", "/inbox/?all=1",
            "/inbox/unmatched/"],
    "Esi": ["/desk/", "/inbox/", "/inbox/files/", "/directory/to-confirm/"],
    "Femi": ["/desk/", "/agreed/"],
    "Grace": ["/desk/"],
    "Hari": ["/desk/"],
    "Ines": ["/desk/", "/places/"],
    "Jo": ["/desk/", "/admin-desk/organisations/", "/admin-desk/organisations/ashmere-council/",
           "/deliveries/", "/deliveries/unmatched/",
           "/connections/", "/admin-desk/memberships/", "/admin-desk/audit/", "/agreements/new/",
           "/assessments/new/", "/objections/"],
    "Nia": ["/desk/", "/agreements/", "/agreements/held/", "/agreements/without/", "/assessments/",
            "/records-of-processing/"],
}  # fmt: skip


def test_public_pages(borough: Borough, narrow: Any) -> None:
    found = []
    for path in PUBLIC:
        narrow.goto(borough.url + path)
        found += journey.faults(narrow)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", BY_ROLE)
def test_pages_of_a_role(borough: Borough, narrow: Any, name: str) -> None:
    journey.sign_in(narrow, borough.url, name)
    found = []
    for path in BY_ROLE[name]:
        response = narrow.goto(borough.url + path)
        assert response.status == 200, (name, path, response.status)
        found += journey.faults(narrow)
    assert not found, "\n".join(found)
