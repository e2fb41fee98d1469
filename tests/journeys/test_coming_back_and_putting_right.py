"""Must show 2: save, return from another browser, "is this still right?", correction; and by keyboard with a code."""

import email
import re
import time
from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
WAIT_SECONDS = 60
MOST_TABS = 120
NEW_PHONE = "07700 900555"


def link_in_the_mail(borough: Borough, address: str) -> str:
    """The path of the link in the newest letter to `address`."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        for file in sorted((borough.home / "mail").glob("[!.]*"), reverse=True):
            letter = email.message_from_bytes(file.read_bytes().split(b"\n-----", 1)[0])
            text = (letter.get_payload(decode=True) or b"").decode()
            if letter["To"] == address and (found := re.search(r"(/come-back/\S+)", text)):
                return found[1]
        time.sleep(0.3)
    raise AssertionError(f"No letter came to {address}.")


def phone_browser(chromium: Any) -> Any:
    return chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True).new_page()


def test_a_resident_saves_comes_back_by_the_link_is_asked_what_is_still_right_and_corrects_it(
    borough: Borough, chromium: Any
) -> None:
    event, found = gateways.life_event("losing-a-job"), list[str]()
    library, phone = phone_browser(chromium), phone_browser(chromium)
    typical = typical_answers(event, today=clock.today())
    journey.begin(library, borough.url, event)
    began = library.url
    journey.follow(library.get_by_role("link", name="Save this and come back later"))
    found += journey.faults(library)
    library.get_by_label("With a link that you e-mail me").check()
    journey.follow(library.get_by_role("button", name="Continue"))
    found += journey.faults(library)
    library.get_by_label("Your e-mail address").fill("amara@ashmere.example")
    journey.follow(library.get_by_role("button", name="E-mail me the link"))
    found += journey.faults(library)
    path = link_in_the_mail(borough, "amara@ashmere.example")

    journey.sign_in(phone, borough.url, "Amara")
    phone.goto(borough.url + path)
    found += journey.faults(phone)
    journey.follow(phone.get_by_role("button", name="Go on, and keep it in my account"))
    assert phone.get_by_text("Welcome back").is_visible()
    assert library.goto(began).status == 404
    assert library.goto(borough.url + path).status == 410
    found += journey.faults(library)

    asked: list[str] = []
    for _ in range(journey.MOST_QUESTIONS):
        code = re.search(r"/question/([^/]+)/", phone.url)
        if code is None:
            break
        fact = event.fact(code[1])
        if phone.get_by_text("Is this still right?").count():
            asked.append(fact.known_as)
            if len(asked) == 1:
                found += journey.faults(phone)
            wrong = fact.known_as == "phone"
            phone.locator(f"[name='still_right'][value='{'no' if wrong else 'yes'}']").check()
            journey.follow(phone.get_by_role("button", name="Continue"))
            if wrong:
                assert phone.locator("[name='value']").input_value(), "filled in with what we had"
                phone.locator("[name='value']").fill(NEW_PHONE)
                journey.follow(phone.get_by_role("button", name="Continue"))
            continue
        journey.fill_in(phone, facts.fill(fact, typical.get(fact.code)))
        journey.follow(phone.get_by_role("button", name="Continue"))
    assert {"name", "phone"} <= set(asked)
    assert phone.get_by_role("heading", name="Check your answers").is_visible()
    assert phone.get_by_text("You corrected this. It was:").count() == 1
    found += journey.faults(phone)

    phone.goto(phone.url.replace("/check/", "/who/"))
    assert phone.get_by_text("They are told that you corrected this.").count()
    found += journey.faults(phone)
    journey.follow(phone.get_by_role("button", name="Send, and tell them"))
    assert phone.locator(".app-reference").is_visible()

    phone.goto(f"{borough.url}/account/known/")
    card = phone.locator(".govuk-summary-card", has_text="Your phone number")
    assert NEW_PHONE in card.inner_text()
    assert "What we had before" in card.inner_text()
    found += journey.faults(phone)
    for name in ("Put it right", "Remove"):
        journey.follow(card.get_by_role("link", name=name))
        found += journey.faults(phone)
        phone.goto(f"{borough.url}/account/known/")
    assert not found, "\n".join(found)
    library.context.close()
    phone.context.close()


def tab_to(page: Any, *, text: str = "", box: str = "") -> None:
    """Press Tab until the thing with this text, or the box with this id, is in focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and (focused.get_attribute("id") == box if box else focused.inner_text().strip() == text):
            return
    raise AssertionError(f"No way by keyboard to {text or box}.")


def enter(page: Any) -> None:
    """Press Enter on what leads to another page."""
    with journey.arriving(page):
        page.keyboard.press("Enter")


def test_somebody_without_javascript_saves_with_a_code_and_comes_back_by_keyboard_alone(
    borough: Borough, chromium: Any
) -> None:
    event = gateways.life_event("moving-home")
    library, home = (chromium.new_context(java_script_enabled=False).new_page() for _ in range(2))
    library.goto(f"{borough.url}/life-events/{event.code}/")
    tab_to(library, text="Start now")
    enter(library)
    began = library.url
    tab_to(library, text="Save this and come back later")
    enter(library)
    tab_to(library, box="how")
    library.keyboard.press("Space")
    tab_to(library, text="Continue")
    enter(library)
    code = library.locator(".app-reference").inner_text()
    assert event.title not in library.title()
    tab_to(library, text="Clear this browser")
    enter(library)
    assert library.goto(began).status == 404

    home.goto(f"{borough.url}/life-events/")
    tab_to(home, text="Come back to it")
    enter(home)
    tab_to(home, box="code")
    home.keyboard.type(code.lower().replace("-", " "))
    enter(home)
    assert home.get_by_text("Welcome back").is_visible()
    assert home.url == began
    library.context.close()
    home.context.close()
