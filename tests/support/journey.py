"""Walking through a life event in a real browser, as a person would."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.safe import numbered
from tests.support.hands import POINTER, Hands

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_QUESTIONS = 60

OnPage = Callable[[Any], None]


def nothing(page: Any) -> None:
    """For a walk that only walks."""


def sign_in(page: Any, url: str, name: str) -> None:
    """By the button of the demo page."""
    page.goto(f"{url}/demo/")
    page.get_by_role("button", name=re.compile(name)).first.click()


def begin(page: Any, url: str, event: LifeEvent, on_page: OnPage = nothing, by: Hands = POINTER) -> None:
    page.goto(f"{url}/life-events/{event.code}/")
    on_page(page)
    press(page, "Start now", by)


def answer_all(
    page: Any, event: LifeEvent, answers: dict[str, Any], on_page: OnPage = nothing, by: Hands = POINTER
) -> list[str]:
    """Answer question after question until the answers are to be checked. Returns the facts asked, in order."""
    asked: list[str] = []
    for _ in range(MOST_QUESTIONS):
        found = re.search(r"/question/([^/]+)/$", page.url)
        if found is None:
            return asked
        fact = event.fact(numbered(event, found[1]))
        on_page(page)
        if page.locator("[name='still_right'][value='no']").count():
            # What is known already is put right as if it were wrong: the walk gives its own answers.
            by.choose(page, "still_right", "no")
            by.press(page, "Continue")
            on_page(page)
        fill_in(page, facts.fill(fact, answers.get(fact.code)), by)
        press(page, "Continue", by)
        assert page.locator(".govuk-error-summary").count() == 0, page.inner_text("main")
        asked.append(fact.code)
    raise AssertionError(f"Still asking after {MOST_QUESTIONS} questions: {asked}")


def press(page: Any, name: str, by: Hands = POINTER) -> None:
    """Press a button that leads to another page, and wait for it: in safe mode scripts fetch it into this one."""
    before = page.url
    by.press(page, name)
    page.wait_for_url(lambda url: url != before)


def go_to_who(page: Any, on_page: OnPage = nothing, by: Hands = POINTER) -> None:
    """From the check of all answers to who will be told: needing nothing, not to be reached, afraid of nobody there."""
    press(page, "Continue", by)
    for place in ("needs", "reach", "places"):
        if not page.url.endswith(f"/{place}/"):
            continue
        on_page(page)
        if place == "reach":
            by.choose(page, "way", "none")
        press(page, "Continue", by)


def fill_in(page: Any, boxes: dict[str, Any], by: Hands = POINTER) -> None:
    for name, value in boxes.items():
        if page.locator(f"[name='{name}']").first.get_attribute("type") in {"radio", "checkbox"}:
            for code in [value] if isinstance(value, str) else value:
                by.choose(page, name, code)
        else:
            by.write(page, name, str(value or ""))


def axe_problems(page: Any) -> list[str]:
    """What axe-core finds on the page, as sentences; the page's context must bypass the content security policy."""
    page.wait_for_load_state("load")
    page.evaluate(_axe())
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    return [
        f"{page.url}: {item['id']}: {item['help']}: {item['nodes'][0]['html'][:200]}" for item in found["violations"]
    ]


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


# Axe no longer looks for it; what describes a field by its id may then describe another.
_TWICE = """(() => {
  const ids = [...document.querySelectorAll('[id]')].map(item => item.id)
  return ids.filter((id, place) => ids.indexOf(id) !== place)
})()"""


def overflows(page: Any) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def faults(page: Any) -> list[str]:
    """What is wrong with the page as it stands: axe's findings, an id given twice, and whether it is too wide."""
    found = axe_problems(page)
    found += [f"{page.url}: the id “{name}” is there twice" for name in page.evaluate(_TWICE)]
    if overflows(page):
        found.append(f"{page.url}: wider than {page.viewport_size['width']} pixels")
    return found
