"""Must show: a complaint walks both stages over Christmas and 29 February, and ends with the ombudsman's address."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client

from coopcouncil.casework.tests.complaining import at, desk_of
from coopcouncil.foundation import clock
from tests.support import journey

pytestmark = pytest.mark.browser
WRONG = "My bin was not emptied for six weeks, and nobody answered when I rang."
DAYS = ("Day", "Month", "Year")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nothing: the test says what is wrong."""


@contextmanager
def serving() -> Iterator[str]:
    """The site out of this process, whose clock can be set."""
    server = ThreadedWSGIServer(("localhost", 0), Quiet, connections_override=None)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class Days:
    """Who comes on which day, on a phone; axe looks at each kind of page once."""

    def __init__(self, chromium: Any, url: str, client_for: Callable[[str], Client], patch: pytest.MonkeyPatch) -> None:
        self.chromium, self.url, self.client_for, self.patch = chromium, url, client_for, patch
        self.found, self.met = list[str](), set[str]()

    def comes(self, name: str, day: date, path: str) -> Any:
        """Somebody signs in on this day, and opens a page."""
        self.patch.setattr(clock, "now", lambda: at(day))
        cookie = self.client_for(name).cookies[settings.SESSION_COOKIE_NAME].value
        context = self.chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])
        page = context.new_page()
        page.goto(self.url + path)
        return page

    def look(self, page: Any) -> str:
        kind = re.sub(r"[0-9a-f-]{36}", "*", page.url)
        self.found += journey.plain_faults(page) if kind in self.met else journey.faults(page)
        self.met.add(kind)
        return str(page.inner_text("main"))


def opens(page: Any, name: str) -> None:
    journey.follow(page.get_by_role("link", name=name).first)


@pytest.fixture
def days(
    cloned_db: object, cast: SimpleNamespace, client_for: Any, chromium: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Days]:
    desk_of(cast)
    with serving() as url:
        yield Days(chromium, url, client_for, monkeypatch)


def test_both_stages_over_christmas_and_a_leap_day(days: Days) -> None:
    amara = days.comes("amara", date(2027, 12, 22), "/account/complaints/")
    journey.press(amara, "Complain of something")
    amara.get_by_label("A service of the council").check()
    amara.get_by_label("What went wrong?").fill(WRONG)
    for part, value in zip(DAYS, ("1", "11", "2027"), strict=True):
        amara.get_by_label(part, exact=True).fill(value)
    days.look(amara)
    journey.press(amara, "Send the complaint")
    seen = days.look(amara)
    assert "Carys" in seen
    assert "31 December 2027" in seen, "five working days: the 27th and 28th are bank holidays"
    reference = amara.locator(".govuk-caption-l").inner_text().split()[-1]

    carys = days.comes("carys", date(2027, 12, 31), "/desk/")
    opens(carys, "Complaints")
    opens(carys, reference)
    carys.get_by_label("How we understand the complaint").fill("Six bins were left, and nobody answered.")
    days.look(carys)
    journey.press(carys, "Send")
    assert "17 January 2028" in days.look(carys), "ten working days: 3 January is a bank holiday"

    carys = days.comes("carys", date(2028, 1, 17), "/cases/complaints/")
    opens(carys, reference)
    carys.get_by_label("Not upheld").check()
    carys.get_by_label("Our reasons, for the person").first.fill("The street was closed on each of the days.")
    journey.press(carys, "Send our answer")
    days.look(carys)

    amara = days.comes("amara", date(2028, 2, 10), "/account/")
    opens(amara, "We answered your complaint")
    seen = days.look(amara)
    assert "Ask for the next stage by 14 February 2028" in seen
    amara.get_by_label("What is still wrong?").fill("The street was open.")
    journey.press(amara, "No: go on to the next stage")
    seen = days.look(amara)
    assert "17 February 2028" in seen
    assert "Grace" in seen, "somebody else, who decided nothing of it"

    grace = days.comes("grace", date(2028, 2, 17), "/cases/complaints/")
    opens(grace, reference)
    grace.get_by_label("How we understand the complaint").fill("The street was open, and the bins were left.")
    journey.press(grace, "Send")
    assert "16 March 2028" in days.look(grace), "twenty working days, over 29 February"

    grace = days.comes("grace", date(2028, 3, 16), "/cases/complaints/")
    opens(grace, reference)
    grace.get_by_label("Not upheld").check()
    grace.get_by_label("Our reasons, for the person").first.fill("The crew’s photos show the closed street.")
    journey.press(grace, "Send our answer")

    amara = days.comes("amara", date(2028, 3, 17), "/account/")
    opens(amara, "We answered your complaint")
    seen = days.look(amara)
    assert "No: go on to the next stage" not in seen, "there is no third stage with us"
    assert "Local Government and Social Care Ombudsman" in seen
    assert "until 1 November 2028" in seen, "twelve months from when she first knew"
    assert "0300 061 0614" in seen
    assert not days.found, "\n".join(days.found)
