"""Walking through a life event in a real browser, as a person would."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    follow(page.get_by_role("button", name=re.compile(name)).first)


@contextmanager
def phones(chromium: Any, url: str, *names: str) -> Iterator[dict[str, Any]]:
    """A page on a narrow phone for each of the cast, signed in; "" is a resident without an account."""
    contexts = {name: chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True) for name in names}
    pages = {name: context.new_page() for name, context in contexts.items()}
    for name, page in pages.items():
        if name:
            sign_in(page, url, name)
    yield pages
    for context in contexts.values():
        context.close()


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
            press(page, "Continue", by)
            on_page(page)
        fill_in(page, facts.fill(fact, answers.get(fact.code)), by)
        press(page, "Continue", by)
        assert page.locator(".govuk-error-summary").count() == 0, page.inner_text("main")
        asked.append(fact.code)
    raise AssertionError(f"Still asking after {MOST_QUESTIONS} questions: {asked}")


@contextmanager
def arriving(page: Any) -> Iterator[None]:
    """What is done in here leads to another page: go on when all of that is there.

    Neither a click nor a key waits for it, and neither does `is_visible()`, `count()`, `inner_text()` or `url` after
    one. The address need not change, where a form is shown again; nor the document, where scripts fetch the next page
    into this one (safe mode). So the main part that is left is marked, and one without the mark is waited for.
    """
    page.locator("main").evaluate("main => { main.dataset.left = 'yes' }")
    yield
    page.locator("main:not([data-left])").wait_for(state="attached")
    page.wait_for_load_state("load")


def follow(there: Any) -> None:
    """Click on this link or button, which leads to another page."""
    with arriving(there.page):
        there.click()


def press(page: Any, name: str, by: Hands = POINTER) -> None:
    """Press a button that leads to another page."""
    with arriving(page):
        by.press(page, name)


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


_ASK_AXE = """([within, tags]) =>
  axe.run(within, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"""


def axe_problems(page: Any, within: str = "html") -> list[str]:
    """What axe-core finds on the page, as sentences; the page's context must bypass the content security policy."""
    page.wait_for_load_state("load")
    page.evaluate(_axe())
    found = page.evaluate(_ASK_AXE, [within, WCAG])
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


# Each kind of thing in the main part and what it stands in: its name, classes, the attributes it has, type and role,
# and whether it is empty. How often it is there and what it says is left out, but its heading's level is its name.
_SHAPE = """(() => {
  const kind = it => [it.tagName, it.className.toString(), it.getAttributeNames().sort(), it.type, it.role,
    it.textContent.trim() ? '' : 'empty'].join(' ')
  const kinds = [...document.querySelectorAll('main, main *')].map(it => kind(it.parentElement) + ' > ' + kind(it))
  return [...new Set(kinds)].sort().join('\\n')
})()"""


def shape(page: Any) -> str:
    """What the main part is made of, in which two pages of one template and the same components are the same."""
    return str(page.evaluate(_SHAPE))


def overflows(page: Any) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def faults(page: Any) -> list[str]:
    """What is wrong with the page as it stands: axe's findings, and what is plain without axe."""
    return axe_problems(page) + plain_faults(page)


def plain_faults(page: Any) -> list[str]:
    """An id given twice, not one heading of the first level, or too wide; it needs no scripts of the page's own."""
    found = [f"{page.url}: the id “{name}” is there twice" for name in page.evaluate(_TWICE)]
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{page.url}: has {headings} headings of the first level")
    if overflows(page):
        found.append(f"{page.url}: wider than {page.viewport_size['width']} pixels")
    return found
