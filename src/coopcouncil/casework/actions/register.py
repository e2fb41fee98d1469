"""The register of service failures: entered by itself, the provider replies, somebody reads it, all read it."""

from datetime import datetime
from uuid import UUID, uuid5

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.casework.actions.history import said
from coopcouncil.casework.domain import register as rules
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.models import Case, CaseClock, Failure
from coopcouncil.casework.permissions import MANAGING_ROLES
from coopcouncil.casework.queries import register as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

State = Failure.State

log = structlog.get_logger("coopcouncil.casework")


def enter_breach(*, clock_id: UUID, now: datetime) -> UUID | None:
    """A promise of a case was broken. Call inside that transaction."""
    row = CaseClock.objects.select_related("case").get(id=clock_id)
    return _enter(Failure.Kind.BREACH, row.id, row.case, row.terms["title"], now)


def enter_refusal(*, case_id: UUID, notice_id: UUID, what: str, now: datetime) -> UUID | None:
    """An organisation refused what it was asked for. Call inside that transaction."""
    return _enter(Failure.Kind.REFUSAL, notice_id, Case.objects.get(id=case_id), what, now)


def enter_repeat(*, case_id: UUID, now: datetime) -> UUID | None:
    """What was closed was not done: its resident opened it again. Call inside that transaction."""
    case = Case.objects.get(id=case_id)
    return _enter(Failure.Kind.REPEAT, uuid5(case.id, f"reopened {case.reopenings}"), case, case.title, now)


def enter_complaint(
    *,
    complaint_id: UUID,
    provider_id: UUID | None,
    service_type: str,
    ward_id: UUID | None,
    what: str,
    now: datetime,
) -> UUID | None:
    """A complaint was upheld, in whole or in part. Call inside that transaction."""
    return _enter_values(
        Failure.Kind.COMPLAINT, complaint_id, None, provider_id, service_type, ward_id, what, now
    )  # fmt: skip


def reply(*, actor: Actor, failure_id: UUID, words: str, now: datetime) -> None:
    """The provider says what happened and what it changed, before the failure is published; it may write it anew until
    somebody of the council has read it. Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    words = said(words, place="words", ask="Say what happened, and what you have changed.")
    if len(words) > rules.MOST_WORDS:
        raise BadInput(Said("Write at most %(most)s characters.", most=rules.MOST_WORDS), place="words")
    with transaction.atomic():
        row = queries.failure_for_update(failure_id)
        permissions.require(actor, "casework.reply_to_failure", row)
        _must_wait(row)
        row.reply, row.replied_at, row.replied_by_id, row.state = words, now, actor.account_id, State.REPLIED
        row.save(update_fields=["reply", "replied_at", "replied_by", "state"])
        audit.note(actor, "casework.failure_replied", row)


def publish(*, actor: Actor, failure_id: UUID, now: datetime) -> None:
    """Publish a failure with its reply, once read that it names nobody. Raises NotFound, NotAllowed, Conflict while the
    provider may still reply.
    """
    with transaction.atomic():
        row = queries.failure_for_update(failure_id)
        permissions.require(actor, "casework.publish_failure", row)
        _must_wait(row)
        if row.state == State.TOLD and day_of(now) <= row.reply_until:
            raise Conflict(Said("Its provider may still reply. Until then nothing is published."))
        _decide(row, actor, State.PUBLISHED, now)


def strike_out(*, actor: Actor, failure_id: UUID, because: str, now: datetime) -> None:
    """Take out what was no failure, for a reason that is published. Raises NotFound, NotAllowed, BadInput, Conflict."""
    because = said(because, place="because", ask="Say why it was no failure: this is published.")
    if len(because) > 500:
        raise BadInput(Said("Write at most %(most)s characters.", most=500), place="because")
    with transaction.atomic():
        row = queries.failure_for_update(failure_id)
        permissions.require(actor, "casework.publish_failure", row)
        _must_wait(row)
        row.struck_out_because = because
        _decide(row, actor, State.STRUCK_OUT, now)


def publish_what_is_due(*, now: datetime) -> int:
    """Publish those to which nobody replied in time. Returns how many. A reply waits for somebody to read it."""
    due = queries.overdue(day_of(now))
    for failure_id in due:
        with transaction.atomic():
            row = queries.failure_for_update(failure_id)
            if row.state == State.TOLD:
                _decide(row, SYSTEM, State.PUBLISHED, now)
    return len(due)


def _enter(kind: str, source_id: UUID, case: Case, what: str, now: datetime) -> UUID | None:
    return _enter_values(
        kind, source_id, case.id, case.organisation_id, case.service_type, case.ward_id, what, now
    )  # fmt: skip


def _enter_values(
    kind: str,
    source_id: UUID,
    case_id: UUID | None,
    provider_id: UUID | None,
    service_type: str,
    ward_id: UUID | None,
    what: str,
    now: datetime,
) -> UUID | None:
    council = people.council()
    provider_id = provider_id or (council.id if council else None)
    if provider_id is None:
        log.error("a failure has no provider", kind=kind, source=str(source_id))
        return None
    today = day_of(now)
    row, made = Failure.objects.get_or_create(
        kind=kind,
        source_id=source_id,
        defaults={
            "case_id": case_id, "provider_id": provider_id, "service_type": service_type, "ward_id": ward_id,
            "what": what[:200], "happened_at": now, "reply_until": rules.reply_until(today, england()),
        },
    )  # fmt: skip
    if made:
        for manager in people.staff(provider_id, MANAGING_ROLES, today):
            sharing.write_to_officer(
                account_id=manager.account_id, at=manager.email, reference=_("a service failure"),
                path=reverse("casework:failure", args=[row.id]), once=f"failure:{row.id}:{manager.account_id}", now=now,
            )  # fmt: skip
        audit.note(SYSTEM, "casework.failure_entered", row, reason=kind)
    return row.id


def _must_wait(row: Failure) -> None:
    if row.state not in {State.TOLD, State.REPLIED}:
        raise Conflict(Said("This was published or struck out before. Nothing was changed."))


def _decide(row: Failure, actor: Actor, state: str, now: datetime) -> None:
    row.state, row.decided_at, row.decided_by_id = state, now, actor.account_id
    row.save(update_fields=["state", "decided_at", "decided_by", "struck_out_because"])
    audit.note(actor, f"casework.failure_{state}", row)
