"""Who will be told, exactly what, and where: the plan's slices joined with the bodies that provide each service."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice
from coopcouncil.frontdoor.domain.plan import Slice
from coopcouncil.kernel.words import Said


@dataclass(frozen=True)
class Shown:
    """A fact as a person reads it: its name and its lines.

    `known_as` says what of the person it is. `corrected` says that we held another value; `before` is that value, with
    its lines, where whoever is told may learn it.
    """

    code: str
    label: str
    value: Any
    lines: tuple[str, ...]
    known_as: str = ""
    corrected: bool = False
    before: Any = None
    before_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipient:
    """Who gets a notice: a service and the organisation that provides it.

    `must_find` says that this is the council, and that it must first find the body that the person means.
    """

    organisation_id: UUID
    organisation_name: str
    service_id: UUID | None
    service_name: str
    must_find: bool = False


@dataclass(frozen=True)
class Telling:
    """One notice as it stands before it is sent: to whom, why, on what basis, and exactly which facts.

    `evidenced` says that something is given to check it by; `may_end_entitlement` is never True without that.
    `instead_of` names an organisation that must not learn of it, where `recipient` is told in its place. `identity`
    says how sure we are of who tells; `doubts` what must be checked first, so that it goes as reported (of
    assurance.DOUBTS).
    """

    notice: Notice
    recipient: Recipient
    facts: tuple[Shown, ...]
    evidenced: bool
    may_end_entitlement: bool
    chosen: bool
    instead_of: str = ""
    identity: str = "none"
    doubts: tuple[str, ...] = ()


def shown(event: LifeEvent, code: str, value: Any) -> Shown:
    """A fact's value as a person reads it."""
    fact = event.fact(code)
    return Shown(code, fact.label, value, tuple(facts.show(fact, value)), fact.known_as)


def telling(event: LifeEvent, part: Slice, recipient: Recipient, *, chosen: bool) -> Telling:
    """Join a slice with its recipient; the facts stand in the order of the questions."""
    codes = sorted(part.facts, key=lambda code: (event.fact(code).order, code))
    shown_facts = tuple(shown(event, code, part.facts[code]) for code in codes)
    notice = _to_be_found(part.notice) if recipient.must_find else part.notice
    return Telling(notice, recipient, shown_facts, part.evidenced, part.may_end_entitlement, chosen)


def as_corrected(
    event: LifeEvent, item: Telling, before: Mapping[str, Any], *, may_learn: Callable[[Telling, Shown, Any], bool]
) -> Telling:
    """Mark what the person put right. `before` has by fact what we held; `may_learn` says who is told that, too."""

    def marked(fact: Shown) -> Shown:
        if fact.code not in before:
            return fact
        was = before[fact.code]
        if not may_learn(item, fact, was):
            return replace(fact, corrected=True)
        lines = tuple(facts.show(event.fact(fact.code), was))
        return replace(fact, corrected=True, before=was, before_lines=lines)

    return replace(item, facts=tuple(marked(fact) for fact in item.facts))


FIND_IT = Said("We will find it and tell them.")
FINDS_OUT = Said("(the council finds out who it is first, and tells them)")


def _to_be_found(notice: Notice) -> Notice:
    """The same notice in words for both who read it: the person, and whoever works it at the council."""
    return replace(
        notice,
        what_happens=Said("%(first)s %(then)s", first=FIND_IT, then=notice.what_happens),
        purpose_words=Said("%(first)s %(then)s", first=notice.purpose_words, then=FINDS_OUT),
    )


def seal(item: Telling) -> str:
    """A short digest of what a person is shown of one notice: who gets it, why, what happens, and exactly what.

    Whether it is ticked is no part of it. The same telling always has the same seal.
    """
    notice, recipient = item.notice, item.recipient
    seen = [
        notice.code, notice.service, str(recipient.organisation_id), recipient.organisation_name,
        str(recipient.service_id), notice.what_happens, notice.purpose_words, notice.basis, notice.gateway,
        notice.special_condition, notice.criminal_condition, item.evidenced, item.may_end_entitlement,
        item.identity, item.doubts,
        item.instead_of,
        [[fact.code, fact.label, *fact.lines, fact.corrected, *fact.before_lines] for fact in item.facts],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()[:32]


def seals(items: Iterable[Telling]) -> dict[str, str]:
    """The seals of several notices, by code."""
    return {item.notice.code: seal(item) for item in items}


def postcode_for(event: LifeEvent, notice: Notice, values: Mapping[str, Any]) -> str | None:
    """The postcode that says where a notice belongs: of the first address it carries, or else of the first given.

    A notice about a place goes to whoever serves that place; the order is the order of the questions.
    """
    own = _first_postcode((event.fact(code) for code in notice.facts), values)
    return own or _first_postcode(event.facts, values)


def _first_postcode(candidates: Iterable[Fact], values: Mapping[str, Any]) -> str | None:
    addresses = sorted(
        (fact for fact in candidates if fact.type == "address"), key=lambda fact: (fact.order, fact.code)
    )
    return next((values[fact.code]["postcode"] for fact in addresses if values.get(fact.code)), None)


def recipient_for(
    notice: Notice,
    postcode: str | None,
    said: str | None,
    *,
    find: Callable[[str, str | None], Recipient | None],
    find_named: Callable[[str, str], Recipient | None],
    council: Recipient,
) -> Recipient:
    """Whoever provides the service there; where nobody does, the council, which owns the problem.

    Where the person names the body, `said` is what they wrote, and only the body of that name is told. No address
    stands in for a name: where it is empty, unknown or could be two, the council finds the right one.
    """
    if not notice.named_by:
        return find(notice.service, postcode) or council
    return (find_named(notice.service, said) if said else None) or replace(council, must_find=True)
