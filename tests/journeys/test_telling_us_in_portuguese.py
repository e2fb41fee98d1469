"""A birth told in Portuguese on a narrow phone, in a real browser; the language chosen by keyboard, without scripts."""

from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser


def choose(page: Any, name: str) -> None:
    journey.follow(page.get_by_role("button", name=name, exact=True))


def test_a_birth_in_portuguese_on_a_narrow_phone(borough: Borough, narrow: Any) -> None:
    event = gateways.life_event("birth")
    answers = typical_answers(event, today=clock.today())
    found: list[str] = []

    def look() -> None:
        found.extend(journey.faults(narrow))
        assert narrow.evaluate("document.documentElement.lang") == "pt", narrow.url

    narrow.goto(f"{borough.url}/life-events/birth/")
    choose(narrow, "Português")
    assert narrow.url == f"{borough.url}/life-events/birth/"
    assert narrow.locator("h1").inner_text() == "Nasceu um bebé"
    look()
    choose(narrow, "Começar")
    for _ in range(journey.MOST_QUESTIONS):
        if "/question/" not in narrow.url:
            break
        fact = event.fact(narrow.url.rstrip("/").rsplit("/", 1)[1])
        look()
        journey.fill_in(narrow, facts.fill(fact, answers.get(fact.code)))
        choose(narrow, "Continuar")
        assert narrow.locator(".govuk-error-summary").count() == 0, narrow.inner_text("main")
    look()
    choose(narrow, "Continuar")
    look()
    choose(narrow, "Continuar")
    look()
    choose(narrow, "Enviar e avisá-los")
    look()
    choose(narrow, "Ver até onde cada um chegou")
    look()
    assert not found, "\n".join(found)
    # The names of Acts stay in English, and say so.
    narrow.locator("details").first.click()
    assert narrow.locator("dd span[lang='en-GB']").count() > 0
    choose(narrow, "English")
    assert narrow.evaluate("document.documentElement.lang") == "en-GB"


def test_a_page_that_falls_back_to_english_is_axe_clean_and_says_so(borough: Borough, narrow: Any) -> None:
    narrow.goto(f"{borough.url}/")
    choose(narrow, "Português")
    narrow.goto(f"{borough.url}/life-events/domestic-abuse/")
    assert narrow.locator("h1 span[lang='en-GB']").count() == 1
    assert "<span" not in narrow.title()
    assert not journey.faults(narrow), journey.faults(narrow)


def test_the_language_is_chosen_by_keyboard_and_without_javascript(borough: Borough, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{borough.url}/cookies/")
    chooser = page.get_by_role("button", name="Português", exact=True)
    for _ in range(20):
        page.keyboard.press("Tab")
        if chooser.evaluate("button => button === document.activeElement"):
            break
    assert chooser.evaluate("button => button === document.activeElement"), "Tab never came to the chooser."
    with journey.arriving(page):
        page.keyboard.press("Enter")
    assert page.url == f"{borough.url}/cookies/"
    assert page.locator("html").get_attribute("lang") == "pt"
    assert page.locator("h1").inner_text() == "Cookies"
    context.close()


def test_the_browsers_own_language_is_spoken_from_the_first_page(borough: Borough, chromium: Any) -> None:
    context = chromium.new_context(locale="pt-PT")
    page = context.new_page()
    page.goto(f"{borough.url}/")
    assert page.locator("h1").inner_text() == "De que precisa?"
    context.close()
