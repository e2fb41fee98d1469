"""Must show: an edition from draft to in force, with a consultation, a gap that is answered and an objection that is
overridden in public. Without the answer, the equality record or the statutory check it is refused, saying which.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from coopcouncil.foundation import clock
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
CODE, TITLE = "from-a-journey", "The settlement of a journey"
LAW = "Housing Act 1996, section 179"


@pytest.fixture
def people(borough: Borough, chromium: Any) -> Iterator[dict[str, Any]]:
    """Grace, who prepares the edition, and a resident without an account; both on narrow phones."""
    with journey.phones(chromium, borough.url, "Grace", "") as pages:
        yield pages


def test_from_draft_to_in_force(borough: Borough, people: dict[str, Any]) -> None:
    grace, resident, found = people["Grace"], people[""], list[str]()
    desk = f"{borough.url}/settlement/desk/{CODE}"
    today = clock.today()

    def look(page: Any) -> str:
        found.extend(journey.faults(page))
        return str(page.inner_text("main"))

    def send(path: str, button: str, day: tuple[str, date] | None = None, **typed: str) -> str:
        """Open a form of the desk, fill it in and send it."""
        grace.goto(path)
        look(grace)
        for name, text in typed.items():
            box = grace.locator(f"[name='{name}']").first
            if box.get_attribute("type") == "checkbox":
                box.set_checked(text == "yes")
            else:
                box.select_option(text) if box.evaluate("it => it.tagName") == "SELECT" else box.fill(text)
        if day:
            for part in ("day", "month", "year"):
                grace.locator(f"[name='{day[0]}-{part}']").fill(str(getattr(day[1], part)))
        journey.press(grace, button)
        return look(grace)

    # Draft: nobody outside sees it.
    send(f"{borough.url}/settlement/desk/begin/", "Begin it", title=TITLE, code=CODE, summary="To try it.",
         based_on="first-settlement")  # fmt: skip
    assert resident.goto(f"{borough.url}/settlement/editions/{CODE}/").status == 404
    # A promise loses its law, to be found missing later.
    send(f"{desk}/promises/housing-options/", "Keep it", statutory_basis="", reason="By mistake.")
    send(f"{desk}/steps/consult/", "Open it", ("closes_on", today + timedelta(days=30)))

    # The resident reads, objects, and waits to be looked at.
    resident.goto(f"{borough.url}/have-your-say/")
    assert TITLE in look(resident)
    resident.goto(f"{borough.url}/settlement/editions/{CODE}/planning/")
    look(resident)
    resident.locator("[name='words']").fill("Leave the market square as it is.")
    journey.press(resident, "Send")
    assert "We have your comment" in look(resident)
    grace.goto(f"{desk}/comments/")
    look(grace)
    journey.follow(grace.locator("tbody th a").first)
    look(grace)
    grace.locator("[name='words']").fill("We read it. The square is needed for homes.")
    journey.press(grace, "Publish the answer")
    send(f"{desk}/promises/planning/override/", "Put it on record", ("review_on", today + timedelta(days=400)),
         objectors="Traders of the market", objection="It is loved.", strategic_reason="Homes for 200 families.",
         softened_by="The market moves to the park.")  # fmt: skip
    send(f"{desk}/promises/libraries/gap/", "Flag it", group="People without a car", size="1.5", low="1.1", high="1.9",
         unit="miles further than others", grounds="The bus was cut.", source="Timetables")  # fmt: skip
    resident.goto(f"{borough.url}/settlement/editions/{CODE}/planning/")
    said = look(resident)
    assert "Homes for 200 families." in said
    assert "The square is needed for homes." in said
    assert "Send" not in send(f"{desk}/steps/amend/", "Go on")
    assert "has not ended yet" in grace.inner_text("main")

    # Its last day is over; one equality record is left to do.
    subprocess.run(
        [sys.executable, "-m", "tests.support.consulted", CODE, "debt-advice"], check=True,
        env={**os.environ, "COOPCOUNCIL_HOME": str(borough.home)},
    )  # fmt: skip
    send(f"{desk}/steps/amend/", "Go on")
    for principle in ("formative", "reasons", "time", "considered"):
        send(f"{desk}/steps/{principle}/", "Keep it", met="yes", evidence="The minutes of every meeting.")
    for office in ("finance", "monitoring"):
        send(f"{desk}/steps/{office}/", "Keep it", ("given_on", today), words="I have looked at it.")
    send(f"{desk}/steps/election/", "Keep it", falls="no")

    def decide() -> None:
        send(f"{desk}/steps/decide/", "Keep it", ("decided_on", today), body="Ashmere Council",
             competence="Article 4 of the constitution", reasons="It was worked out together.",
             record="Minute 12")  # fmt: skip

    decide()
    # Refused, saying which; and nothing else is missing.
    refused = send(f"{desk}/steps/force/", "Bring it into force")
    assert "Things that are missing: 3." in refused
    assert "A gap of “Library service” has no published answer: People without a car." in refused
    assert "The equality record of “Debt advice” (section 149) is missing." in refused
    assert "The law behind it is not named." in refused

    # Each is put right: the gap by its answer; the promises after going back, and with a new decision.
    grace.goto(f"{desk}/")
    look(grace)
    journey.follow(grace.get_by_role("link", name="Answer it"))
    grace.locator("[name='what']").fill("A bus at eight and at six.")
    grace.locator("[name='by_whom']").fill("Head of transport")
    for part in ("day", "month", "year"):
        grace.locator(f"[name='by_when-{part}']").fill(str(getattr(today + timedelta(days=90), part)))
    journey.press(grace, "Publish the answer")
    assert "Things that are missing: 2." in send(f"{desk}/steps/force/", "Bring it into force")
    send(f"{desk}/steps/reopen/", "Go back")
    send(f"{desk}/promises/debt-advice/", "Keep it", ("equality_on", today), equality_affected="People in debt.",
         equality_regard="Looked at by group.")  # fmt: skip
    send(f"{desk}/promises/housing-options/", "Keep it", statutory_basis=LAW)
    decide()
    send(f"{desk}/steps/force/", "Bring it into force")
    resident.goto(f"{borough.url}/settlement/")
    said = look(resident)
    assert TITLE in said
    assert "Minute 12" in said
    resident.goto(f"{borough.url}/settlement/promises/libraries/")
    assert "A bus at eight and at six." in look(resident)
    assert resident.goto(f"{borough.url}/settlement/editions/first-settlement/").ok
    assert "Replaced by a later one" in look(resident)
    assert not found, "\n".join(found)
