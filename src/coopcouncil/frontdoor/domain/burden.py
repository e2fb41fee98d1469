"""What telling once saves a person: how often they would give their facts, once and separately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.kernel.money import Money


@dataclass(frozen=True)
class Burden:
    """The facts that somebody gives in a usual case of a life event: once here, or to each of `services` separately.

    With F(n) the required facts of notice n: `asked_separately` is the sum of |F(n)| over the notices that apply,
    `asked_once` the size of the union of all F(n).
    """

    code: str
    services: int
    asked_once: int
    asked_separately: int

    @property
    def spared(self) -> int:
        """How many answers the person is spared."""
        return self.asked_separately - self.asked_once


def burden(event: LifeEvent, *, today: date) -> Burden:
    """The burden of the event's typical case, every consent given. An optional fact is not required, nor is one that
    does not apply in this case.
    """
    everyone = frozenset(notice.code for notice in event.notices if notice.by_consent)
    told = plan(event, typical_answers(event, today=today), today=today, agreed=everyone).notices
    optional = {fact.code for fact in event.facts if fact.optional}
    required = [set(item.facts) - optional for item in told]
    return Burden(event.code, len(told), len(set().union(*required)), sum(map(len, required)))


def total(burdens: Iterable[Burden]) -> tuple[int, int]:
    """Asked once and asked separately, over several life events."""
    rows = list(burdens)
    return sum(row.asked_once for row in rows), sum(row.asked_separately for row in rows)


@dataclass(frozen=True)
class ChannelCosts:
    """What one contact costs by channel, and where the figures come from."""

    pence: Mapping[str, int]
    source: str
    year: int


@dataclass(frozen=True)
class Spent:
    """What the council would spend on a usual case through one channel: one contact, or one with each service."""

    channel: str
    once: Money
    separately: Money


def spending(costs: ChannelCosts, services: int) -> tuple[Spent, ...]:
    """The cost of one telling and of `services` separate contacts, by channel, the dearest first."""
    rows = (Spent(channel, Money(pence), Money(pence * services)) for channel, pence in costs.pence.items())
    return tuple(sorted(rows, key=lambda row: (-row.once.pence, row.channel)))
