"""A daughter tells for her mother by a power of attorney, on a phone, and proves who she is on the way."""

import os
import time
from pathlib import Path
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
SHOTS = os.environ.get("COOPCOUNCIL_SHOTS")


def look(page: Any, name: str) -> list[str]:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    return journey.faults(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_she_tells_what_her_power_reaches_and_each_service_reads_so(
    borough: Borough, chromium: Any, scripts: bool
) -> None:
    event = gateways.life_event("disability-or-long-illness")
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True, java_script_enabled=scripts)
    page, found = context.new_page(), list[str]()

    def see(shown: Any, name: str) -> None:
        if scripts:
            found.extend(look(shown, name))

    journey.sign_in(page, borough.url, "Amara")
    page.goto(f"{borough.url}/account/speaking-for/")
    see(page, "speaking-for")
    assert "Ngozi Adeyemi" in page.inner_text("main")
    page.goto(f"{borough.url}/life-events/{event.code}/")
    see(page, "who-is-this-about")
    journey.follow(page.get_by_role("button", name="Start now"))
    assert page.locator(".govuk-error-summary").is_visible()  # she must say for whom
    page.get_by_label("Ngozi Adeyemi").check()
    journey.follow(page.get_by_role("button", name="Start now"))

    def on_page(shown: Any) -> None:
        assert "You are answering for Ngozi Adeyemi" in shown.inner_text("main")
        if "/your_name/" in shown.url:
            see(shown, "her-name-known")
            assert shown.get_by_label("First names").input_value() == "Ngozi"

    answers = typical_answers(event, today=clock.today())
    answers["your_name"] = {"first_names": "Ngozi", "last_name": "Adeyemi"}
    answers["your_date_of_birth"] = "1948-03-09"
    journey.answer_all(page, event, answers, on_page)
    see(page, "check")
    journey.go_to_who(page)
    see(page, "who")
    told = page.inner_text("main")
    assert "Who will not be told by you" in told
    assert "Amara Adeyemi told this for Ngozi Adeyemi" in told
    journey.follow(page.get_by_role("button", name="Send, and tell them"))
    reference = page.locator(".app-reference").inner_text()
    page.goto(f"{borough.url}/notices/")
    assert reference in page.inner_text("main")

    # The benefits office's own server holds by whom it was told, and by what power.
    until, held = time.monotonic() + WAIT_SECONDS, list[dict[str, Any]]()
    while not held and time.monotonic() < until:
        received = httpx.get(f"{borough.agencies['national-benefits-office']}/received.json").json()
        data = [item["event"]["data"] for item in received]
        held = [item for item in data if item["reference"] == reference]
        time.sleep(0.3)
    assert held, "the benefits office was not told"
    assert held[0]["acting"].startswith("Amara Adeyemi told this for Ngozi Adeyemi. Their power: Lasting power")
    assert {fact["value"]["first_names"] for fact in held[0]["facts"] if fact["code"] == "your_name"} <= {"Ngozi"}
    assert not found, "\n".join(found)
    context.close()


def test_a_claim_waits_for_the_council_and_is_refused_with_a_reason_that_its_holder_reads(
    borough: Borough, narrow: Any
) -> None:
    found: list[str] = []
    journey.sign_in(narrow, borough.url, "Carys")
    narrow.goto(f"{borough.url}/desk/powers/?state=claimed")
    found += look(narrow, "powers-to-check")
    journey.follow(narrow.get_by_role("link", name="Bilal Hussain"))
    found += look(narrow, "check-power")
    narrow.get_by_label("Why?").fill("We need the letter that names you. Bring it to any library.")
    journey.follow(narrow.get_by_role("button", name="Refuse it"))
    journey.sign_in(narrow, borough.url, "Bilal")
    narrow.goto(f"{borough.url}/account/speaking-for/")
    found += look(narrow, "refused")
    assert "Bring it to any library" in narrow.inner_text("main")
    journey.follow(narrow.get_by_role("button", name="Tell us that you may speak for somebody"))
    found += look(narrow, "claim")
    narrow.get_by_label("The person asked me to").check()
    journey.follow(narrow.get_by_role("button", name="Tell us"))
    found += look(narrow, "claim-wrong")
    assert "Write their first names" in narrow.inner_text("main")
    assert not found, "\n".join(found)


def test_a_resident_without_a_proof_is_told_so_and_asks_for_a_letter(borough: Borough, narrow: Any) -> None:
    found: list[str] = []
    journey.sign_in(narrow, borough.url, "Bilal")
    narrow.goto(f"{borough.url}/account/identity/")
    found += look(narrow, "identity-none")
    journey.follow(narrow.get_by_role("link", name="Send me a letter with a code"))
    found += look(narrow, "letter")
    narrow.get_by_label("Address line 1").fill("4 Mill Lane")
    narrow.get_by_label("Town").fill("Ashmere")
    narrow.get_by_label("Postcode").fill("AM1 1AA")
    journey.follow(narrow.get_by_role("button", name="Send me a letter"))
    assert "We will post a letter to you" in narrow.inner_text("body")
    letters = list((borough.home / "letters").glob("*.pdf"))
    assert letters
    journey.follow(narrow.get_by_role("link", name="I have a code"))
    narrow.get_by_label("The code in the letter").fill("2222-2222")
    journey.follow(narrow.get_by_role("button", name="Continue"))
    found += look(narrow, "code-wrong")
    assert "4 more tries" in narrow.inner_text("main")
    journey.sign_in(narrow, borough.url, "Amara")
    narrow.goto(f"{borough.url}/account/identity/")
    found += look(narrow, "identity-low")
    journey.sign_in(narrow, borough.url, "Dev")
    narrow.goto(f"{borough.url}/desk/identity/")
    narrow.get_by_label("Their e-mail address, or a reference of theirs").fill("bilal@ashmere.example")
    journey.follow(narrow.get_by_role("button", name="Find them"))
    found += look(narrow, "see-document")
    narrow.get_by_label("Passport").check()
    narrow.get_by_label("I looked for its security features, and it is in date").check()
    narrow.get_by_label("I compared the face with the photo").check()
    narrow.get_by_label("The full name on the document").fill("Bilal Hussain")
    journey.follow(narrow.get_by_role("button", name="Record it"))
    found += look(narrow, "see-document-wrong")
    assert "This document shows a date of birth" in narrow.inner_text("main")
    for part, value in {"Day": "12", "Month": "4", "Year": "1988"}.items():
        narrow.get_by_label(part, exact=True).fill(value)
    journey.follow(narrow.get_by_role("button", name="Record it"))
    assert "a low level" in narrow.inner_text("body")
    assert httpx.get(f"{borough.url}/readyz").status_code == 200
    assert not found, "\n".join(found)
