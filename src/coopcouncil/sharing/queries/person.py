"""One person's own data: everything that is held of them, to be given out, and why it may not go yet."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext

from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.circumstances import kept_needs, read_needs
from coopcouncil.sharing.domain.delivery import FINAL
from coopcouncil.sharing.domain.slices import Showing
from coopcouncil.sharing.models import (
    Answer,
    Consent,
    DeadEnd,
    Decision,
    Delivery,
    Message,
    Notice,
    Proposal,
    Submission,
)
from coopcouncil.sharing.queries.documents import documents_about, held
from coopcouncil.sharing.queries.helped import helped
from coopcouncil.sharing.queries.objections import objections_of
from coopcouncil.sharing.queries.ordering import IN_ORDER
from coopcouncil.sharing.queries.records import RecordView, records_of
from coopcouncil.sharing.queries.submissions import about_account, told_for_account
from coopcouncil.sharing.queries.undoing import withdrawn


def legal_holds(account_id: UUID) -> list[str]:
    """Why what this person told, or others for them, may not go yet: a notice that has no final answer.

    One sentence for all of them.
    """
    theirs = Submission.objects.filter(about_account(account_id))
    waiting = (
        Delivery.objects.filter(~withdrawn("notice_id"), notice__submission__in=theirs)
        .exclude(Exists(DeadEnd.objects.filter(delivery_id=OuterRef("pk"))))
        .exclude(state__in=[*FINAL, Delivery.State.HELD])
        .order_by("notice__organisation__name")
        .values_list("notice__organisation__name", flat=True)
        .distinct()
    )
    if not waiting:
        return []
    words = ngettext(
        "%(names)s was told something and has not finished yet.",
        "%(names)s were told something and have not finished yet.",
        len(waiting),
    )
    return [words % {"names": ", ".join(waiting)}]


def export_person(account_id: UUID) -> dict[str, Any]:
    """Everything sharing holds about a person: what they told us, whom it went to, and what was answered.

    What others told for them is `export_told_for`: only a life event knows which of it they may see.
    """
    told = Submission.objects.order_by("submitted_at", "id")
    return {
        "submissions": [
            {**_submission(submission), "facts": submission.facts} for submission in told.filter(account_id=account_id)
        ],
        "files": [
            {**held(document).value(), "content_base64": b64encode(document.content).decode()}
            for document in documents_about(account_id)
        ],
        "objections": objections_of(account_id),
        "known": [_known(item) | {"before": [_known(old) for old in item.earlier]} for item in records_of(account_id)],
        "messages": [
            {
                "what": row.template,
                "by": row.channel,
                "to": row.to,
                "says": row.values,
                "language": row.language,
                "state": row.state,
                "at": row.queued_at.isoformat(),
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
            }
            for row in Message.objects.filter(account_id=account_id).order_by("queued_at", "id")
        ],
    }


def export_told_for(account_id: UUID, *, shown: Callable[[str, int], Showing]) -> list[dict[str, Any]]:
    """See `public.export_told_for`."""
    told = Submission.objects.filter(told_for_account(account_id)).order_by("submitted_at", "id")
    return [_told_for(submission, shown(submission.event_code, submission.event_version)) for submission in told]


def _told_for(submission: Submission, shown: Showing) -> dict[str, Any]:
    whole = _submission(submission)
    for notice in whole["notices"]:
        notice["facts"] = slices.kept(shown(slices.read(notice["facts"])))
        del notice["needs"]  # how to speak with whoever told it
    return whole


def _submission(submission: Submission) -> dict[str, Any]:
    notices = Notice.objects.filter(submission=submission).select_related("organisation")
    help = helped(submission)
    return {
        "reference": submission.reference,
        "life_event": submission.event_code,
        "told_at": submission.submitted_at.isoformat(),
        "by": submission.channel,
        "language": submission.language,
        "written_down_by": {"organisation": help.organisation, "officer": help.officer, "agreed": help.agreed}
        if help
        else None,
        "taken_back_at": submission.withdrawn_at.isoformat() if submission.withdrawn_at else None,
        "notices": [_notice(notice) for notice in notices.order_by("code", "created_at", "id")],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    decisions = {row.answer_id: row for row in Decision.objects.filter(answer__notice=notice)}
    answers = Answer.objects.filter(notice=notice).order_by(IN_ORDER, "received_at", "id")
    return {
        "organisation": notice.organisation.name,
        "kind": notice.kind,
        "words": notice.words or "",
        "title": notice.title,
        "purpose": notice.purpose_words,
        "basis": notice.basis,
        "standing": notice.standing_words,
        "told_for_somebody_else": notice.acting or "",
        "written_down": notice.how_told,
        "needs": kept_needs(read_needs(notice.needs)),
        "facts": slices.kept(slices.read(notice.facts)),
        "agreed": _agreed(notice) if notice.by_consent else None,
        "answers": [
            {
                "answer": answer.kind,
                "kept_under": answer.basis,
                "reason": answer.reason or "",
                "at": answer.received_at.isoformat(),
                "decision": _decision(decisions[answer.id]) if answer.id in decisions else None,
            }
            for answer in answers
        ],
        "proposals": [
            {
                "fact": row.code,
                "proposed": row.value,
                "words": row.words or "",
                "state": row.state,
                "at": row.proposed_at.isoformat(),
            }
            for row in Proposal.objects.filter(notice=notice).order_by("proposed_at", "id")
        ],
    }


def _agreed(notice: Notice) -> dict[str, Any] | None:
    consent = Consent.objects.filter(notice_id=notice.id).first()
    if consent is None:  # it follows the notice that was agreed to
        return None
    return {
        "at": consent.given_at.isoformat(),
        "until": consent.expires_at.isoformat(),
        "ended_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
    }


def _decision(row: Decision) -> dict[str, Any]:
    return {
        "decision": row.outcome,
        "reasons": row.reasons or "",
        "decided_on": row.decided_on.isoformat(),
        "appeal": row.appeal,
        "appeal_by": row.appeal_by.isoformat() if row.appeal_by else None,
    }


def _known(item: RecordView) -> dict[str, Any]:
    return {
        "what": item.code,
        "value": item.value,
        "source": item.source,
        "with": item.event_code,
        "recorded_at": item.recorded_at.isoformat(),
    }
