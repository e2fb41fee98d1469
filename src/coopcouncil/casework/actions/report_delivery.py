"""Getting each part of a report to its body. One that fails never touches another, and never ends unseen."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coopcouncil.casework.actions.reporting import DELIVER, happened
from coopcouncil.casework.domain import report_answers
from coopcouncil.casework.domain.report_states import TO_BE_SENT, is_open, move
from coopcouncil.casework.gateways.report_letters import public_url
from coopcouncil.casework.models import Report, ReportAttempt, ReportEvent, ReportPart
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.clock import LONDON
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.sharing.public import WHOLE_SCHEDULE, Handed, Parcel, hand_over, next_attempt

TYPE = "org.coopcouncil.report.v1"


def deliver(*, part_id: UUID, now: datetime, spread: float = 0.0) -> datetime | None:
    """Try once to send a part to its body. Returns None when there is nothing more to send, or when to try again.

    At least once, under the part's id: by it the body knows what comes again. No transaction is held meanwhile.
    """
    part = queries.part(part_id)
    if part.state not in TO_BE_SENT:
        return None
    handed = hand_over(organisation_id=part.organisation_id, parcel=_parcel(part), now=now)
    return note_attempt(part_id=part_id, handed=handed, now=now, spread=spread)


def note_attempt(*, part_id: UUID, handed: Handed, now: datetime, spread: float = 0.0) -> datetime | None:
    """Write down how a try went, and what follows from it: sent, tried again, or dead and somebody's to see to."""
    with transaction.atomic():
        part = queries.part_for_update(part_id)
        ReportAttempt.objects.create(
            part=part,
            at=now,
            route=handed.route,
            outcome=handed.code,
            http_status=handed.http_status,
            took_ms=handed.took_ms,
        )
        if part.state not in TO_BE_SENT:  # it was answered, or carried by another worker, in the meantime
            return None
        part.attempts += 1
        part.route, part.changed_at, part.next_attempt_at = handed.route, now, None
        if handed.is_sent:
            part.state, part.sent_at, part.last_error = move(part.state, "sent"), now, ""
            part.save()
            happened(part.report, ReportEvent.Kind.SENT, now, part=part)
            audit.note(SYSTEM, "casework.report_sent", part, reason=handed.route)
            touch(part.report, now)
            return None
        part.last_error = handed.code
        again = (
            None
            if handed.needs_a_person
            else next_attempt(part.attempts, now=now, spread=spread, asked_to_wait=handed.asked_to_wait)
        )
        if again is None:
            _die(part, now)
            return None
        if part.state != ReportPart.State.RETRYING:
            part.state = move(part.state, "retrying")
            touch(part.report, now)
        part.next_attempt_at = again
        part.save()
        return again


def _die(part: ReportPart, now: datetime) -> None:
    part.state, part.next_attempt_at = move(part.state, "dead"), None
    part.owner_id = queries.case_owner(part.report) or queries.owner_for(now.astimezone(LONDON).date())
    part.changed_at = now
    part.save()
    happened(part.report, ReportEvent.Kind.DEAD, now, part=part)
    audit.note(SYSTEM, "casework.report_dead", part, reason=part.last_error, on_behalf_of=part.owner_id)
    touch(part.report, now)


def end_overdue(*, now: datetime) -> int:
    """End what has waited for a server that is paused for longer than the whole schedule, so that a person sees to it.

    Returns how many parts.
    """
    ended = 0
    for part_id in queries.overdue_parts(now - WHOLE_SCHEDULE):
        with transaction.atomic():
            part = queries.part_for_update(part_id)
            if part.state in TO_BE_SENT:
                part.last_error = part.last_error or "paused"
                _die(part, now)
                ended += 1
    return ended


