"""Must show 2: a resident reports a death once; three organisations' own servers hold exactly their slice."""

import time
from typing import Any

import httpx
import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
WAIT_SECONDS = 60


def received(borough: Borough, reference: str) -> dict[str, list[dict[str, Any]]]:
    """What each agency's own server holds of one submission."""
    return {
        code: [
            item["event"]["data"]
            for item in httpx.get(f"{url}/received.json").json()
            if item["event"]["data"]["reference"] == reference
        ]
        for code, url in borough.agencies.items()
    }


def test_an_agency_takes_nothing_that_is_not_signed(borough: Borough) -> None:
    for url in borough.agencies.values():
        kind = {"content-type": "application/cloudevents+json"}
        forged = {"webhook-id": "made-up", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
        for headers in (kind, kind | forged):
            answer = httpx.post(f"{url}/", content=b'{"id": "made-up", "data": {}}', headers=headers)
            assert answer.status_code in {400, 401}
        assert all(item["event"]["id"] != "made-up" for item in httpx.get(f"{url}/received.json").json())


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_three_organisations_hold_exactly_their_slice_and_the_resident_sees_their_answers(
    borough: Borough, chromium: Any, scripts: bool
) -> None:
    event = gateways.life_event("death")
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    journey.sign_in(page, borough.url, "Amara")
    journey.begin(page, borough.url, event)
    asked = journey.answer_all(page, event, typical_answers(event, today=clock.today()))
    assert len(asked) == len(set(asked)), "a question was asked twice"

    assert page.get_by_role("heading", name="Check your answers").is_visible()
    journey.go_to_who(page)
    assert page.get_by_role("heading", name="Who will be told").is_visible()
    journey.follow(page.get_by_role("button", name="Send, and tell them"))
    reference = page.locator(".app-reference").inner_text()

    until = time.monotonic() + WAIT_SECONDS
    while not all(received(borough, reference).values()) and time.monotonic() < until:
        time.sleep(0.3)
    held = received(borough, reference)
    assert all(held.values()), {code: len(items) for code, items in held.items()}
    for items in held.values():
        assert len(items) == 1, "the same notice came twice"
        for item in items:
            notice = next(notice for notice in event.notices if notice.service == item["service_type"])
            assert {fact["code"] for fact in item["facts"]} <= set(notice.facts)
            required = {
                code for code in notice.facts if not event.fact(code).optional and event.fact(code).when is None
            }
            assert required <= {fact["code"] for fact in item["facts"]}

    journey.follow(page.get_by_role("button", name="See how far each one is"))
    names = ["National Benefits Office", "Ashmere Homes", "Vale"]
    while time.monotonic() < until:
        page.reload()
        cards = {name: page.locator(".govuk-summary-card", has_text=name).first.inner_text() for name in names}
        if all("Done" in text or "They said no" in text for text in cards.values()):
            break
        time.sleep(0.5)
    assert all("Done" in text or "They said no" in text for text in cards.values()), cards
    assert not complaints, complaints
    context.close()
