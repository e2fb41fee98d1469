"""Safe mode: how the person asked to be reached, who must not be told, and addresses that tell an onlooker nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import ASKS_EMAIL, ASKS_PHONE, ASKS_WAY, ASKS_WHEN, Fact, LifeEvent
from coopcouncil.frontdoor.domain.telling import Recipient, Telling

_WAYS = {"call": "phone", "phone": "phone", "text": "text", "email": "email", "none": "none"}
REACHES = frozenset({"address", "phone", "email", "uprn"})  # types of facts by which somebody can be reached
LEAD_SERVICE = "safeguarding_adults"


def contact_told(event: LifeEvent, answers: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Way, number or address, and times, from a life event's own answers; None while they are not complete."""
    way = _WAYS.get(str(answers.get(ASKS_WAY)))
    if way is None:
        return None
    detail = {"phone": ASKS_PHONE, "text": ASKS_PHONE, "email": ASKS_EMAIL}.get(way, "")
    where = " ".join(facts.show(event.fact(detail), answers[detail])) if answers.get(detail) else ""
    return (way, where, str(answers.get(ASKS_WHEN) or "")) if where or way == "none" else None


def kept_away(items: Iterable[Telling], conflicted: Collection[UUID], lead: Recipient) -> list[Telling]:
    """The tellings with none left to an organisation that must not learn of it.

    The council's safeguarding lead gets such a notice instead, and reads who must not be told, and why. Where the
    council itself must not learn of it, the notice is left out.
    """
    kept = []
    for item in items:
        if item.recipient.organisation_id not in conflicted:
            kept.append(item)
        elif lead.organisation_id not in conflicted:
            kept.append(_to_the_lead(item, lead))
    return kept


def _to_the_lead(item: Telling, lead: Recipient) -> Telling:
    notice = replace(
        item.notice,
        service=LEAD_SERVICE,
        what_happens="The council’s safeguarding lead finds another way to help you with this.",
        confidence="",
    )
    return replace(item, notice=notice, recipient=lead, instead_of=item.recipient.organisation_name)


def never_told(items: Iterable[Telling], conflicted: Collection[UUID], lead: Recipient) -> list[Telling]:
    """The tellings that are left out, because the council itself must not learn of it either."""
    return [
        item for item in items if item.recipient.organisation_id in conflicted and lead.organisation_id in conflicted
    ]


def number_of(event: LifeEvent, code: str) -> int:
    """A question's place, from 1, among all of the life event: an address made of it names no question."""
    return [fact.code for fact in _in_order(event)].index(code) + 1


def numbered(event: LifeEvent, text: str) -> str:
    """The code of the question at that place; the text itself where it is no place of a question."""
    asked = _in_order(event)
    return asked[int(text) - 1].code if text.isdecimal() and 0 < int(text) <= len(asked) else text


def _in_order(event: LifeEvent) -> list[Fact]:
    return sorted(event.facts, key=lambda fact: (fact.order, fact.code))
