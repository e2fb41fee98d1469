"""What carriers report of our mail: what came back is sent again, or by another way, or is dead and owned by a person.

A report counts once, by its carrier's own id. It may come before we have written down that we sent: then it takes
effect as that is written. A “delivered” undoes nothing. What is kept of it are ids and codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID, uuid5

import structlog
from django.db import transaction

from coopcouncil.foundation import audit, limits
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.database import insert
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.sharing import gateways
from coopcouncil.sharing.actions import returning
from coopcouncil.sharing.actions.dead_ends import die
from coopcouncil.sharing.actions.submitting import put_in_outbox
from coopcouncil.sharing.domain.delivery import next_attempt
from coopcouncil.sharing.domain.reports import FAILED, Report
from coopcouncil.sharing.formats.reports import read_mail_report, read_receipt
from coopcouncil.sharing.models import Alarm, Delivery, DeliveryAttempt, MailReport, Message
from coopcouncil.sharing.queries import reporting

RETURNED = "returned"
WRONG: dict[str, Any] = {"most": 60, "within": timedelta(minutes=10)}  # from one address
_CARRIERS = UUID("6a6c1f0e-4f0e-4f0a-9f0e-0d6f0c1b7a51")  # what each is counted under

log = structlog.get_logger("coopcouncil.sharing")


@dataclass(frozen=True)
class Taken:
    """`matched`: whether it names something that we sent; `again`: whether this very report had come before."""

    matched: bool
    again: bool


def take_mail_report(*, headers: Mapping[str, str], content: bytes, caller: str, now: datetime) -> Taken:
    """Take a report of e-mail, signed by Standard Webhooks. Raises NotAllowed, TooMany, BadInput with its place."""
    event_id = gateways.signed_report(headers, content, now=now)
    if event_id is None:
        _refuse(caller, now)
    _count(MailReport.Carrier.MAIL, now)
    report = read_mail_report(content)
    return take(carrier=MailReport.Carrier.MAIL, event_id=event_id, report=report, now=now)


def take_receipt(*, authorization: str, content: bytes, caller: str, now: datetime) -> Taken:
    """Take a delivery receipt of GOV.UK Notify, with its token. Raises NotAllowed, TooMany, BadInput with its place."""
    if not gateways.from_notify(authorization):
        _refuse(caller, now)
    _count(MailReport.Carrier.NOTIFY, now)
    event_id, report = read_receipt(content)
    return take(carrier=MailReport.Carrier.NOTIFY, event_id=event_id, report=report, now=now)


def _refuse(caller: str, now: datetime) -> NoReturn:
    limits.take_try(f"wrong-report-from:{caller}", **WRONG, now=now)
    raise NotAllowed("sharing.report_mail", about_object=False, why="This is not signed by whoever carries our mail.")


def _count(carrier: str, now: datetime) -> None:
    limits.take(uuid5(_CARRIERS, str(carrier)), now=now)


def take(*, carrier: str, event_id: str, report: Report, now: datetime) -> Taken:
    """Keep a report that was shown to come from a carrier, and do what it asks for. The same one twice is one."""
    with transaction.atomic():
        about = reporting.sent_for_update(report)
        row = MailReport(
            carrier=carrier, event_id=event_id, kind=report.kind, code=report.code, attempt=report.attempt,
            message=about if isinstance(about, Message) else None,
            delivery=about if isinstance(about, Delivery) else None,
            alarm=about if isinstance(about, Alarm) else None,
            named=None if about else report.named, at=report.at, received_at=now,
        )  # fmt: skip
        if not insert(row, unless_taken=True):
            return Taken(about is not None, again=True)
        if about is None:
            audit.note(SYSTEM, "sharing.mail_report_unmatched", row, reason=report.kind)
        else:
            _apply(row, about, now)
        return Taken(about is not None, again=False)


def catch_up(delivery: Delivery, now: datetime) -> None:
    """Apply what was reported before we had written down that this letter was sent. Call with the row locked, saved."""
    for row in reporting.not_applied(delivery):
        _apply(row, delivery, now)


def _apply(row: MailReport, about: Message | Delivery | Alarm, now: datetime) -> None:
    if isinstance(about, Message):
        returning.apply(row, about, now)
    elif _of_delivery(row, about, now) if isinstance(about, Delivery) else _of_alarm(row, about):
        MailReport.objects.filter(id=row.id).update(applied_at=now)


# --- what we wrote to an organisation, and to a colleague -------------------------------------------------------------


def _of_delivery(row: MailReport, delivery: Delivery, now: datetime) -> bool:
    """A letter that came back is a failed attempt. One of an earlier attempt, or that was answered, changes nothing."""
    is_this = delivery.state == Delivery.State.SENT and delivery.route == Delivery.Route.EMAIL
    if not is_this or row.attempt != delivery.attempt_name(delivery.attempts) or row.kind not in FAILED:
        return False
    delivery.last_error, delivery.changed_at = RETURNED, now
    DeliveryAttempt.objects.create(delivery=delivery, at=now, outcome=RETURNED, took_ms=0)
    again = next_attempt(delivery.attempts, now=now) if row.kind == MailReport.Kind.TEMPORARY else None
    if again is None:
        die(delivery, now)
        return True
    delivery.state, delivery.next_attempt_at = Delivery.State.RETRYING, again
    delivery.save()
    audit.note(SYSTEM, "sharing.delivery_returned", delivery, reason=row.kind)
    put_in_outbox([delivery], again)
    return True


def _of_alarm(row: MailReport, alarm: Alarm) -> bool:
    """The colleague has not read it. It stands in the list of reports, and the operator reads of it."""
    if row.kind not in FAILED:
        return False
    alarm.outcome = RETURNED
    alarm.save(update_fields=["outcome"])
    log.error("an alert to a colleague came back", alarm=str(alarm.id))
    return True
