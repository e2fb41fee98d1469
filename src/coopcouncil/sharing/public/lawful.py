"""What a person agreed to, and its end."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from coopcouncil.foundation import permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.queries import ConsentView, agreements, objections, processing


def consents_of(actor: Actor, now: datetime) -> list[ConsentView]:
    """What the person signed in agreed to, newest first; nothing that was told in safe mode."""
    return queries.consents_of(actor.account_id, now) if actor.account_id else []


def consent(actor: Actor, consent_id: UUID, now: datetime) -> ConsentView:
    """One consent, with what became of it. Asks `sharing.withdraw_consent`. Raises NotFound, NotAllowed."""
    found = queries.consent_object(consent_id)
    permissions.require(actor, "sharing.withdraw_consent", found.notice.submission)
    return queries.consent_view(found, now)


def may_be_told(purposes: Iterable[str], today: date) -> dict[str, tuple[tuple[str, str], ...]]:
    """Of each purpose the only facts that may be told for it: code, and what a person calls it."""
    return processing.listed(purposes, today)


def agreed_on(day: date) -> frozenset[tuple[UUID, str]]:
    """Which organisations may be told for which purposes on a day, because an agreement in force says so."""
    return agreements.agreed_on(day)


def consents_in(submission_id: UUID, now: datetime) -> dict[UUID, ConsentView]:
    """What was agreed to in one telling, by notice. The caller has asked whether the actor may see that telling."""
    return queries.consents_in(submission_id, now)


def withdraw_consent(*, actor: Actor, consent_id: UUID, now: datetime) -> int | None:
    """End a consent. Whoever may have been told gets a notice to stop; what was not sent is not sent any more.

    Returns how many are told; None when it was ended before. Raises NotFound, NotAllowed.
    """
    return actions.withdraw_consent(actor=actor, consent_id=consent_id, now=now)


def objections_in(submission_id: UUID) -> dict[UUID, str]:
    """How far the objections to one telling are, by notice. The caller has asked whether the actor may see it."""
    return {notice_id: row.state for notice_id, row in objections.objections_in(submission_id).items()}
