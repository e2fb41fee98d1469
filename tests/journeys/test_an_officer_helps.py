"""Must show: an officer at a GP surgery helps a resident, a service is called and answers, the resident finds it."""

import re
from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
EVENT = "moving-home"
QUESTION = "Does she pay from the day she moves?"


def begin(page: Any, url: str) -> None:
    """From the desk to the first question, with nothing but the keyboard's own ways of filling a form."""
    page.goto(f"{url}/desk/")
    journey.follow(page.get_by_role("link", name="Help somebody tell us").first)
    journey.follow(page.get_by_role("button", name="Begin"))
    page.locator("[name=event]").select_option(EVENT)
    page.get_by_label("At the counter").check()
    place = page.locator("[name=access_point] option").nth(1).get_attribute("value")
    page.locator("[name=access_point]").select_option(place)
    page.get_by_label("They said yes to me, here").check()
    journey.follow(page.get_by_role("button", name="Begin"))
    assert "/question/" in page.url


def ask(page: Any) -> None:
    page.get_by_label("Whom do you ask?").select_option("council_tax")
    page.get_by_label("What do you ask?").fill(QUESTION)
    journey.follow(page.get_by_role("button", name="Ask them now"))
    assert page.get_by_text(QUESTION).first.is_visible()


def answer_as_carys(chromium: Any, url: str, words: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    journey.sign_in(page, url, "Carys")
    page.goto(f"{url}/inbox/")
    journey.follow(page.locator("#asked-now a[href*='/inbox/asked/']").filter(has_text="Council Tax").last)
    while QUESTION not in page.inner_text("main"):
        page.goto(f"{url}/inbox/asked/")
        for link in page.locator("#asked-now li a").all():
            journey.follow(link)
            if QUESTION in page.inner_text("main"):
                break
            page.go_back()
    page.get_by_label("Your answer").fill(words)
    journey.follow(page.get_by_role("button", name="Send the answer"))
    context.close()


def finish_and_send(page: Any) -> tuple[str, str]:
    """Answer what is left, read out who is told, send. Returns the reference and the code of the slip."""
    event = gateways.life_event(EVENT)
    journey.answer_all(page, event, typical_answers(event, today=clock.today()))
    journey.follow(page.get_by_role("button", name="Continue"))
    journey.follow(page.get_by_role("button", name="Continue"))
    assert page.get_by_role("heading", name="Who will be told").is_visible()
    journey.follow(page.get_by_role("button", name="Send, and tell them"))
    assert page.get_by_role("heading", name="It is sent").is_visible()
    reference, code = page.locator(".app-reference").all_inner_texts()
    return reference, code


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_officer_helps_is_helped_and_the_resident_finds_it(borough: Borough, chromium: Any, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    journey.sign_in(page, borough.url, "Dev")
    begin(page, borough.url)
    assert "You are helping somebody at" in page.inner_text("main")

    box = page.locator("main input[type=text], main textarea").first
    typed = "half an answer" if box.count() else ""
    if typed:
        box.fill(typed)
    with context.expect_page() as opened:
        page.get_by_role("link", name="Ask a service for help").click()
    opened.value.wait_for_load_state("load")
    ask(opened.value)
    answer_as_carys(chromium, borough.url, "Yes, from that day, and not for the old home.")
    if scripts:
        page.reload() if not typed else page.bring_to_front()
        opened.value.bring_to_front()
        opened.value.get_by_text("and not for the old home").wait_for(timeout=20_000)
    else:
        opened.value.reload()
        assert opened.value.get_by_text("and not for the old home").is_visible()
    if typed:
        assert box.input_value() == typed, "what was typed is gone"
    opened.value.close()

    reference, code = finish_and_send(page)
    assert re.fullmatch(r"\w{3}-\w{3}-\w{3}", reference)
    context.close()

    theirs = chromium.new_context(java_script_enabled=scripts)
    page = theirs.new_page()
    journey.sign_in(page, borough.url, "Amara")
    page.goto(f"{borough.url}/account/")
    journey.follow(page.get_by_role("link", name="I have a paper from an officer"))
    page.get_by_label("Your reference").fill(reference)
    page.get_by_label("The code on your paper").fill(code)
    journey.follow(page.get_by_role("button", name="Keep it in my account"))
    assert "Written down for you by Dev Patel, Larkhill Surgery at the counter" in page.inner_text("main")
    page.goto(f"{borough.url}/notices/")
    assert reference in page.content()
    theirs.close()


def test_the_officers_pages_have_no_fault_on_a_narrow_screen_and_work_by_keyboard(
    borough: Borough, narrow: Any
) -> None:
    page, found = narrow, []
    journey.sign_in(page, borough.url, "Dev")
    for path in ("/desk/help/", "/desk/help/begin/", "/inbox/asked/"):
        page.goto(borough.url + path)
        found += journey.faults(page)
    begin(page, borough.url)
    found += journey.faults(page)
    page.goto(page.url.split("/question/")[0] + "/help/")
    found += journey.faults(page)
    page.locator("#service").focus()
    page.keyboard.type("Council Tax")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard alone?")
    page.keyboard.press("Tab")
    with journey.arriving(page):
        page.keyboard.press("Enter")
    assert page.get_by_text("By keyboard alone?").first.is_visible()
    found += journey.faults(page)
    page.goto(page.url.replace("/help/", "/"))
    event = gateways.life_event(EVENT)
    journey.answer_all(page, event, typical_answers(event, today=clock.today()))
    for name in ("Continue", "Continue", "Send, and tell them"):
        page.get_by_role("button", name=name).first.focus()
        with journey.arriving(page):
            page.keyboard.press("Enter")
        found += journey.faults(page)
    assert page.get_by_role("heading", name="It is sent").is_visible()
    assert not found, "\n".join(found)
