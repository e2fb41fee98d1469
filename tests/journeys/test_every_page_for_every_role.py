"""Every page, for every role: no fault that axe can find, nothing to scroll sideways at 320 pixels."""

from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser

PUBLIC = [
    "/", "/get-help/", "/report/", "/have-your-say/", "/agreed/", "/search/", "/search/?q=rent", "/search/?q=zzzz",
    "/about/", "/accessibility/", "/privacy/", "/cookies/", "/developers/", "/demo/", "/life-events/", "/services/",
    "/services/?page=2", "/organisations/", "/organisations/ashmere-council/", "/access-points/", "/places/",
    "/places/find/?postcode=AM1%201AA", "/notices/", "/sign-in/", "/no-such-page/",
]  # fmt: skip
BY_ROLE = {
    "Amara": ["/account/", "/notices/", "/account/membership/", "/account/details/", "/notices/keep/"],
    "Bilal": ["/account/"],
    "Carys": ["/desk/", "/inbox/", "/inbox/all/", "/admin-desk/memberships/"],
    "Dev": ["/desk/", "/inbox/", "/inbox/all/"],
    "Esi": ["/desk/", "/inbox/", "/directory/to-confirm/"],
    "Femi": ["/desk/", "/agreed/"],
    "Grace": ["/desk/"],
    "Hari": ["/desk/"],
    "Ines": ["/desk/", "/places/"],
    "Jo": ["/desk/", "/admin-desk/organisations/", "/admin-desk/organisations/ashmere-council/", "/deliveries/",
           "/connections/", "/admin-desk/memberships/", "/admin-desk/audit/"],
}  # fmt: skip


def faults(page: Any) -> list[str]:
    found = journey.axe_problems(page)
    if journey.overflows(page):
        found.append(f"{page.url}: wider than {page.viewport_size['width']} pixels")
    return found


@pytest.fixture
def narrow(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    yield context.new_page()
    context.close()


def test_public_pages(borough: Borough, narrow: Any) -> None:
    found = []
    for path in PUBLIC:
        narrow.goto(borough.url + path)
        found += faults(narrow)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", BY_ROLE)
def test_pages_of_a_role(borough: Borough, narrow: Any, name: str) -> None:
    journey.sign_in(narrow, borough.url, name)
    found = []
    for path in BY_ROLE[name]:
        response = narrow.goto(borough.url + path)
        assert response.status == 200, (name, path, response.status)
        found += faults(narrow)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("code", sorted(gateways.life_events()))
def test_every_page_of_a_life_event(borough: Borough, narrow: Any, code: str) -> None:
    event = gateways.life_event(code)
    found: list[str] = []

    def look(page: Any) -> None:
        found.extend(faults(page))

    journey.begin(narrow, borough.url, event, look)
    journey.answer_all(narrow, event, typical_answers(event, today=clock.today()), look)
    look(narrow)
    narrow.get_by_role("button", name="See who will be told").click()
    look(narrow)
    narrow.get_by_role("button", name="Send, and tell them").click()
    look(narrow)
    narrow.get_by_role("button", name="See how far each one is").click()
    look(narrow)
    assert not found, "\n".join(found)


def test_a_wrong_answer_is_shown_again_with_what_to_do(borough: Borough, narrow: Any) -> None:
    event = gateways.life_event("death")
    journey.begin(narrow, borough.url, event)
    narrow.get_by_role("button", name="Continue").click()
    assert narrow.title().startswith("Error: ")
    assert narrow.locator(".govuk-error-summary a").count() == 1
    assert not faults(narrow), faults(narrow)


def test_the_journey_by_keyboard_alone(borough: Borough, chromium: Any) -> None:
    """From the start page to the first question and past it, with Tab, Space and Enter only."""
    page = chromium.new_context().new_page()
    page.goto(f"{borough.url}/life-events/birth/")
    _tab_to(page, "Start now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/**")
    first = page.url
    _tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    assert page.url == first
    page.context.close()


def _tab_to(page: Any, text: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == text:
            return
    raise AssertionError(f"Tab never came to “{text}”.")
