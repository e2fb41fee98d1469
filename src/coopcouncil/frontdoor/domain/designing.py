"""What a service designer needs: a text that begins a version, and whatever still stops it from being released."""

import re
from collections.abc import Callable, Iterable, Mapping

from coopcouncil.frontdoor.domain.check import Problem
from coopcouncil.frontdoor.domain.life_event import LifeEvent

Check = Callable[[str, str], tuple[LifeEvent | None, list[Problem]]]
_VERSION = re.compile(r"(?m)^version\s*=\s*\d+")

NEW = """\
format = 1
code = "{code}"
version = 1
title = "{title}"
summary = "Say in a sentence what happened, and what we do once you have told us."
minutes = 5
before_you_start = ["What helps to have at hand"]

[harm]
lying = "What if whoever tells us is lying?"
mistaken = "What if they are mistaken?"
watched = "What if somebody dangerous looks on?"
child = "What if they are a child?"

[[fact]]
code = "your_name"
type = "name"
order = 10
label = "Your name"
question = "What is your name?"
about_you = true
known_as = "name"

[[notice]]
code = "first_notice"
service = "libraries"
purpose = "library_account"
what_happens = "Say what the service does once it is told."
facts = ["your_name"]
may_be_left_out = true
confidence = "Say how a duty of confidence was considered."

[typical]
your_name = {{ first_names = "Ada", last_name = "Marlowe" }}

[[case]]
name = "The usual case"
answers = {{}}
told = ["first_notice"]
"""


def new_text(code: str, title: str) -> str:
    """A small life event to begin from, right by the check."""
    return NEW.format(code=code, title=title.replace("\\", "").replace('"', "”"))


def as_version(text: str, number: int) -> str:
    """The text with its version number set to `number`; as it was where it names none."""
    return _VERSION.sub(f"version = {number}", text, count=1)


def what_stops_it(
    text: str, code: str, version: int, *, check: Check, before: Mapping[str, LifeEvent]
) -> list[Problem]:
    """Why the text may not be released as this version of this life event: all that the check finds, and more.

    It must keep its code and number, say what harm was thought of, bring a case to test it by, and keep a way out
    that it had: whoever must hide a page must not meet one that cannot be hidden.
    """
    file = f"{code} {version}"
    event, problems = check(text, file)
    if event is None:
        return problems
    return [
        Problem(file, _line(text, key), message, mend) for key, message, mend in _more(event, code, version, before)
    ]


def _more(event: LifeEvent, code: str, version: int, before: Mapping[str, LifeEvent]) -> Iterable[tuple[str, str, str]]:
    if event.code != code:
        yield "code", f"The code is “{event.code}” now.", f'Write: code = "{code}"'
    if event.version != version:
        yield "version", f"The version is {event.version} now.", f"Write: version = {version}"
    if event.harm is None:
        yield "harm", "Nothing says what harm was thought of.", "Add: [harm] with lying, mistaken, watched and child."
    if not event.cases:
        yield "case", "There is no case to test it by.", "Add a [[case]] with name, answers and told."
    shipped = before.get(code)
    for key in ("quick_exit", "safe_mode"):
        if shipped and getattr(shipped, key) and not getattr(event, key):
            yield key, f"This life event had {key}, and has it no more.", f"Write: {key} = true"


def _line(text: str, key: str) -> int:
    found = re.search(rf"(?m)^\s*\[*{key}\b", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
