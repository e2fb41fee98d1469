"""Two ways of working a page: with a pointer, and with the keyboard alone."""

import json
from collections.abc import Callable
from typing import Any, Protocol

# More stops than any page of a journey has.
MOST_STOPS = 150


class Hands(Protocol):
    """What a person does to a form."""

    def press(self, page: Any, name: str) -> None:
        """Press the button that is so named."""

    def choose(self, page: Any, name: str, value: str) -> None:
        """Choose this radio button, or tick this box."""

    def write(self, page: Any, name: str, text: str) -> None:
        """Write this instead of what stands in the field."""


class Pointer:
    def press(self, page: Any, name: str) -> None:
        page.get_by_role("button", name=name).click()

    def choose(self, page: Any, name: str, value: str) -> None:
        page.locator(f"[name='{name}'][value='{value}']").check()

    def write(self, page: Any, name: str, text: str) -> None:
        page.locator(f"[name='{name}']").first.fill(text)


class Keyboard:
    """Tab, Shift, Space, Enter, the arrows and letters. Wherever it stops, the focus must be seen (WCAG 2.2, 2.4.7).

    Every header is gone through once; a header that is known is left behind by the skip link, as people do.
    """

    def __init__(self) -> None:
        self._known: set[str] = set()

    def press(self, page: Any, name: str) -> None:
        self._go(page, f"matches('button, [role=button], input[type=submit]') && it.innerText.trim() === {_js(name)}")
        page.keyboard.press("Enter")

    def choose(self, page: Any, name: str, value: str) -> None:
        """A group of radio buttons is one stop, and the arrows go about in it; each box to tick is a stop."""
        this = f"it.name === {_js(name)} && it.value === {_js(value)}"
        radio = page.locator(f"[name='{name}'][value='{value}']").get_attribute("type") == "radio"
        self._go(page, f"it.name === {_js(name)}" if radio else this)
        for _ in range(MOST_STOPS if radio else 0):
            if _focus(page, this):
                break
            page.keyboard.press("ArrowDown")
        if not _focus(page, "it.checked"):
            page.keyboard.press("Space")
        assert _focus(page, f"{this} && it.checked"), f"{page.url}: the keyboard cannot choose {name} = {value}"

    def write(self, page: Any, name: str, text: str) -> None:
        self._go(page, f"it.name === {_js(name)}")
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.type(text)

    def _go(self, page: Any, there: str) -> None:
        """Tab until the focus is there, round past the end of the page if need be."""
        self._skip_what_is_known(page)
        for _ in range(MOST_STOPS):
            arrived, unseen = _focus(
                page, f"[{there}, it === document.body || it.id === 'main-content' || seen(it) ? '' : it.outerHTML]"
            )
            assert not unseen, f"{page.url}: the focus cannot be seen on {unseen[:200]}"
            if arrived:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{page.url}: Tab never comes to where {there}")

    def _skip_what_is_known(self, page: Any) -> None:
        """Only from where the keyboard starts on a page."""
        header = _focus(page, _HEADER)
        if header and header in self._known:
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            assert _focus(page, "it.id === 'main-content'"), f"{page.url}: the skip link does not lead to the main part"
        self._known.add(header)


POINTER: Hands = Pointer()
KEYBOARD: Hands = Keyboard()

# What can be stopped at before the main part, where the keyboard is at the start of the page.
_HEADER = """it !== document.body ? '' : [...document.querySelectorAll('body a, body button, body input, body select')]
  .filter(thing => thing.compareDocumentPosition(document.querySelector('main')) & Node.DOCUMENT_POSITION_FOLLOWING)
  .map(thing => thing.tagName + ' ' + thing.className + ' ' + (thing.name || thing.innerText)).join(', ')"""

# The focus is seen when its ring, or its shadow, is drawn on the thing itself or on its label, inside the window.
_FOCUS: Callable[[str], str] = """(() => {{
  const drawn = (thing, part) => {{
    const style = getComputedStyle(thing, part)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  }}
  const seen = thing => {{
    const box = thing.getBoundingClientRect()
    const labels = [...(thing.labels || [])]
    return box.bottom > 0 && box.top < innerHeight &&
      (drawn(thing) || labels.some(label => drawn(label) || drawn(label, '::before')))
  }}
  const it = document.activeElement
  const matches = selector => it.matches(selector)
  return {there}
}})()""".format


def _focus(page: Any, there: str) -> Any:
    return page.evaluate(_FOCUS(there=there))


def _js(text: str) -> str:
    return json.dumps(text)
