"""What carriers reported of our mail, and what it is about."""

from django.db.models import Q, QuerySet

from coopcouncil.sharing.domain.reports import Report
from coopcouncil.sharing.models import Alarm, Delivery, MailReport, Message


def sent_for_update(report: Report) -> Message | Delivery | Alarm | None:
    """What a report is about, locked until the transaction ends; None where we sent no such thing."""
    message = Message.objects.select_for_update(of=("self",)).select_related("submission").defer("submission__facts")
    if report.about is None:
        return None
    found: Message | Delivery | Alarm | None = (
        message.filter(Q(id=report.about) | Q(provider_id=str(report.about))).first()
        or Delivery.objects.select_for_update(of=("self",))
        .select_related("notice")
        .defer("notice__facts")
        .filter(id=report.about)
        .first()
        or Alarm.objects.select_for_update().filter(id=report.about).first()
    )
    return found


def not_applied(about: Message | Delivery) -> list[MailReport]:
    """What was reported of it and has changed nothing yet, the first first."""
    which = {"message": about} if isinstance(about, Message) else {"delivery": about}
    return list(MailReport.objects.filter(**which, applied_at__isnull=True).order_by("received_at", "id"))


def reports_for_table() -> QuerySet[MailReport]:
    """Every report, with how far its message is; nothing of what was told in safe mode."""
    safe = Q(delivery__notice__submission__safe=True) | Q(alarm__delivery__notice__submission__safe=True)
    return MailReport.objects.exclude(safe).select_related("message").defer("message__to", "message__values")
