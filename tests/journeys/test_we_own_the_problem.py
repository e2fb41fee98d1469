"""Must show: a notice is refused, and the council owns the problem by name until the resident says “solved”.

It is taken to a body outside the borough, its promise is broken and comes up to the manager, it is opened again, and
the register of failures shows what the provider says of it.
"""

import os
import re
import subprocess
import sys
import time
from typing import Any

import pytest

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.typical import typical_answers
from tests.support import journey
from tests.support.borough import Borough

pytestmark = pytest.mark.browser
WAIT_SECONDS = 90
OWNER, MANAGER = "Sam Ilves", "Mei Tanaka"  # of the team that problems with homes come to
PROVIDER = "Larkhill Tenants’ Co-operative"
ELSEWHERE = "Farview Rent Office"  # in no list of ours, and not ours to command
TASK = "Please look whether 14 Orchard Row is one of yours, and write to the family."
REPLY = "We had two lists of our homes. Now there is one, and whoever writes to us has an answer within a day."


class People:
    """A browser for each of those who take part, on a phone's narrow screen; axe looks at each kind of page once."""

    def __init__(self, chromium: Any, url: str) -> None:
        self.chromium, self.url, self.found = chromium, url, list[str]()
        self.pages, self.met = dict[str, Any](), set[str]()

    def __getitem__(self, name: str) -> Any:
        if name not in self.pages:
            context = self.chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
            self.pages[name] = context.new_page()
            if name:
                journey.sign_in(self.pages[name], self.url, name)
        return self.pages[name]

    def look(self, name: str) -> str:
        """What stands on the page that somebody is on; without a name, somebody who has not signed in."""
        page = self.pages[name]
        kind = re.sub(r"[0-9a-f-]{36}", "*", page.url)
        self.found += journey.plain_faults(page) if kind in self.met else journey.faults(page)
        self.met.add(kind)
        return str(page.inner_text("main"))


def tell_of_a_death(page: Any, url: str) -> None:
    """In a house with an even number, of which Ashmere Homes says that it is none of theirs."""
    event, answers = gateways.life_event("death"), typical_answers(gateways.life_event("death"), today=clock.today())
    answers["last_address"] = answers["last_address"] | {"line_1": "14 Orchard Row"}
    journey.begin(page, url, event)
    journey.answer_all(page, event, answers)
    journey.go_to_who(page)
    journey.press(page, "Send, and tell them")
    journey.press(page, "See how far each one is")


def until_owned(page: Any) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not page.get_by_text("owns this problem until you say that it is solved").count():
        assert time.monotonic() < end, "a case should be opened for what was refused"
        time.sleep(0.5)
        page.reload()


def link(page: Any, name: str) -> Any:
    return page.get_by_role("link", name=name)


def find(page: Any, reference: str) -> None:
    """Narrow a list of cases, which scripts do within the page."""
    page.get_by_label("Reference").fill(reference)
    page.get_by_role("button", name="Show").click()
    page.locator("[data-list-summary]", has_text="1 to 1 of 1").wait_for()


def ask_the_provider(people: People, reference: str) -> None:
    """Sam asks the co-operative, Esi answers that it is theirs, and Sam says that they have to act."""
    sam = people["Sam"]
    journey.press(sam, "Ask somebody to do something")
    sam.get_by_label("Another organisation", exact=True).check()
    sam.get_by_label("Which organisation?").select_option(label=PROVIDER)
    sam.get_by_label("What is to be done?").fill(TASK)
    today = clock.today()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        sam.get_by_label(part, exact=True).fill(str(value))
    people.look("Sam")
    journey.press(sam, "Give the task")

    esi = people["Esi"]
    journey.follow(link(esi, "Tasks from the council’s cases"))
    people.look("Esi")
    journey.follow(link(esi, reference))
    assert TASK in people.look("Esi")
    esi.get_by_label("It is done").check()
    esi.get_by_label("Say when you do it").fill("It is ours. The tenancy ended on the day of the death.")
    journey.press(esi, "Send the answer")

    journey.follow(link(sam, "Say who has to act"))
    sam.get_by_label("Who has to act?").select_option(label=PROVIDER)
    sam.get_by_label("Why is it their job?").fill("The house is one of theirs.")
    people.look("Sam")
    journey.press(sam, "Say so")


def take_it_elsewhere(people: People) -> str:
    """Sam writes to an office outside the borough. Returns the day by which they should answer."""
    sam = people["Sam"]
    journey.follow(link(sam, "Take it up with another body"))
    sam.get_by_label("What kind of body is it?").select_option(label="A government department or its agency")
    sam.get_by_label("Which one?").select_option(label="None of these")
    sam.get_by_label("Its name").fill(ELSEWHERE)
    sam.get_by_label("Its postal address").fill("1 Far Street\nFarview")
    sam.get_by_label("What do we ask of them?").fill("Stop the rent benefit.\nPay back what was taken.")
    people.look("Sam")
    journey.press(sam, "Go on to the letter")
    sam.get_by_label("What is wrong").fill("The rent of somebody who has died is still taken each week.")
    people.look("Sam")
    journey.press(sam, "Send it")
    seen = people.look("Sam")
    assert f"Taken up with {ELSEWHERE}" in seen
    found = re.search(r"They should answer by (.+?)\.", seen)
    assert found is not None
    return found[1]


