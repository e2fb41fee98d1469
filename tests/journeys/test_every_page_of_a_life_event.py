"""Every page of every life event, and what a wrong answer and a keyboard meet there."""

from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from tests.support import journey
from tests.support.borough import Borough
from tests.support.hands import KEYBOARD, POINTER, Hands
from tests.support.paths import shortest_and_longest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", sorted(gateways.life_events()))
def test_every_page_of_a_life_event(borough: Borough, narrow: Any, chromium: Any, code: str) -> None:
    """The shortest and the longest way through it, by the keyboard alone, each page 320 pixels wide.

    320 pixels are what 1280 become at 400 % (WCAG 2.2, 1.4.10). With scripts axe looks at each page, once at what
    both ways show. Then each way once more without scripts, which is what the server sends, with a pointer: there
    the width and the heading are looked at.
    """
    event = gateways.life_event(code)
    plain = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False).new_page()
    found: list[str] = []

    looked_at: set[str] = set()

    def faultless(page: Any) -> None:
        shown = page.inner_text("body")
        if shown not in looked_at:
            found.extend(journey.faults(page))
            looked_at.add(shown)

    def stands(page: Any) -> None:
        if page.locator("h1").count() != 1:
            found.append(f"{page.url}: has {page.locator('h1').count()} headings of the first level")
        if journey.overflows(page):
            found.append(f"{page.url}: wider than 320 pixels without scripts")

    for answers in shortest_and_longest(event, clock.today()):
        _through(narrow, borough.url, event, answers, faultless, KEYBOARD)
        _through(plain, borough.url, event, answers, stands, POINTER)
    plain.context.close()
    assert not found, "\n".join(found)


def _through(page: Any, url: str, event: LifeEvent, answers: dict[str, Any], look: journey.OnPage, by: Hands) -> None:
    """From the start page to how far each service is."""
    journey.begin(page, url, event, look, by)
    journey.answer_all(page, event, answers, look, by)
    look(page)
    journey.go_to_who(page, look, by)
    look(page)
    journey.press(page, "Send, and tell them", by)
    look(page)
    if not event.safe_mode:
        journey.press(page, "See how far each one is", by)
        look(page)


def test_a_wrong_answer_is_shown_again_with_what_to_do(borough: Borough, narrow: Any) -> None:
    event = gateways.life_event("death")
    journey.begin(narrow, borough.url, event)
    narrow.get_by_role("button", name="Continue").click()
    assert narrow.title().startswith("Error: ")
    assert narrow.locator(".govuk-error-summary a").count() == 1
    assert not journey.faults(narrow), journey.faults(narrow)


def test_the_focus_goes_to_what_is_wrong(borough: Borough, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    journey.begin(page, borough.url, gateways.life_event("birth"), by=KEYBOARD)
    first = page.url
    KEYBOARD.press(page, "Continue")
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    assert page.url == first
    page.context.close()
