"""Reads of legal holds, of what keeps a person's things here, and of what is due to go."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopcouncil.foundation.models import AccessEntry
from coopcouncil.foundation.retention import Due, Rule
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.models import DataRequest, Decision, Hold, Message, Opening, ReviewItem, Submission
from coopcouncil.sharing.queries.submissions import about_account


def running(today: date) -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at__isnull=True, until__gte=today)


def holds_for_table(account_id: UUID | None) -> QuerySet[Hold]:
    """All but those about oneself."""
    rows = Hold.objects.select_related("account", "set_by", "submission").defer(
        "reason", "lifted_because", "submission__facts"
    )
    return rows.exclude(account_id=account_id) if account_id else rows


def hold(hold_id: UUID) -> Hold:
    """Raises NotFound."""
    found = Hold.objects.select_related("account", "set_by", "submission").filter(id=hold_id).first()
    if found is None:
        raise NotFound("There is no such hold.")
    return found


def hold_for_update(hold_id: UUID) -> Hold:
    found = Hold.objects.select_for_update().filter(id=hold_id).first()
    if found is None:
        raise NotFound("There is no such hold.")
    return found


def why_not(account_id: UUID, today: date) -> list[str]:
    """Why nothing of a person may go: a hold, or a decision that can still be appealed. One sentence each."""
    found = [
        _("The council must keep it until %(day)s.") % {"day": date_format(row.until, "j F Y")}
        for row in running(today).filter(account_id=account_id).order_by("until")
    ]
    appeal = (
        Decision.objects.filter(
            answer__notice__submission__in=Submission.objects.filter(about_account(account_id)), appeal_by__gte=today
        )
        .order_by("-appeal_by")
        .values_list("appeal_by", flat=True)
        .first()
    )
    if appeal:
        found.append(_("A decision can be appealed until %(day)s.") % {"day": date_format(appeal, "j F Y")})
    return found


# --- what is due, by the code of its rule ---------------------------------------------------------------------------


def submissions_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = (
        Submission.objects.filter(safe=False, submitted_at__lt=rule.before(now), account__isnull=False)
        .exclude(facts_until__lte=now)
        .values_list("id", "submitted_at", "account_id")
    )
    return [Due(row, at, (account,), row) for row, at, account in rows.order_by("submitted_at") if account]


def messages_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = Message.objects.filter(
        queued_at__lt=rule.before(now), state__in=[Message.State.SENT, Message.State.DEAD], account__isnull=False
    ).exclude(last_error="emptied")
    found = rows.values_list("id", "queued_at", "account_id", "submission_id").order_by("queued_at")
    return [Due(row, at, (account,), submission) for row, at, account, submission in found if account]


def copies_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = DataRequest.objects.filter(package__isnull=False, package_until__lte=rule.before(now))
    found = rows.values_list("id", "package_until", "account_id").order_by("package_until")
    return [Due(row, at, (account,)) for row, at, account in found if at]


def decisions_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = ReviewItem.objects.filter(request__closed_at__lt=rule.before(now))
    found = rows.values_list("id", "request__closed_at", "request__account_id").order_by("request__closed_at", "number")
    return [Due(row, at, (account,)) for row, at, account in found if at]


def openings_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = Opening.objects.filter(opened_at__lt=rule.before(now), reason__isnull=False)
    return [Due(row, at, (account,)) for row, at, account in rows.values_list("id", "opened_at", "account_id")]


def entries_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = AccessEntry.objects.filter(at__lt=rule.before(now)).order_by("at")
    return [Due(row, at, (about,)) for row, at, about in rows.values_list("id", "at", "about")]
