"""A life event is edited, approved and released in the browser; what was begun before ends on the old version."""

from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
CODE, NEW_TITLE = "retiring", "Stopping work for good"


def test_a_version_is_written_approved_and_released(borough: Borough, narrow: Any, chromium: Any) -> None:
    event, found = gateways.life_event(CODE), list[str]()
    resident = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True).new_page()
    journey.begin(resident, borough.url, event)
    begun = resident.url

    ines = narrow
    journey.sign_in(ines, borough.url, "Ines")
    ines.goto(f"{borough.url}/design/{CODE}/")
    found += journey.faults(ines)
    journey.follow(ines.get_by_role("button", name="Write the next version"))
    found += journey.faults(ines)
    box = ines.get_by_label("The life event")
    text = box.input_value()
    box.fill(text.replace(f'title = "{event.title}"', "title = 7", 1))
    ines.get_by_text("must be text in quotes").wait_for()  # the live check, with nothing sent by hand
    box.fill(text.replace(f'title = "{event.title}"', f'title = "{NEW_TITLE}"', 1))
    ines.get_by_text("The check finds nothing wrong.").wait_for()
    journey.follow(ines.get_by_role("button", name="Keep and check"))
    journey.follow(ines.get_by_role("link", name="Try it with its cases"))
    found += journey.faults(ines)
    assert ines.get_by_text("Wrong", exact=True).count() == 0
    journey.follow(ines.get_by_role("link", name=event.facts[0].question).first)
    found += journey.faults(ines)
    ines.go_back()
    ines.go_back()
    journey.follow(ines.get_by_role("link", name="See what it changes"))
    assert NEW_TITLE in ines.inner_text("main")
    found += journey.faults(ines)
    ines.go_back()
    journey.follow(ines.get_by_role("button", name="Keep, and ask for approval"))
    version = ines.url
    assert ines.get_by_role("button", name="Approve").count() == 0, "nobody approves what they wrote"

    carys = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True).new_page()
    journey.sign_in(carys, borough.url, "Carys")
    carys.goto(version)
    found += journey.faults(carys)
    journey.follow(carys.get_by_role("button", name="Approve"))
    assert "Approved" in carys.inner_text("main")
    assert not found, "\n".join(found)

    later = chromium.new_context().new_page()
    later.goto(f"{borough.url}/life-events/{CODE}/")
    assert later.get_by_role("heading", name=NEW_TITLE).count() == 1

    resident.goto(begun)
    journey.answer_all(resident, event, typical_answers(event, today=clock.today()))
    assert event.title in resident.inner_text("main")
    assert NEW_TITLE not in resident.inner_text("main")
    journey.go_to_who(resident)
    journey.press(resident, "Send, and tell them")
    journey.follow(resident.get_by_role("button", name="See how far each one is"))
    assert event.title in resident.inner_text("h1")
    for page in (resident, carys, later):
        page.context.close()