def own_what_nobody_owns(*, now: datetime) -> int:
    """Give what could not be delivered, and whose owner has gone, to somebody of the council. Returns how many."""
    given = 0
    for part_id in queries.dead_without_owner(now.astimezone(LONDON).date()):
        with transaction.atomic():
            part = queries.part_for_update(part_id)
            owner = queries.owner_for(now.astimezone(LONDON).date())
            if part.state == ReportPart.State.DEAD and owner is not None and owner != part.owner_id:
                part.owner_id = owner
                part.save(update_fields=["owner"])
                audit.note(SYSTEM, "casework.report_owned", part, on_behalf_of=owner)
                given += 1
    return given


def send_again(*, actor: Actor, part_id: UUID, now: datetime) -> None:
    """Put a part that could not be delivered in the queue again. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        part = queries.part_for_update(part_id)
        permissions.require(actor, "casework.see_to_report", part)
        if part.state != ReportPart.State.DEAD:
            raise Conflict(Said("This is not stuck any more. Nothing was changed."))
        put_again(part, now)
        happened(part.report, ReportEvent.Kind.AGAIN, now, part=part)
        audit.note(actor, "casework.report_sent_again", part)
        touch(part.report, now)


def put_again(part: ReportPart, now: datetime) -> None:
    """Put a part in the queue from the start. Call inside a transaction that holds it. Raises Conflict."""
    part.state, part.attempts, part.queued_at, part.changed_at = move(part.state, "queued"), 0, now, now
    part.owner = None
    part.save()
    outbox.add(DELIVER, part.id, due_at=now, priority=outbox.Priority.SAME_DAY, lane=part.organisation_id)


def touch(report: Report, now: datetime) -> None:
    """Have the whole report say what its parts say. Call inside a transaction that holds the report."""
    states = [part.state for part in queries.parts(report.id)]
    row = Report.objects.filter(id=report.id)
    if is_open(states):
        row.update(is_open=True, closed_at=None, changed_at=now)
    else:
        row.update(is_open=False, closed_at=Coalesce("closed_at", now), changed_at=now)


def _parcel(part: ReportPart) -> Parcel:
    report = part.report
    page = f"{public_url()}/reports/{report.reference}/"
    inbox = f"{public_url()}/desk/reports/{part.id}/"
    text = _(
        "Hello,\n\n"
        "A problem in a public place was reported, and %(organisation)s is responsible: %(does)s.\n\n"
        "Please sign in to read it and to say what you do about it:\n%(address)s\n\n"
        "Thank you,\nyour council\n"
    ) % {"organisation": part.organisation.name, "does": part.does, "address": inbox}
    return Parcel(
        message_id=part.id,
        kind=TYPE,
        subject=report.reference,
        data={**described(part), "page": page},
        letter_subject=_("A problem was reported: %(reference)s") % {"reference": report.reference},
        letter=text,
    )


def described(part: ReportPart) -> dict[str, Any]:
    """A part as its body gets it, as JSON: the problem and the place, and nothing of whoever reported it."""
    report = part.report
    said = report.said or {"description": report.description, "answers": report.answers}
    try:
        category = places.category(report.category)
        name, answers = category.name, report_answers.said(category, said["answers"])
    except NotFound:  # the catalogue has lost it since
        name, answers = report.category, []
    return {
        "part": str(part.id),
        "reference": report.reference,
        "state": part.state,
        "category": report.category,
        "category_name": name,
        "does": part.does,
        "description": said["description"],
        "answers": [{"question": question, "answer": answer} for question, answer in answers],
        "longitude": report.longitude,
        "latitude": report.latitude,
        "place": report.place,
        "ward": report.ward.name if report.ward else None,
        "reported_at": report.reported_at.isoformat(),
        "expected_at": report.expected_at.isoformat(),
        "others": [
            {"organisation": other.organisation.name, "does": other.does, "state": other.state}
            for other in queries.parts(report.id)
            if other.id != part.id
        ],
        "answers_url": f"{public_url()}/api/v1/reports/{part.id}/answers",
    }
