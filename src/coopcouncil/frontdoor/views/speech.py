"""What a page says in the language of whoever reads it. What is sent and kept stays in English, for those who act.

Pages take their life events, services and what was told from here; actions take theirs from `gateways`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation import languages
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain import facts, speech
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel.words import translated
from coopcouncil.sharing import public as sharing

# By the identity of the English life event and the language; what is kept holds its event, so none takes its identity.
_said: dict[tuple[int, str], tuple[LifeEvent, LifeEvent]] = {}
_MOST_KEPT = 256


def heard(event: LifeEvent) -> LifeEvent:
    """The life event in the language of the page; what has no translation stays in English, marked so."""
    if not languages.is_foreign():
        return event
    key = (id(event), languages.current())
    if key not in _said:
        if len(_said) >= _MOST_KEPT:
            _said.clear()
        words = speech.shipped(event.code, languages.current())
        _said[key] = (event, speech.in_language(event, words, sharing.purposes_in(languages.current())))
    return _said[key][1]


def all_heard(events: Iterable[LifeEvent]) -> list[LifeEvent]:
    """Life events in the language of the page, in their order."""
    return [heard(event) for event in events]


def services() -> Mapping[str, directory.ServiceType]:
    """The catalogue of service types in the language of the page."""
    return directory.service_types_in(languages.current()) if languages.is_foreign() else directory.service_types()


def retold(told: sharing.SubmissionView, event: LifeEvent | None) -> sharing.SubmissionView:
    """What was told, said again in the language of the page: kept texts where today's life event translates them."""
    if not languages.is_foreign():
        return told
    ours = heard(event) if event else None
    said = _known(ours)
    notices = tuple(
        replace(
            notice,
            what_happens=speech.again(notice.what_happens, said),
            purpose_words=speech.again(notice.purpose_words, said),
            gateway=speech.again(notice.gateway, said),
            standing_words=speech.again(notice.standing_words, said),
            standing_means=speech.again(notice.standing_means, said),
            facts=tuple(_fact(fact, event, ours, said) for fact in notice.facts),
            # Services answer in English; their words are theirs.
            answers=tuple(replace(answer, reason=translated(answer.reason, None)) for answer in notice.answers),
        )
        for notice in told.notices
    )
    return replace(told, title=speech.again(told.title, said), notices=notices)


class Titled(Protocol):
    """What carries the title of its life event as it was told."""

    @property
    def event_code(self) -> str: ...
    @property
    def title(self) -> str: ...


def title_of(row: Titled) -> str:
    """The kept title of what was told, in the language of the page."""
    event = gateways.life_events().get(row.event_code)
    return speech.again(row.title, _known(heard(event) if event else None)) if languages.is_foreign() else row.title


def _known(event: LifeEvent | None) -> dict[str, str]:
    """Kept English to what is said now, with the sentences that are put in front of or behind others."""
    said = speech.known(event) if event else {}
    with languages.in_english():
        english = _joined()
    return {**said, **dict(zip(english, _joined(), strict=True))}


def _joined() -> tuple[str, ...]:
    return (
        _("We will find it and tell them."),
        _("(the council finds out who it is first, and tells them)"),
        _("Nobody has checked who sent this, so that is checked first."),
        _("Nobody has seen proof of the power by which it was told, so that is checked first."),
        _("The power by which it was told is for somebody else, so that is checked first."),
        _("Reported, not yet verified"),
        _("They put right whatever they changed because of it."),
        _("Taken back"),
        _("What you were told was wrong. Nothing may stop because of it."),
        _("They change what they were told."),
        _("Corrected by the person who told you"),
        _("Nobody has checked the new answer yet."),
    )


def _fact(fact: sharing.Fact, event: LifeEvent | None, ours: LifeEvent | None, said: Mapping[str, str]) -> sharing.Fact:
    label = speech.again(fact.label, said)
    try:
        if event is None or ours is None:
            raise KeyError(fact.code)
        asked, heard = event.fact(fact.code), ours.fact(fact.code)
        if "\n".join(facts.show(asked, fact.value)) == fact.shown:
            lines = [str(languages.say(line)) for line in facts.show(heard, fact.value)]
            return replace(fact, label=label, shown="\n".join(lines))
    except (KeyError, TypeError, ValueError, AttributeError):
        pass  # kept by an older version in another shape: shown as it was kept
    return replace(fact, label=label)
