"""What the search page shows of each find: what it is, how far, when, whom to phone, and why it was found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.directory.public import Answer, Hit, Library, Reading
from coopcouncil.kernel.search import stem, tokens

MOST_WARDS = 3  # that are named one by one


@dataclass(frozen=True)
class Line:
    """One find, as the list shows it."""

    title: str
    url: str
    kind: str
    summary: str
    is_door: bool = False
    by: str = ""
    phone: str = ""
    facts: list[str] = field(default_factory=list)
    why: str = ""
    warning: str = ""


def lines(library: Library, reading: Reading, answer: Answer) -> list[Line]:
    shown = directory.search_shown(answer.hits)
    lines = []
    for hit in answer.hits:
        if hit.kind == directory.DOOR:
            door = library.doors[hit.key]
            lines.append(
                Line(
                    door.title,
                    door.url,
                    door.kind,
                    door.summary,
                    is_door=True,
                    why=_why(reading, (hit.key,), door.title, door.summary),
                )
            )
        elif (held := shown.get((hit.kind, hit.key))) is not None:
            lines.append(_line(reading, hit, held))
    return lines


def _line(reading: Reading, hit: Hit, held: Any) -> Line:
    route, kind = {
        directory.SERVICE: ("directory:service", _("Service")),
        directory.ORGANISATION: ("directory:organisation", _("Organisation")),
        directory.PLACE: ("directory:access_point", _("Place")),
    }[hit.kind]
    facts = [distance_in_words(hit.metres)] if hit.metres is not None else []
    if held.where:
        facts.append(_wards(held.where))
    facts += [text for text in (held.opening_hours, held.cost) if text]
    warning = _("Not taking new people just now") if held.paused else ""
    if hit.for_others:
        warning = _("This one is for other wards than yours")
    return Line(
        held.name, reverse(route, args=[held.code]), kind, held.summary, by=held.by, phone=held.phone, facts=facts,
        why=_why(reading, (f"type:{held.service_type}",), held.name, held.summary), warning=warning,
    )  # fmt: skip


def _wards(names: tuple[str, ...]) -> str:
    if len(names) > MOST_WARDS:
        return _("For people in %(ward)s and %(n)d other wards") % {"ward": names[0], "n": len(names) - 1}
    return _("For people in %(wards)s") % {"wards": ", ".join(names)}


def _why(reading: Reading, tags: Iterable[str], *shown: str) -> str:
    """Why it was found, where what is shown of it does not say so: because of an everyday phrase that leads there."""
    said = directory.spoken_of(reading.matches, tuple(tags))
    if said is None:
        return ""
    words = [word for word in reading.words[said.start : said.end] if not word.quiet]
    held = {stem(word) for text in shown for word in tokens(str(text))}
    if all(word.stem in held for word in words):
        return ""
    return _("because you said “%(words)s”") % {
        "words": " ".join(word.read for word in reading.words[said.start : said.end])
    }


def distance_in_words(metres: float) -> str:
    """How far, as people say it: in steps of 100 metres, from a mile on in tenths of miles."""
    if metres < 150:
        return _("Less than 150 metres away")
    if metres < 1000:
        return _("%(n)s metres away") % {"n": round(metres / 100) * 100}
    return _("%(n)s miles away") % {"n": f"{metres / 1609.344:.1f}"}
