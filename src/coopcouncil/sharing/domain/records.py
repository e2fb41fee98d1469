"""What we know of a person because they told us: what is news, and who hears what it was before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.sharing.domain.slices import Fact


@dataclass(frozen=True)
class ToldBefore:
    """One value that one service got from us about a person; `known_as` says what of the person it is."""

    organisation_id: UUID
    service_type: str
    known_as: str
    value: Any


def news(held: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What of `given` is to be written down: what we do not hold, or hold with another value. Nothing given: nothing.

    Recording the news and asking again finds none.
    """
    return {
        code: value for code, value in given.items() if value is not None and (code not in held or held[code] != value)
    }


@dataclass(frozen=True)
class Standing:
    """What a person told with one submission that was not taken back: a value of theirs, as it is now."""

    submission_id: UUID
    told_at: datetime
    known_as: str
    value: Any


def told_again(
    told: Iterable[Standing], *, known_as: str, value: Any, since: datetime, but_not: Collection[UUID | None]
) -> UUID | None:
    """The first submission with which the person told the same since then, where one did; nothing of it was news.

    `but_not` are those with which a value of this thing was written down.
    """
    found = [
        item
        for item in told
        if item.known_as == known_as
        and item.value == value
        and item.told_at >= since
        and item.submission_id not in but_not
    ]
    return min(found, key=lambda item: (item.told_at, item.submission_id)).submission_id if found else None


def may_learn_what_it_was(
    *, organisation_id: UUID, service_type: str, known_as: str, before: Any, told: Iterable[ToldBefore]
) -> bool:
    """Whether a service that is told a corrected fact may be told the value before, too.

    Only the one that got exactly that value of that fact from us: it needs it to find and mend its own record. To any
    other the old value would be one fact more than it needs (UK GDPR, Article 5(1)(c)), and an old address may be one
    that the person left for a reason.
    """
    return ToldBefore(organisation_id, service_type, known_as, before) in list(told)


def as_told_to(
    facts: Iterable[Fact], *, organisation_id: UUID, service_type: str, told: Iterable[ToldBefore]
) -> tuple[Fact, ...]:
    """A slice as this service may have it: what it was before stays only on facts whose old value it got from us."""
    known = list(told)
    return tuple(
        fact
        if fact.corrected
        and may_learn_what_it_was(
            organisation_id=organisation_id,
            service_type=service_type,
            known_as=fact.known_as,
            before=fact.before,
            told=known,
        )
        else replace(fact, before=None, before_shown="")
        for fact in facts
    )
