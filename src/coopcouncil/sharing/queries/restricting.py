"""What a law keeps of people who were erased: which of it there is, and, where it was opened, what it says."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.purposes import kept_by_law, law_that_keeps
from coopcouncil.sharing.domain.restricting import born_on, kept_until
from coopcouncil.sharing.models import Decision, Notice, Submission
from coopcouncil.sharing.queries.submissions import about_account


@dataclass(frozen=True)
class KeptNotice:
    """What one service was told, which a law keeps: which law, and until when, where that can be worked out."""

    title: str
    organisation: str
    told_at: datetime
    law: str
    until: date | None
    facts: tuple[slices.Fact, ...]


@dataclass(frozen=True)
class KeptDecision:
    """What a service decided, in the words that it gave."""

    title: str
    organisation: str
    decided_on: date
    outcome: str
    reasons: str


def unrestricted(submission: str) -> Q:
    """For lists, inboxes and answers to software: only what hangs on a `submission` that is not restricted."""
    return Q(**{f"{submission}__restricted_at__isnull": True})


def to_restrict(account_id: UUID) -> QuerySet[Submission]:
    """What this person told, or was told for them, of which a law keeps something, and which is not restricted yet."""
    decided = Decision.objects.filter(answer__notice__submission=OuterRef("pk"))
    return Submission.objects.filter(about_account(account_id), restricted_at__isnull=True).filter(
        Exists(_kept_notices().filter(submission=OuterRef("pk"))) | Exists(decided)
    )


def _kept_notices() -> QuerySet[Notice]:
    return Notice.objects.filter(purpose__in=kept_by_law(), facts__isnull=False)


def stays(account_id: UUID) -> dict[str, str]:
    """Which classes of `catalogue/retention.toml` stay of a person who is erased, by code, each with until when.

    To be asked before they are erased: afterwards the days cannot be read.
    """
    about = Submission.objects.filter(about_account(account_id))
    care = list(_kept_notices().filter(submission__in=about))
    found: dict[str, str] = {}
    if care:
        days = [kept_until(day) for row in care if (day := born_on(slices.read(row.facts)))]
        found["looked_after_children"] = (
            _("It is kept until %(day)s.") % {"day": date_format(max(days), "j F Y")} if days else ""
        )
    if about.exists():
        found["decisions"] = ""
    return found


def restricted_for_table(but_not_of: UUID | None) -> QuerySet[Submission]:
    """Everything that is restricted, without what it says; never one's own."""
    rows = Submission.objects.filter(restricted_at__isnull=False).defer("facts", "officer")
    return rows.exclude(account_id=but_not_of) if but_not_of else rows


def restricted_submission(submission_id: UUID) -> Submission:
    """Raises NotFound, also for what is not restricted: that is read where it always was."""
    found = Submission.objects.filter(id=submission_id, restricted_at__isnull=False).defer("facts", "officer").first()
    if found is None:
        raise NotFound("There is nothing restricted here.")
    return found


def kept_notices(submission: Submission) -> tuple[KeptNotice, ...]:
    """Empty of facts but where restricted values are open (`foundation.restricted`)."""
    found = []
    rows = _kept_notices().filter(submission=submission).select_related("organisation")
    for row in rows.order_by("created_at", "code"):
        facts = slices.read(row.facts)
        born = born_on(facts)
        until, law = kept_until(born) if born else None, law_that_keeps(row.purpose)
        found.append(KeptNotice(row.title, row.organisation.name, row.created_at, law, until, tuple(facts)))
    return tuple(found)


def kept_decisions(submission: Submission) -> tuple[KeptDecision, ...]:
    """Empty of reasons but where restricted values are open (`foundation.restricted`)."""
    rows = Decision.objects.filter(answer__notice__submission=submission).select_related("answer__notice__organisation")
    return tuple(
        KeptDecision(
            row.answer.notice.title,
            row.answer.notice.organisation.name,
            row.decided_on,
            row.get_outcome_display(),
            row.reasons or "",
        )
        for row in rows.order_by("decided_on", "id")
    )
