"""What a wrong answer, and the keyboard after it, meet on a page of a life event."""

from typing import Any

import pytest

from coopcouncil.frontdoor import gateways
from tests.support import journey
from tests.support.borough import Borough
from tests.support.hands import KEYBOARD

pytestmark = pytest.mark.browser


def test_a_wrong_answer_is_shown_again_with_what_to_do(borough: Borough, narrow: Any) -> None:
    event = gateways.life_event("death")
    journey.begin(narrow, borough.url, event)
    journey.follow(narrow.get_by_role("button", name="Continue"))
    assert narrow.title().startswith("Error: ")
    assert narrow.locator(".govuk-error-summary a").count() == 1
    assert not journey.faults(narrow), journey.faults(narrow)


def test_the_focus_goes_to_what_is_wrong(borough: Borough, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    journey.begin(page, borough.url, gateways.life_event("birth"), by=KEYBOARD)
    first = page.url
    journey.press(page, "Continue", KEYBOARD)
    page.locator(".govuk-error-summary:focus").wait_for()
    assert page.url == first
    page.context.close()
