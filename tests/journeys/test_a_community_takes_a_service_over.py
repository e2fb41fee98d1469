"""Must show: a community takes a service over, from its interest to running it; then it fails, and the council steps
in, answers for it in public, and a person owns the case. All of it on the record.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
GROUP = "Kitchen of the Four Streets"


@pytest.fixture
def people(borough: Borough, chromium: Any) -> Iterator[dict[str, Any]]:
    """Amara of the group, Esi of the organisation it becomes, Mei and Grace of the council, and anybody: on phones."""
    with journey.phones(chromium, borough.url, "Amara", "Esi", "Grace", "Mei", "") as pages:
        yield pages


def test_from_interest_to_running_and_back_at_once_where_it_fails(borough: Borough, people: dict[str, Any]) -> None:
    found, today = list[str](), clock.today()

    def look(page: Any) -> str:
        found.extend(journey.faults(page))
        return str(page.inner_text("main"))

    def send(person: str, path: str, button: str, days: dict[str, date] | None = None, **typed: str) -> str:
        """Open a form, fill it in and send it."""
        page = people[person]
        page.goto(path)
        look(page)
        for name, text in typed.items():
            box = page.locator(f"[name='{name}']").first
            if box.get_attribute("type") == "radio":
                page.locator(f"[name='{name}'][value='{text}']").check()
            elif box.get_attribute("type") == "checkbox":
                box.set_checked(text == "yes")
            elif box.evaluate("it => it.tagName") == "SELECT":
                box.select_option(label=text) if text else box.select_option(index=0)
            else:
                box.fill(text)
        for name, day in (days or {}).items():
            for part in ("day", "month", "year"):
                page.locator(f"[name='{name}-{part}']").fill(str(getattr(day, part)))
        journey.press(page, button)
        return look(page)

    # Interest: only the group and the council read it.
    send("Amara", f"{borough.url}/settlement/promises/food-bank/take-over/", "Send", group_name=GROUP,
         group_kind="neighbours", idea="We would cook what is left over, and deliver it.")  # fmt: skip
    room = people["Amara"].url
    public = room.removesuffix("work/")
    assert "Only the group and the council see this so far." in people["Amara"].inner_text("main")
    assert people[""].goto(public).status == 404
    send("Grace", f"{room}answer/", "Send the answer", accepted="yes", reason="Two ward meetings asked for it.")
    people[""].goto(public)
    assert GROUP in look(people[""])

    # Help, and the plan.
    send("Grace", f"{room}support/", "Offer it", kind="training", what="Food hygiene, for all of them.", worth="400")
    people["Amara"].goto(f"{room}take-support/")
    people["Amara"].locator("[name='support_id']").first.check()
    people["Amara"].locator("[name='taken'][value='yes']").check()
    journey.press(people["Amara"], "Send the answer")
    look(people["Amara"])
    send("Amara", f"{room}plan/", "Send the plan", does="A meal a day.", level="The same day.", who="Twenty of us.",
         yearly_cost="12000", yearly_income="12000", income_from="A grant and a stall.", needs="A kitchen.",
         risks="The cooker breaks.")  # fmt: skip

    # Refused while it is not checked, saying what; nobody of the group signs anything for the council.
    refused = send("Grace", f"{room}decide/", "Keep it", {"decided_on": today}, agreed="yes", body="Cabinet",
                   competence="Article 7", reasons="It is good.", record="Item 6")  # fmt: skip
    assert "“Safeguarding” has not been checked." in refused
    assert people["Amara"].goto(f"{room}check-safeguarding/").status == 404
    send("Grace", f"{room}organisation/", "Keep it", organisation_id="Larkhill Tenants’ Co-operative")
    for code in CHECKS:
        send("Mei", f"{room}check-{code}/", "Sign it", finding="met", reasons="Read, and asked about.",
             office="head of communities")  # fmt: skip
    send("Grace", f"{room}decide/", "Keep it", {"decided_on": today}, agreed="yes", body="Ashmere Council’s cabinet",
         competence="Article 7 of the constitution", reasons="It knows the people.", record="Item 6")  # fmt: skip

    # The agreement: both sign, and only then it changes hands.
    days = {"starts_on": today, "ends_on": today + timedelta(900), "review_on": today + timedelta(180),
            "accounts_due_on": today + timedelta(400)}  # fmt: skip
    send("Mei", f"{room}agree/", "Keep it", days, service_id="", delivery_model="Mutual or co-operative",
         level="A parcel or a meal on the day.", floor="75", step_in_rights="When it fails.", yearly_payment="12000",
         minimum_how="No law asks for it.", consent="Minutes of its trustees")  # fmt: skip
    send("Mei", f"{room}sign/?number=1", "Sign it", office="director of communities")
    refused = send("Grace", f"{room}hand-over/", "Hand the service over")
    assert "The group has not signed the agreement." in refused
    send("Esi", f"{room}sign-for-group/?number=1", "Sign it", office="chair of the board")
    send("Grace", f"{room}hand-over/", "Hand the service over")
    people[""].goto(public)
    said = look(people[""])
    assert "Run by the group" in said
    assert "Larkhill Tenants’ Co-operative" in said

    # It runs, is reviewed, and fails: the council's at once, and a person's by name.
    send("Grace", f"{room}review/", "Keep it",
         {"held_on": today, "review_on": today + timedelta(180)},
         level_met="yes", equal="yes", words="Good food, on the day.")  # fmt: skip
    send("Grace", f"{room}alarm/", "Say it in public", kind="failure", words="The kitchen has been shut for a week.")
    people[""].goto(public)
    said = look(people[""])
    assert "this service is the council’s again" in said
    assert "The kitchen has been shut for a week." in said
    assert "of the council owns what is to be done (case " in said
    people[""].goto(f"{borough.url}/settlement/promises/food-bank/")
    assert f"{GROUP}: The council has stepped in" in look(people[""])
    for stage in ("A group is interested", "The plan is checked", "Run by the group", "The council has stepped in"):
        assert stage in said
    assert not found, "\n".join(found)
