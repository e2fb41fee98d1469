"""Every page of every life event, and what a wrong answer and a keyboard meet there."""

from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from tests.support import journey
from tests.support.borough import Borough
from tests.support.paths import shortest_and_longest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", sorted(gateways.life_events()))
def test_every_page_of_a_life_event(borough: Borough, narrow: Any, chromium: Any, code: str) -> None:
    """The longest way through it with scripts, the shortest without, each page 320 pixels wide.

    320 pixels are what 1280 become at 400 % (WCAG 2.2, 1.4.10). Axe looks at each page once: it is the same page
    without scripts, which axe itself needs, so there only its width and its heading are looked at.
    """
    event = gateways.life_event(code)
    shortest, longest = shortest_and_longest(event, clock.today())
    found: list[str] = []
    _through(narrow, borough.url, event, longest, lambda page: found.extend(journey.faults(page)))

    plain = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False).new_page()

    def stands(page: Any) -> None:
        if page.locator("h1").count() != 1:
            found.append(f"{page.url}: has {page.locator('h1').count()} headings of the first level")
        if journey.overflows(page):
            found.append(f"{page.url}: wider than 320 pixels without scripts")

    _through(plain, borough.url, event, shortest, stands)
    plain.context.close()
    assert not found, "\n".join(found)


def _through(page: Any, url: str, event: LifeEvent, answers: dict[str, Any], look: journey.OnPage) -> None:
    """From the start page to how far each service is."""
    journey.begin(page, url, event, look)
    journey.answer_all(page, event, answers, look)
    look(page)
    journey.go_to_who(page, look)
    look(page)
    journey.press(page, "Send, and tell them")
    look(page)
    if not event.safe_mode:
        page.get_by_role("button", name="See how far each one is").click()
        look(page)


def test_a_wrong_answer_is_shown_again_with_what_to_do(borough: Borough, narrow: Any) -> None:
    event = gateways.life_event("death")
    journey.begin(narrow, borough.url, event)
    narrow.get_by_role("button", name="Continue").click()
    assert narrow.title().startswith("Error: ")
    assert narrow.locator(".govuk-error-summary a").count() == 1
    assert not journey.faults(narrow), journey.faults(narrow)


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
