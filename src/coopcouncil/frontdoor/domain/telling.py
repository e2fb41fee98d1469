"""Who will be told, exactly what, and where: the plan's slices joined with the bodies that provide each service."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice
from coopcouncil.frontdoor.domain.plan import Slice


@dataclass(frozen=True)
class Shown:
    """A fact as a person reads it: its name and its lines."""

    code: str
    label: str
    value: Any
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Recipient:
    """Who gets a notice: a service and the organisation that provides it."""

    organisation_id: UUID
    organisation_name: str
    service_id: UUID | None
    service_name: str


@dataclass(frozen=True)
class Telling:
    """One notice as it stands before it is sent: to whom, why, on what basis, and exactly which facts.

    `evidenced` says that a proof is given which the service can check; `may_end_entitlement` is never True without it.
    """

    notice: Notice
    recipient: Recipient
    facts: tuple[Shown, ...]
    evidenced: bool
    may_end_entitlement: bool
    chosen: bool


def shown(event: LifeEvent, code: str, value: Any) -> Shown:
    """A fact's value as a person reads it."""
    fact = event.fact(code)
    return Shown(code, fact.label, value, tuple(facts.show(fact, value)))


def telling(event: LifeEvent, part: Slice, recipient: Recipient, *, chosen: bool) -> Telling:
    """Join a slice with its recipient; the facts stand in the order of the questions."""
    codes = sorted(part.facts, key=lambda code: (event.fact(code).order, code))
    shown_facts = tuple(shown(event, code, part.facts[code]) for code in codes)
    return Telling(part.notice, recipient, shown_facts, part.evidenced, part.may_end_entitlement, chosen)


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
    *,
    find: Callable[[str, str | None], Recipient | None],
    council: Recipient,
) -> Recipient:
    """Whoever provides the service there; where nobody does, the council, which owns the problem."""
    return find(notice.service, postcode) or council
