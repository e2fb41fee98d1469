"""Every page of every life event, and what a wrong answer and a keyboard meet there."""

from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", sorted(gateways.life_events()))
def test_every_page_of_a_life_event(borough: Borough, narrow: Any, code: str) -> None:
    event = gateways.life_event(code)
    found: list[str] = []

    def look(page: Any) -> None:
        found.extend(journey.faults(page))

    journey.begin(narrow, borough.url, event, look)
    journey.answer_all(narrow, event, typical_answers(event, today=clock.today()), look)
    look(narrow)
    journey.go_to_who(narrow, look)
    look(narrow)
    journey.press(narrow, "Send, and tell them")
    look(narrow)
    if not event.safe_mode:
        narrow.get_by_role("button", name="See how far each one is").click()
        look(narrow)
    assert not found, "\n".join(found)


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
