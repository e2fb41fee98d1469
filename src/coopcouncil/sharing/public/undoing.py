"""Taking back what was told, and putting one answer of it right."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from coopcouncil.foundation import permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.domain.undo import AtMoment
from coopcouncil.sharing.queries import SubmissionView


def take_back(*, actor: Actor, submission_id: UUID, because: str, words: str, now: datetime) -> bool:
    """Tell every service that was told that it was wrong, in a notice that follows the first by its route.

    Done once: False when it was taken back before. `because` is mistake, not_true_now or about_me; `words` are for the
    services. Raises BadInput, NotFound, NotAllowed.
    """
    return actions.take_back(actor=actor, submission_id=submission_id, because=because, words=words, now=now)


def take_back_safely(*, reference: str, words: str, because: str, said: str, now: datetime) -> bool | None:
    """The same of what was told in safe mode, by its reference and its words, which leaves no name in the trail.

    True once it is taken back, False when it was before; None for other words, after too many tries, and once its time
    is over. `said` is for the services. Raises BadInput, also when `reference` cannot be one.
    """
    return actions.take_back_safely(reference=reference, words=words, because=because, said=said, now=now)


def may_take_back(actor: Actor, submission_id: UUID, now: datetime) -> bool:
    """Whether the actor may still take this back: the person, and for a while the officer who helped them."""
    found = queries.submission_object(submission_id)
    return found.withdrawn_at is None and permissions.allowed(actor, "sharing.take_back", AtMoment(found, now))


def to_take_back(actor: Actor, submission_id: UUID, now: datetime) -> SubmissionView:
    """What may be taken back, as it stands. Asks `sharing.take_back`. Raises NotFound, NotAllowed."""
    found = queries.submission_object(submission_id)
    permissions.require(actor, "sharing.take_back", AtMoment(found, now))
    return queries.submission_view(found)


def to_correct(actor: Actor, submission_id: UUID) -> SubmissionView:
    """What may be corrected, as it stands. Asks `sharing.correct`. Raises NotFound, NotAllowed."""
    found = queries.submission_object(submission_id)
    permissions.require(actor, "sharing.correct", found)
    return queries.submission_view(found)


def correct(
    *,
    actor: Actor,
    submission_id: UUID,
    fact: Fact,
    now: datetime,
    known: Mapping[str, Any] = MappingProxyType({}),
    says_who: bool = False,
    agreed: bool = False,
) -> int:
    """Tell each service that got this fact its new value, and nothing else. Returns how many were told; 0 where the
    value is what they know. Both values are kept. `known` is what it says of the person beyond this, as in `submit`:
    where we hold the value before, it is put right too. `says_who`: it is who tells, so that no proof counts from here
    on. `agreed`: a service proposed it. Raises BadInput, NotFound, NotAllowed, Conflict.
    """
    return actions.correct(
        actor=actor, submission_id=submission_id, fact=fact, now=now, known=known, says_who=says_who, agreed=agreed
    )


def facts_told(actor: Actor, submission_id: UUID) -> Mapping[str, Any]:
    """All facts that were told together, as they are now, by code; empty once they were thrown away.

    Asks `sharing.correct`. Raises NotFound, NotAllowed.
    """
    found = queries.whole_submission(submission_id)
    permissions.require(actor, "sharing.correct", found)
    return dict(found.facts)
