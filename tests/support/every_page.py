"""Every page of a life event: by the keyboard alone, 320 pixels wide, by axe, and without scripts.

320 pixels are what 1280 become at 400 % (WCAG 2.2, 1.4.10). Looked at are the start page, every question that any of
the random walks of `paths` comes to, the check of the answers, the needs, how to reach, the places, who will be told,
that it is sent, and how far each service is:

- on each way that is needed for all questions to be asked, by the keyboard alone, with scripts: each page for its
  width, its one heading and its ids; the main part of each question by axe, and the whole of each page whose main
  part is made of anything that axe has not yet met in this worker, in this or another life event;
- on each of these ways once more, with a pointer, without scripts, which is what the server sends: each page for
  its width, its one heading and its ids.
"""

from typing import Any

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from tests.support import journey
from tests.support.borough import Borough
from tests.support.hands import KEYBOARD, POINTER, Hands
from tests.support.paths import ways


def halves() -> tuple[list[str], list[str]]:
    """The life events in two files, so that two workers share them."""
    codes = sorted(gateways.life_events())
    return codes[::2], codes[1::2]


def faults(borough: Borough, narrow: Any, plain: Any, code: str, met: set[str]) -> list[str]:
    """What is wrong on the pages of one life event, as sentences. `met` is what axe has looked at, and grows."""
    event, found = gateways.life_event(code), list[str]()

    def with_scripts(page: Any) -> None:
        found.extend(journey.plain_faults(page))
        shape = journey.shape(page)
        this = page.inner_text("main") if "/question/" in page.url else shape
        if this not in met:
            found.extend(journey.axe_problems(page, "main" if shape in met else "html"))
            met.update((shape, this))

    def without(page: Any) -> None:
        found.extend(journey.plain_faults(page))

    for answers in ways(event, clock.today()).asking_everything:
        _through(narrow, borough.url, event, answers, with_scripts, KEYBOARD)
        _through(plain, borough.url, event, answers, without, POINTER)
    return found


def _through(page: Any, url: str, event: LifeEvent, answers: dict[str, Any], look: journey.OnPage, by: Hands) -> None:
    """From the start page to how far each service is."""
    journey.begin(page, url, event, look, by)
    journey.answer_all(page, event, answers, look, by)
    look(page)
    journey.go_to_who(page, look, by)
    look(page)
    journey.press(page, "Send, and tell them", by)
    look(page)
    if not event.safe_mode:
        journey.press(page, "See how far each one is", by)
        look(page)
