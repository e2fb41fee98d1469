"""Must show: somebody was wrongly reported dead. It is taken back, and every agency that was told is told so."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.journeys.test_telling_us_of_a_death import received
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
WAIT_SECONDS = 90
WORDS = "It was her sister who died. She is well."


def until(happened: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not happened():
        assert time.monotonic() < end, what
        time.sleep(0.4)


def test_a_wrong_death_report_is_undone_and_every_agency_is_told(
    borough: Borough, chromium: Any, narrow: Any, tmp_path: Any
) -> None:
    event = gateways.life_event("death")
    answers = typical_answers(event, today=clock.today())
    page = narrow
    journey.sign_in(page, borough.url, "Amara")
    journey.begin(page, borough.url, event)
    journey.answer_all(page, event, answers)
    journey.go_to_who(page)
    journey.follow(page.get_by_role("button", name="Send, and tell them"))
    reference = page.locator(".app-reference").inner_text()
    journey.follow(page.get_by_role("button", name="See how far each one is"))
    until(lambda: all(received(borough, reference).values()), "every agency's own server should be told of the death")

    # One answer was wrong as well: the services that got it are told, before anything is taken back.
    journey.follow(page.get_by_role("link", name="Change an answer"))
    assert not journey.faults(page)
    page.screenshot(path=tmp_path / "changes.png", full_page=True)
    journey.follow(page.get_by_role("link", name=re.compile("Change.*registrar", re.IGNORECASE)))
    assert not journey.faults(page)
    page.locator("[name='value']").fill("ASH/2026/00418")
    page.screenshot(path=tmp_path / "change.png", full_page=True)
    journey.follow(page.get_by_role("button", name="Change it, and tell them"))
    assert page.get_by_text("Until you corrected it").count() or page.get_by_text("Corrected").count()

    # It was all wrong.
    journey.follow(page.get_by_role("link", name="take all of it back"))
    assert not journey.faults(page)
    journey.follow(page.get_by_role("button", name="Take it back, and tell them"))
    assert page.get_by_text("Choose why you take it back").count()
    assert not journey.faults(page)
    page.get_by_label("It was a mistake").check()
    page.get_by_label("Is there something the services should know?").fill(WORDS)
    page.screenshot(path=tmp_path / "take-back.png", full_page=True)
    journey.follow(page.get_by_role("button", name="Take it back, and tell them"))
    assert page.get_by_text("You have taken it back.").count()
    assert not page.get_by_text("Every service has answered.").count(), "not one of them has put it right yet"
    assert not journey.faults(page)
    page.screenshot(path=tmp_path / "taken-back.png", full_page=True)
    submission = page.url

    def put_right() -> bool:
        return all(
            any(item["kind"] == "withdrawal" for item in items) for items in received(borough, reference).values()
        )

    until(put_right, "every agency's own server should hear that it was wrong")
    for items in received(borough, reference).values():
        told = [item for item in items if item["kind"] == "told"]
        taken_back = [item for item in items if item["kind"] == "withdrawal"]
        assert sorted(item["corrects"] for item in taken_back) == sorted(item["notice"] for item in told)
        for item in taken_back:
            assert item["facts"] == []
            assert item["words"] == WORDS
        kinds = [item["kind"] for item in items]
        assert kinds[-len(taken_back) :] == ["withdrawal"] * len(taken_back), "it comes after what it takes back"
    for url in borough.agencies.values():
        until(
            lambda url=url: "Taken back by the person who told it: put right." in httpx.get(url).text,  # type: ignore[misc]
            "the agency shows that it has put it right",
        )

    # The officers whose organisations have no server of their own read it at the top of their inbox.
    officer = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True).new_page()
    journey.sign_in(officer, borough.url, "Carys")
    officer.goto(f"{borough.url}/inbox/?reference={reference}")
    officer.screenshot(path=tmp_path / "inbox.png", full_page=True)
    journey.follow(officer.get_by_role("link", name=re.compile("Taken back")).first)
    assert officer.get_by_text("This was wrong, and was taken back").count()
    assert officer.get_by_text(WORDS).count()
    assert not journey.faults(officer)
    officer.screenshot(path=tmp_path / "notice.png", full_page=True)
    officer.get_by_label("Done: we have done what was needed").check()
    officer.get_by_label("What should the person know?").fill("We have put this right.")
    journey.follow(officer.get_by_role("button", name="Send this answer"))
    assert officer.get_by_text("Your answer was sent").count()

    page.goto(submission)
    assert page.get_by_text("Put right").count() >= 4, page.inner_text("main")
    assert page.get_by_text(WORDS).count()
    assert not page.get_by_text("Every service has answered.").count(), "some inbox has not answered yet"
    page.screenshot(path=tmp_path / "put-right.png", full_page=True)
