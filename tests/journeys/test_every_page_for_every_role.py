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
    "/report/?q=bin", "/report/offline/", "/report/about/tree/", "/reports/", "/reports/?near=AM1%201AA",
    "/failures/", "/failures/?of=larkhill-tenants-co-op", "/contacts/", "/contacts/?by=place", "/complaints/",
    "/providers/ashmere-council/", "/providers/ashmere-council/?page=2&s-page=2",
    "/providers/larkhill-tenants-co-op/", "/providers/safe-harbour/",
    "/settlement/", "/settlement/?kind=community", "/settlement/?title=zzzz", "/settlement/here/",
    "/settlement/here/?postcode=AM1%201AA&age=40&carer=on", "/settlement/compare/", "/settlement/editions/",
    "/settlement/takeovers/", "/settlement/takeovers/?stage=stepped_in", "/settlement/takeovers/?stage=running →",
    "/settlement/takeovers/?stage=stepped_in →", "/settlement/takeovers/?stage=checking →",
    "/settlement/promises/volunteering/", "/settlement/what-if/", "/settlement/what-if/?withdraw=library-ash-w11-4",
    "/settlement/editions/next-settlement/libraries/", "/settlement/editions/next-settlement/garden-waste/",
    "/settlement/editions/next-settlement/libraries/history/",
    "/settlement/editions/first-settlement/libraries/access/",
    "/appraisals/", "/appraisals/try/", "/appraisals/try/?example=yes", "/unit-costs/",
    "/mixed-market/", "/mixed-market/kinds/", "/mixed-market/providers/", "/mixed-market/years/",
    "/money/", "/money/by/area/", "/money/by/organisation/", "/money/by/service/", "/money/by/ward/",
]  # fmt: skip
# “→”: what the first line of a list leads to.
BY_ROLE = {
    "Amara": ["/settlement/takeovers/mine/", "/settlement/takeovers/mine/ →",
              "/settlement/promises/volunteering/take-over/", "/account/", "/account/member/",
              "/account/member/?t-page=2",
              "/account/speaking-for/", "/account/speaking-for/claim/",
              "/account/identity/", "/account/identity/letter/", "/account/identity/code/",
              "/notices/", "/account/membership/", "/account/details/", "/notices/keep/", "/account/known/",
              "/account/records/", "/account/household/", "/account/household/add/", "/account/household/code/",
              "/account/data/", "/account/who-looked/", "/account/sessions/", "/account/agreed-to/",
              "/account/cases/", "/account/cases/ →", "/account/cases/new/", "/account/reports/",
              "/account/complaints/", "/account/complaints/ →", "/account/complaints/new/",
              "/account/acting/", "/account/acting/add/", "/account/acting/code/"],
    "Abena": ["/desk/", "/enquiries/", "/enquiries/ →", "/enquiries/new/", "/enquiries/wards/ASH-W09/"],
    "Bilal": ["/account/", "/account/member/", "/account/household/"],
    "Carys": ["/desk/", "/desk/people/", "/desk/records/", "/desk/identity/", "/desk/identity/disputes/",
              "/desk/powers/",
              "/inbox/", "/inbox/all/", "/admin-desk/memberships/", "/data-requests/", "/data-requests/new/",
              "/in-need/", "/openings/", "/withheld/", "/holds/", "/cases/", "/cases/team/?due=late", "/cases/new/",
              "/teams/", "/cases/complaints/", "/cases/complaints/ →", "/cases/complaints/new/", "/contacts/new/"],
    "Dev": ["/desk/", "/desk/people/", "/desk/identity/", "/inbox/", "/inbox/all/", "/inbox/?all=1",
            "/inbox/unmatched/"],
    "Esi": ["/settlement/takeovers/mine/", "/settlement/takeovers/mine/ →",
              "/desk/", "/tasks/", "/inbox/", "/inbox/files/", "/directory/to-confirm/",
            "/provider/", "/provider/ →", "/provider/returns/",
            "/failures/ours/", "/failures/ours/ →"],
    "Femi": ["/desk/", "/agreed/"],
    "Grace": ["/settlement/takeovers/mine/", "/settlement/takeovers/mine/?stage=stepped_in →",
              "/desk/", "/settlement/desk/", "/settlement/desk/ →", "/settlement/desk/begin/",
              "/settlement/desk/next-settlement/comments/", "/settlement/desk/next-settlement/comments/ →",
              "/settlement/desk/next-settlement/add/", "/settlement/desk/next-settlement/steps/decide/",
              "/settlement/desk/next-settlement/promises/libraries/",
              "/settlement/desk/next-settlement/promises/libraries/gap/",
              "/settlement/desk/next-settlement/promises/libraries/override/"],
    "Hari": ["/desk/", "/ledger/"],
    "Otto": ["/desk/", "/ledger/"],
    "Pia": ["/desk/", "/ledger/"],
    "Quentin": ["/desk/", "/ledger/"],
    "Ines": ["/desk/", "/places/"],
    "Jo": ["/desk/", "/admin-desk/organisations/", "/admin-desk/organisations/ashmere-council/",
           "/deliveries/", "/deliveries/unmatched/", "/messages/reports/",
           "/connections/", "/admin-desk/memberships/", "/admin-desk/audit/", "/agreements/new/", "/directory/changes/",
           "/assessments/new/", "/objections/", "/teams/new/", "/enquiries/wards/"],
    "Mei": ["/desk/", "/cases/came-up/", "/cases/came-up/ →", "/cases/closed/", "/failures/to-decide/",
            "/failures/to-decide/ →"],
    "Nia": ["/desk/", "/agreements/", "/agreements/held/", "/agreements/without/", "/assessments/",
            "/records-of-processing/", "/restricted/"],
}  # fmt: skip


def test_public_pages(borough: Borough, narrow: Any) -> None:
    found = []
    for path in PUBLIC:
        found += _faults_of(narrow, borough, path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", BY_ROLE)
def test_pages_of_a_role(borough: Borough, narrow: Any, name: str) -> None:
    journey.sign_in(narrow, borough.url, name)
    found = []
    for path in BY_ROLE[name]:
        found += _faults_of(narrow, borough, path)
    assert not found, "\n".join(found)


def _faults_of(page: Any, borough: Borough, path: str) -> list[str]:
    """Of a page; with " →", of the page to which the first row of its list leads."""
    listed, leads_on, _rest = path.partition(" →")
    response = page.goto(borough.url + listed)
    assert response.ok or listed == "/no-such-page/", (path, response.status)
    if leads_on:
        journey.follow(page.locator("tbody th a").first)
    return journey.faults(page)
