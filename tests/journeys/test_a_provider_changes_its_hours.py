"""Must show: a provider updates its hours and a resident sees it; what matters is agreed by the council, by its
difference; the history shows both. On a narrow phone, by keyboard, seen by axe.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import journey
from tests.support.borough import Borough
from tests.support.hands import Keyboard

pytestmark = pytest.mark.browser
CODE, SERVICE = "tenant-managed-homes", re.compile("^Homes run by tenants – Larkhill")
PRICE = "£4 for a key, everything else is free"


@pytest.fixture
def people(borough: Borough, chromium: Any) -> Iterator[dict[str, Any]]:
    """Phones of a provider, of somebody at the council, and of a resident without an account."""
    with journey.phones(chromium, borough.url, "Esi", "Jo", "") as pages:
        yield pages


def test_a_provider_changes_its_hours(borough: Borough, people: dict[str, Any]) -> None:
    esi, jo, resident, found = people["Esi"], people["Jo"], people[""], list[str]()
    by = Keyboard()

    def look(page: Any) -> str:
        found.extend(journey.faults(page))
        return str(page.inner_text("main"))

    esi.goto(f"{borough.url}/provider/")
    look(esi)
    esi.goto(f"{borough.url}/provider/services/{CODE}/")
    look(esi)

    # Hours: live at once.
    esi.goto(f"{borough.url}/provider/services/{CODE}/change/hours/")
    said = look(esi)
    assert "Live at once:" in said
    assert "Waits until the council agrees:" not in said
    by.choose(esi, "hours-0-days", "SA")
    by.write(esi, "hours-0-opens_at", "10:30")
    by.write(esi, "hours-0-closes_at", "1pm")
    journey.press(esi, "Save", by)
    assert "Saved, and everybody can see it." in look(esi)
    resident.goto(f"{borough.url}/services/{CODE}/")
    assert "10:30am to 1pm" in look(resident)

    # A price: the council agrees first.
    esi.goto(f"{borough.url}/provider/services/{CODE}/change/costs/")
    assert "Waits until the council agrees:" in look(esi)
    by.write(esi, "cost", PRICE)
    by.write(esi, "reason", "Keys cost more.")
    journey.press(esi, "Propose it to the council", by)
    assert "waits for the council" in look(esi)
    resident.reload()
    assert PRICE not in look(resident)

    jo.goto(f"{borough.url}/directory/changes/")
    look(jo)
    # What has waited longest stands first; this was proposed just now.
    journey.follow(jo.locator("tbody tr", has_text="Larkhill").get_by_role("link", name=SERVICE).last)
    said = look(jo)
    assert PRICE in said
    assert "Keys cost more." in said
    by.choose(jo, "verdict", "approve")
    journey.press(jo, "Send the decision", by)
    assert "It is in the record now." in jo.inner_text("body")
    look(jo)

    resident.reload()
    assert PRICE in look(resident)
    resident.goto(f"{borough.url}/services/{CODE}/history/")
    said = look(resident)
    for words in (PRICE, "10:30am to 1pm", "Larkhill Tenants’ Co-operative", "the council agreed"):
        assert words in said
    assert "Esi" not in said
    esi.goto(f"{borough.url}/desk/")
    assert "The council decided on" in look(esi)
    for page in ("return/", "places/", "change/for-whom/", "change/running/"):
        esi.goto(f"{borough.url}/provider/services/{CODE}/{page}")
        look(esi)
    assert not found, "\n".join(found)
