"""Must show: domestic abuse, told on a narrow phone; the way out pressed midway; somebody who must not find out."""

import re
from pathlib import Path
from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
CODE = "domestic-abuse"
NAME = {"first_names": "Wilhelmina", "last_name": "Starlingford"}
AWAY = "https://www.bbc.co.uk/"


def answers() -> dict[str, Any]:
    return typical_answers(gateways.life_event(CODE), today=clock.today()) | {"your_name": NAME}


def phone(chromium: Any, *, scripts: bool) -> Any:
    """A phone of 320 pixels; what is away from here is an empty page, so that no network is needed."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=scripts, bypass_csp=True)
    context.route(f"{AWAY}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    return context.new_page()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_domestic_abuse_is_told_with_somebody_kept_out_and_looked_at_again(
    borough: Borough, chromium: Any, scripts: bool
) -> None:
    event, found = gateways.life_event(CODE), list[str]()
    page = phone(chromium, scripts=scripts)

    def look(page: Any) -> None:
        found.extend(journey.faults(page) if scripts else [])
        if shots := _shots():
            name = re.sub(r"[^a-z]+", "-", page.url.split("/", 3)[3])[-40:] or "home"
            page.screenshot(path=str(shots / f"{name}-{scripts}.png"), full_page=True)

    journey.begin(page, borough.url, event, look)
    journey.answer_all(page, event, answers())
    look(page)
    journey.press(page, "Continue")
    look(page)
    page.get_by_label("British Sign Language").check()
    journey.press(page, "Continue")
    look(page)
    assert page.get_by_role("heading", name=re.compile("Does the person you are afraid of work")).is_visible()
    barred = page.locator(".govuk-checkboxes__label").first.inner_text()
    page.locator("[name='places']").first.check()
    journey.press(page, "Continue")
    look(page)
    assert page.get_by_text(f"Instead of {barred}, which is told nothing.").first.is_visible()
    journey.press(page, "Send, and tell them")
    look(page)
    reference = page.locator(".app-reference").inner_text()
    words = page.locator("h2:has-text('Your four words') + p").inner_text()
    assert page.title().startswith("Tell us once")

    other = phone(chromium, scripts=scripts)
    other.goto(f"{borough.url}/safe/")
    look(other)
    other.get_by_label("Your reference").fill(reference)
    other.get_by_label("Your four words").fill(words)
    journey.follow(other.get_by_role("button", name="Look", exact=True))
    other.get_by_role("heading", name="What the services answered").wait_for()
    look(other)
    assert barred not in other.inner_text("main")

    journey.follow(other.get_by_role("link", name="Take it back"))
    look(other)
    journey.follow(other.get_by_role("button", name="Take it back, and tell them"))
    other.get_by_text("Choose why you take it back").first.wait_for()
    look(other)
    other.get_by_label("Your reference").fill(reference)
    other.get_by_label("Your four words").fill(words)
    other.get_by_label("It was a mistake").check()
    journey.follow(other.get_by_role("button", name="Take it back, and tell them"))
    other.get_by_role("heading", name="You have taken it back").wait_for()
    look(other)
    assert reference not in other.content()
    assert words not in other.content()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_way_out_midway_leaves_nothing_to_go_back_to(borough: Borough, chromium: Any, scripts: bool) -> None:
    event = gateways.life_event(CODE)
    page = phone(chromium, scripts=scripts)
    page.goto(f"{borough.url}/get-help/")
    page.goto(f"{borough.url}/life-events/")
    journey.follow(page.get_by_role("link", name=event.title).first)
    journey.press(page, "Start now")
    journey.answer_all(page, event, answers())
    checked = page.url
    assert "Starlingford" in page.inner_text("main")
    page.get_by_role("button", name=re.compile("Exit this page")).click()
    page.wait_for_url(lambda url: not url.startswith(borough.url), wait_until="commit")
    for _ in range(3):
        page.go_back(wait_until="load")
        assert "Starlingford" not in page.content()
        if scripts:
            assert CODE not in page.url
            assert "/tell-us/" not in page.url
            assert page.url.startswith(f"{borough.url}/")
            break  # the whole of it had one place in the history, and that is the weather's now
    page.goto(checked)
    assert "Starlingford" not in page.content()
    assert "We cannot find that page" in page.title()


def test_shift_pressed_three_times_leaves_too(borough: Borough, chromium: Any) -> None:
    page = phone(chromium, scripts=True)
    page.goto(f"{borough.url}/life-events/")
    page.goto(f"{borough.url}/life-events/{CODE}/")
    page.wait_for_function("document.body.dataset.govukFrontendExitThisPageKeypress")
    for _ in range(3):
        page.keyboard.press("Shift")
    # Two ways out race: the component's own address, and ours, which aborts it. Either may be seen to be aborted.
    for _ in range(100):
        if page.url.startswith(AWAY):
            break
        page.wait_for_timeout(100)
    assert page.url.startswith(AWAY)
    page.wait_for_load_state("load")
    page.go_back()
    assert page.url == f"{borough.url}/life-events/"


def _shots() -> Path | None:
    """Where pictures are wanted: build/shots, if somebody made that folder."""
    folder = Path(__file__).resolve().parents[2] / "build" / "shots"
    return folder if folder.is_dir() else None