def let_the_time_run_out(borough: Borough, reference: str) -> None:
    """The hourly jobs of a later day, for this case."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("COOPCOUNCIL_", "DJANGO_"))}
    command = [sys.executable, "-m", "tests.support.later", reference]
    subprocess.run(command, env={**others, "COOPCOUNCIL_HOME": str(borough.home)}, check=True)


def go_higher(people: People, reference: str) -> None:
    """Nobody answered, here or there: Sam writes to whoever is above them, and Mei hears of it."""
    sam, mei = people["Sam"], people["Mei"]
    mei.goto(f"{people.url}/desk/")
    sam.reload()
    seen = people.look("Sam")
    assert "They are late" in seen
    assert MANAGER in seen, "the manager answers for it too"
    journey.follow(link(sam, "Go higher: Its complaints"))
    sam.get_by_label("What is wrong").fill("You had ten working days, and we heard nothing.")
    people.look("Sam")
    journey.press(sam, "Send it")
    assert "How far up: Its complaints" in people.look("Sam")
    journey.follow(link(sam, "They answered"))
    sam.get_by_label("What did they answer?").fill("They have stopped it.")
    people.look("Sam")
    journey.press(sam, "Keep it")

    journey.follow(link(mei, "Broken promises passed up to you"))
    find(mei, reference)
    people.look("Mei")


def ask_whether_solved(sam: Any, words: str) -> None:
    sam.reload()
    journey.press(sam, "Ask whether it is solved")
    sam.get_by_label("What was done?").fill(words)
    journey.press(sam, "Ask them")


def until_solved(people: People) -> None:
    """Not solved, so that it goes on; and solved in the end."""
    amara, sam = people["Amara"], people["Sam"]
    ask_whether_solved(sam, "The co-operative has ended the tenancy.")
    amara.reload()
    seen = people.look("Amara")
    assert f"Taken up with {ELSEWHERE}" in seen
    assert "They have stopped it." in seen
    assert "We broke a promise" in seen
    journey.press(amara, "No, it is not solved")
    amara.get_by_label("What is still wrong?").fill("They still take the rent.")
    people.look("Amara")
    journey.press(amara, "Send it")
    assert "Being worked on" in people.look("Amara")

    ask_whether_solved(sam, "The rent is stopped, and what was taken is paid back.")
    assert "They still take the rent." in people.look("Sam")
    amara.reload()
    journey.press(amara, "Yes, it is solved")
    assert "Solved, says the resident" in people.look("Amara")


def publish_with_the_reply(people: People) -> None:
    """Esi replies for the provider, Mei reads that and publishes it, and everybody can read both."""
    esi, mei, anybody = people["Esi"], people["Mei"], people[""]
    for page in (esi, mei):
        page.goto(f"{people.url}/desk/")
    journey.follow(link(esi, "Failures of our services to reply to"))
    people.look("Esi")
    journey.follow(link(esi, "We answer, or say what happens next and by when").first)
    esi.get_by_label("What happened, and what have you changed?").fill(REPLY)
    people.look("Esi")
    journey.press(esi, "Send this reply")
    assert "The provider has replied" in people.look("Esi")

    mei.reload()
    journey.follow(link(mei, "Providers’ replies to read"))
    people.look("Mei")
    journey.follow(mei.locator("tr", has_text=PROVIDER).filter(has_text="has replied").get_by_role("link"))
    assert REPLY in people.look("Mei")
    journey.press(mei, "Publish")
    assert "Published" in people.look("Mei")

    anybody.goto(f"{people.url}/agreed/")
    journey.follow(link(anybody, "Service failures"))
    people.look("")
    line = anybody.locator("tr", has_text=REPLY).inner_text()
    assert PROVIDER in line
    assert "A promise was broken" in line


def test_a_refused_notice_is_owned_by_name_until_the_resident_says_that_it_is_solved(
    borough: Borough, chromium: Any
) -> None:
    people = People(chromium, borough.url)
    amara = people["Amara"]
    tell_of_a_death(amara, borough.url)
    until_owned(amara)
    assert OWNER in people.look("Amara")
    journey.follow(amara.get_by_role("link", name=re.compile("See what happens")).first)
    seen = people.look("Amara")
    assert f"{OWNER} answers you, or says what happens next, by " in seen, "who, what next and by when"
    assert "01632 960100" in seen, "how to reach them"
    found = re.search(r"\w{3}-\w{3}-\w{3}", seen)
    assert found is not None
    reference = found[0]

    sam = people["Sam"]
    find(sam, reference)
    people.look("Sam")
    journey.follow(link(sam, reference))
    people.look("Sam")
    ask_the_provider(people, reference)
    by = take_it_elsewhere(people)
    amara.reload()
    assert f"They should answer by {by}." in people.look("Amara"), "she reads every step"
    let_the_time_run_out(borough, reference)
    go_higher(people, reference)
    until_solved(people)
    publish_with_the_reply(people)
    assert not people.found, "\n".join(people.found)
