"""Reads of legal holds, of what keeps a person's things here, and of what is due to go."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopcouncil.foundation.models import AccessEntry
from coopcouncil.foundation.retention import Due, Rule
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain.purposes import kept_by_law
from coopcouncil.sharing.models import (
    DataRequest,
    Decision,
    Hold,
    MailReport,
    Message,
    Notice,
    Opening,
    ReviewItem,
    Submission,
)
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


def lock_holds() -> None:
    """Until the transaction ends nobody else sets a hold or lets go of anything: what is seen of holds stays so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sharing.holds'))")


def lock_submissions(ids: Collection[UUID]) -> None:
    """Until the transaction ends nothing is corrected, taken back or begun anew in these."""
    list(Submission.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id", flat=True))


def protecting(account_id: UUID, today: date) -> list[Hold]:
    """The holds because of which nothing of this person may go, the first to end first.

    Those on them, on a submission that they told or that was told for them, and on whoever shares one with them: who
    told it for them, or for whom they told it.
    """
    theirs = Submission.objects.filter(about_account(account_id))
    shares = Q(account__in=theirs.values("account_id")) | Q(account__in=theirs.values("authority__subject_id"))
    which = Q(account_id=account_id) | Q(submission__in=theirs) | Q(shares, submission__isnull=True)
    return list(running(today).filter(which).order_by("until", "id").defer("reason", "lifted_because"))


def why_held(account_id: UUID, today: date) -> list[str]:
    """The same in words, one sentence for each day."""
    days = dict.fromkeys(row.until for row in protecting(account_id, today))
    return [_("The council must keep it until %(day)s.") % {"day": date_format(day, "j F Y")} for day in days]


def why_not(account_id: UUID, today: date) -> list[str]:
    """Why nothing of a person may go: a hold, or a decision that can still be appealed. One sentence each."""
    found = why_held(account_id, today)
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


def _people(*accounts: UUID | None) -> tuple[UUID, ...]:
    """Who may have a hold on a thing: whoever told it, and whom it was told for."""
    return tuple(dict.fromkeys(account for account in accounts if account))


def submissions_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = (
        Submission.objects.filter(safe=False, submitted_at__lt=rule.before(now))
        .exclude(facts_until__lte=now)
        .values_list("id", "submitted_at", "account_id", "authority__subject_id")
    )
    return [Due(row, at, _people(*whose), row) for row, at, *whose in rows.order_by("submitted_at", "id")]


def notices_due(rule: Rule, now: datetime) -> Iterable[Due]:
    """Submissions of which no notice is younger, and some notice still says what was told."""
    rows = (
        Notice.objects.filter(submission__in=still_told().values("submission_id"), submission__safe=False)
        .values("submission_id", "submission__account_id", "submission__authority__subject_id")
        .annotate(last=Max("created_at"))
        .filter(last__lt=rule.before(now))
        .order_by("last", "submission_id")
    )
    return [
        Due(
            row["submission_id"],
            row["last"],
            _people(row["submission__account_id"], row["submission__authority__subject_id"]),
            row["submission_id"],
        )
        for row in rows
    ]


def still_told() -> QuerySet[Notice]:
    """The notices of which what was told is still here, but for what a law has us keep."""
    return Notice.objects.filter(facts__isnull=False).exclude(purpose__in=kept_by_law())


def messages_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = Message.objects.filter(
        queued_at__lt=rule.before(now),
        state__in=[Message.State.SENT, Message.State.DEAD, Message.State.RETURNED],
        account__isnull=False,
    ).exclude(last_error="emptied")
    found = rows.values_list(
        "id", "queued_at", "submission_id", "account_id", "submission__account_id", "submission__authority__subject_id"
    )
    return [Due(row, at, _people(*whose), submission) for row, at, submission, *whose in found.order_by("queued_at")]


def reports_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = MailReport.objects.filter(received_at__lt=rule.before(now)).order_by("received_at")
    found = rows.values_list("id", "received_at", "message__submission_id", "message__account_id")
    return [Due(row, at, _people(whose), submission) for row, at, submission, whose in found]


def copies_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = DataRequest.objects.filter(package__isnull=False, package_until__lte=rule.before(now))
    found = rows.values_list("id", "package_until", "account_id", "asked_by_id").order_by("package_until")
    return [Due(row, at, _people(*whose)) for row, at, *whose in found if at]


def decisions_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = ReviewItem.objects.filter(request__closed_at__lt=rule.before(now))
    found = rows.values_list("id", "request__closed_at", "request__account_id", "request__asked_by_id")
    return [Due(row, at, _people(*whose)) for row, at, *whose in found.order_by("request__closed_at", "number") if at]


def openings_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = Opening.objects.filter(opened_at__lt=rule.before(now), reason__isnull=False)
    return [Due(row, at, (account,)) for row, at, account in rows.values_list("id", "opened_at", "account_id")]


def entries_due(rule: Rule, now: datetime) -> Iterable[Due]:
    rows = AccessEntry.objects.filter(at__lt=rule.before(now)).order_by("at")
    return [Due(row, at, (about,)) for row, at, about in rows.values_list("id", "at", "about")]
