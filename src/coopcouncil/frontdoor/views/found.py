"""What the search page shows of each find: what it is, how far, when, whom to phone, and why it was found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from babel import Locale
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.directory.public import Answer, Hit, Library, Reading
from coopcouncil.foundation import languages
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.jinja import date_in_words
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


def lines(library: Library, reading: Reading, answer: Answer, now: datetime) -> list[Line]:
    """The finds of a page, in order; what has closed since it was found is left out."""
    shown, found = directory.search_shown(answer.hits), []
    for hit in answer.hits:
        if hit.kind == directory.DOOR:
            door = library.doors[hit.key]
            why = _why(reading, (hit.key,), door.title, door.summary)
            found.append(Line(door.title, door.url, door.kind, door.summary, is_door=True, why=why))
        elif (held := shown.get((hit.kind, hit.key))) is not None:
            state = directory.opening_state(library.shelf.hours_of(hit.key), now)
            found.append(_line(reading, hit, held, opening_in_words(state, now)))
    return found


def _line(reading: Reading, hit: Hit, held: directory.Shown, opens: str) -> Line:
    route, kind = {
        directory.SERVICE: ("directory:service", _("Service")),
        directory.ORGANISATION: ("directory:organisation", _("Organisation")),
        directory.PLACE: ("directory:access_point", _("Place")),
    }[hit.kind]
    facts = [distance_in_words(hit.metres)] if hit.metres is not None else []
    if held.where:
        facts.append(_wards(held.where))
    facts += [text for text in (opens or held.opening_hours, held.cost) if text]
    warning = _("Not taking new people just now") if held.paused else ""
    if hit.for_others:
        warning = _("This one is for other wards than yours")
    return Line(
        held.name, reverse(route, args=[held.code]), kind, held.summary, by=held.by, phone=held.phone, facts=facts,
        why=_why(reading, (f"type:{held.service_type}",), held.name, held.summary), warning=warning,
    )  # fmt: skip


def opening_in_words(state: directory.OpeningState, now: datetime) -> str:
    """Whether it is open, and until when or when next, as people say it; nothing where no times are known."""
    if state.open is None:
        return ""
    if state.open:
        return _("Open now, until %(time)s") % {"time": _clock(state.until)} if state.until else _("Open day and night")
    if state.opens is None:
        return _("Closed now")
    day, today = state.opens.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    if day == today:
        return _("Closed now. Opens today at %(time)s") % {"time": _clock(state.opens)}
    if day == today + timedelta(days=1):
        return _("Closed now. Opens tomorrow at %(time)s") % {"time": _clock(state.opens)}
    named = date_format(day, "l") if day < today + timedelta(days=7) else date_in_words(day)
    return _("Closed now. Opens %(day)s at %(time)s") % {"day": named, "time": _clock(state.opens)}


def _clock(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    if languages.is_foreign():
        return f"{local:%H:%M}"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def choices(library: Library) -> dict[str, list[tuple[str, str]]]:
    """The languages and the kinds of people for whom there is something, with their names, by name."""
    held = library.shelf.marks
    spoken = Locale.parse(languages.tag(languages.current()).replace("-", "_")).languages
    codes = [mark.partition(":")[2] for mark in held if mark.startswith("language:")]
    named = [(code, str(spoken.get(code, code)).capitalize()) for code in codes]
    for_whom = [(code, name) for code, name in directory.audiences().items() if f"audience:{code}" in held]
    return {"languages": sorted(named, key=lambda one: one[1]), "audiences": for_whom}


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
