"""Reporting in a real browser: a mark on the map, and what is written where there is no network is kept and sent."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser


@pytest.fixture
def street(chromium: Any) -> Iterator[Any]:
    """A telephone on the street, that says where it is when it is asked."""
    context = chromium.new_context(
        viewport={"width": 320, "height": 700},
        geolocation={"latitude": 53.0211, "longitude": -0.6203},
        permissions=["geolocation"],
    )
    yield context
    context.close()


def test_written_without_a_network_it_is_kept_and_sent_once_there_is_one(borough: Borough, street: Any) -> None:
    page = street.new_page()
    page.goto(f"{borough.url}/report/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    street.set_offline(True)
    page.goto(f"{borough.url}/report/about/litter/")  # whatever was asked for: the page that the browser kept
    page.get_by_role("heading", name="Report without a network").wait_for()
    assert "no network now" in page.get_by_role("status").first.inner_text()
    page.get_by_label("What is it?").select_option("litter")
    page.get_by_label("What is wrong?").fill("Leaves on the steps, written under a bridge.")
    page.get_by_role("button", name="Use where I am").click()
    page.get_by_text("We have your place.").wait_for()
    page.get_by_role("button", name="Keep it, and send it when there is a network").click()
    page.get_by_text("No network: it stays here and is sent later.").wait_for()

    other = street.new_page()  # closed and opened again: it is still there
    page.close()
    other.goto(f"{borough.url}/report/offline/")
    kept = other.get_by_role("listitem").filter(has_text="written under a bridge")
    kept.wait_for()

    street.set_offline(False)
    said = other.get_by_text("Sent. Your reference:").or_(other.get_by_role("button", name="Mine is another: send it"))
    said.first.wait_for()
    if other.get_by_role("button", name="Mine is another: send it").is_visible():
        other.get_by_role("button", name="Mine is another: send it").click()
    reference = other.get_by_text("Sent. Your reference:").inner_text().rpartition(" ")[2]
    other.goto(f"{borough.url}/reports/{reference}/")
    assert "written under a bridge" in other.locator("main").inner_text()
    other.goto(f"{borough.url}/report/offline/")
    other.get_by_text("Nothing is kept on this device.").wait_for()


def test_a_mark_on_the_map_leads_to_what_is_near_and_pages_are_sound(borough: Borough, narrow: Any) -> None:
    narrow.goto(f"{borough.url}/report/about/pothole/")
    assert not journey.faults(narrow)
    narrow.locator("[data-pick] .leaflet-container, [data-pick].leaflet-container, .leaflet-container").first.wait_for()
    narrow.get_by_role("button", name="Put the mark in the middle of the map").click()
    narrow.get_by_text("The mark is set. You can move it.").wait_for()
    narrow.get_by_role("button", name="Continue").click()
    narrow.wait_for_url("**/report/*/*/")
    assert not journey.faults(narrow)
    if narrow.url.endswith("/near/"):
        narrow.get_by_role("button", name="No, mine is another").click()
    narrow.get_by_label("What is wrong?").fill("A hole in the middle of the borough.")
    narrow.get_by_label("Like the lid of a bin").check()
    narrow.get_by_role("button", name="Continue").click()
    narrow.get_by_role("heading", name="Check before you send it").wait_for()
    assert not journey.faults(narrow)
    narrow.get_by_role("button", name="Send the report").click()
    narrow.get_by_role("heading", name="We have it").wait_for()
    assert not journey.faults(narrow)
    narrow.get_by_role("button", name="See how each of them is getting on").click()
    narrow.get_by_role("heading", name="Who is responsible, and what each says").wait_for()
    assert not journey.faults(narrow)
