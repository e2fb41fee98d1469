"""What organisations say to their notices."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.speaking import say_answered
from coopcouncil.sharing.domain.answers import MOST_AHEAD, is_overtaken
from coopcouncil.sharing.domain.appeals import shipped_appeals
from coopcouncil.sharing.domain.consent import KEEPING
from coopcouncil.sharing.domain.decisions import DecisionDraft, check_decision
from coopcouncil.sharing.domain.delivery import ANSWERS, ANSWERS_TO_STOP, AnswerKind, after_answer
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.events import NoticeAnswered
from coopcouncil.sharing.models import Answer, Decision, Delivery, Notice
from coopcouncil.sharing.queries import NoticePage

LONGEST_REASON = 1000  # characters
LONGEST_ID = 100
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # control characters but tab and new line


@dataclass(frozen=True)
class Answered:
    """`state` of the delivery now; `again` when this very answer had come before.

    With a decision: the code and title of the way to have it looked at again, and its last day.
    """

    state: str
    again: bool
    appeal: str = ""
    appeal_title: str = ""
    appeal_by: date | None = None


def open_notice(*, actor: Actor, notice_id: UUID) -> NoticePage:
    """Read one notice, for the organisation it was sent to. The reading is audited. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        delivery = queries.notice_delivery(notice_id)
        permissions.require(actor, "sharing.see_notice", delivery.notice)
        note_notice_read(actor, delivery.notice)
        return queries.notice_page(delivery)


def note_notice_read(actor: Actor, notice: Notice, *, reason: str = "") -> None:
    """Log that a notice was read, for who told it and whom it was told for."""
    about = queries.people_of_submission(notice.submission)
    audit.read(actor, "sharing.notice_read", notice, reason=reason, about=about, organisation_id=notice.organisation_id)


def answer_notice(
    *,
    actor: Actor,
    notice_id: UUID,
    answer_id: str,
    kind: AnswerKind,
    reason: str,
    now: datetime,
    seen_state: str | None = None,
    decision: DecisionDraft | None = None,
    basis: str = "",
    said_at: datetime | None = None,
) -> Answered:
    """Keep an organisation's answer and move the delivery on. The same `answer_id` twice is one answer.

    `reason` is for the person who told us; a refusal needs one. With `seen_state` the answer counts only if the notice
    is still in that state: two officers at one notice cannot both answer. With a `decision` the person gets a letter
    that says why, and how and until when it can be looked at again. `basis` goes with kept_under: a code of
    `consent.KEEPING`. `said_at` is the organisation's own time: an answer older than one that has come is kept and
    changes nothing. Raises BadInput, NotFound, NotAllowed, and Conflict when the answer contradicts what is final, or
    its id was used for another.
    """
    reason = reason.strip() or (decision.reasons.strip()[:LONGEST_REASON] if decision else "")
    check_answer(answer_id, kind, reason, basis)
    _check_moment(said_at, now)
    if decision and _UNPRINTABLE.search(decision.reasons):
        raise BadInput(
            "The reasons hold a character that cannot be printed.", place="decision.reasons", mend="Write plain text."
        )
    try:
        return _answer(actor, notice_id, answer_id, kind, reason, now, seen_state, decision, basis, said_at)
    except IntegrityError as error:
        if not _is_taken(error):
            raise
    # The same id came for two notices at once, and the other one was first. The second look finds it.
    return _answer(actor, notice_id, answer_id, kind, reason, now, seen_state, decision, basis, said_at)


def _answer(
    actor: Actor,
    notice_id: UUID,
    answer_id: str,
    kind: AnswerKind,
    reason: str,
    now: datetime,
    seen_state: str | None,
    decision: DecisionDraft | None,
    basis: str,
    said_at: datetime | None,
) -> Answered:
    with transaction.atomic():
        delivery = queries.notice_delivery(notice_id, lock=True)
        notice = delivery.notice
        permissions.require(actor, "sharing.answer_notice", notice)
        if before := queries.answer_given(notice.organisation_id, answer_id):
            return _the_same(before, delivery, kind, reason, decision, basis)
        _check_kind(kind, notice.kind, decision)
        if seen_state is not None and delivery.state != seen_state:
            raise Conflict(_("Somebody else has answered this notice since you opened it. Nothing of yours was sent."))
        if is_overtaken(said_at, queries.answers_said(notice.id)):
            return _keep_overtaken(actor, delivery, answer_id, kind, reason, now, decision, basis, said_at)
        if decision:
            told_on, today = (moment.astimezone(COUNCIL_TIME).date() for moment in (notice.created_at, now))
            check_decision(decision, answer=kind, told_on=told_on, today=today)
        delivery.state = after_answer(delivery.state, kind)
        delivery.answered_at = delivery.answered_at or now
        delivery.changed_at, delivery.next_attempt_at, delivery.last_error = now, None, ""
        delivery.save()
        answer = Answer.objects.create(
            notice=notice,
            organisation_id=notice.organisation_id,
            answer_id=answer_id,
            kind=kind,
            reason=reason,
            basis=basis,
            received_at=now,
            said_at=said_at,
            by_account_id=actor.account_id,
        )
        decided = _keep(decision, answer, notice) if decision else None
        audit.note(actor, f"sharing.notice_{kind}", notice)
        say_answered(notice, answer, decided, now)
        events.emit(NoticeAnswered(notice.id, notice.organisation_id, kind))
    return _answered(delivery.state, decided, again=False)


def _keep_overtaken(
    actor: Actor,
    delivery: Delivery,
    answer_id: str,
    kind: AnswerKind,
    reason: str,
    now: datetime,
    decision: DecisionDraft | None,
    basis: str,
    said_at: datetime | None,
) -> Answered:
    """Keep what was said before something that has come already. It moves nothing, and nobody is written to."""
    if decision:
        raise Conflict("A later answer of yours has come before this decision. Send the decision with the time of now.")
    Answer.objects.create(
        notice=delivery.notice,
        organisation_id=delivery.notice.organisation_id,
        answer_id=answer_id,
        kind=kind,
        reason=reason,
        basis=basis,
        received_at=now,
        said_at=said_at,
        by_account_id=actor.account_id,
    )
    audit.note(actor, "sharing.notice_answered_late", delivery.notice, reason=kind)
    return Answered(delivery.state, again=False)


def _check_moment(said_at: datetime | None, now: datetime) -> None:
    if said_at is None:
        return
    if said_at.tzinfo is None:
        raise BadInput("The time has no zone.", place="at", mend="Write it as 2026-11-25T10:30:00Z.")
    if said_at > now + MOST_AHEAD:
        raise BadInput("The time lies in the future.", place="at", mend="Set your clock, or leave the time out.")


def _answered(state: str, decided: Decision | None, *, again: bool) -> Answered:
    if decided is None:
        return Answered(state, again)
    appeal = shipped_appeals().by_code(decided.appeal)
    return Answered(state, again, decided.appeal, appeal.title if appeal else "", decided.appeal_by)


def _keep(draft: DecisionDraft, answer: Answer, notice: Notice) -> Decision:
    """The decision with the way to have it looked at again, and its last day, as they are on the day it was made."""
    book = shipped_appeals()
    appeal = book.for_decision(notice.service_type, draft.decided_on)
    return Decision.objects.create(
        answer=answer,
        outcome=draft.outcome,
        reasons=draft.reasons.strip(),
        decided_on=draft.decided_on,
        appeal=appeal.code,
        appeal_by=book.last_day(appeal, draft.decided_on),
    )


def _is_taken(error: IntegrityError) -> bool:
    """Whether another answer of this organisation has the id."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) == "sharing_answer_once"


def _check_kind(kind: str, notice: str, decision: DecisionDraft | None) -> None:
    """An answer to a notice that says "stop" is of another kind than one to any other notice."""
    if notice == Notice.Kind.STOP and (kind not in ANSWERS_TO_STOP or decision):
        raise BadInput(
            "This notice says that what you were told may be used no more.",
            place="answer",
            mend="Write accepted, stopped_and_erased or kept_under, without a decision.",
        )
    if notice != Notice.Kind.STOP and kind not in ANSWERS:
        raise BadInput(f"“{kind}” does not answer this.", place="answer", mend="Write accepted, acted or refused.")


def check_answer(answer_id: str, kind: str, reason: str, basis: str = "") -> None:
    """Raises BadInput whose place names what is wrong with an answer."""
    if kind not in (*ANSWERS, *ANSWERS_TO_STOP):
        raise BadInput(f"“{kind}” is not an answer.", place="answer", mend="Write accepted, acted or refused.")
    if (kind == "kept_under") != bool(basis) or (basis and basis not in KEEPING):
        raise BadInput(
            "What is kept is kept under a legal basis; no other answer has one.",
            place="basis",
            mend=f"With kept_under write one of: {', '.join(KEEPING)}.",
        )
    if not answer_id or len(answer_id) > LONGEST_ID:
        raise BadInput("The answer needs an id.", place="id", mend="Write 1 to 100 characters, new for each answer.")
    if not answer_id.isprintable():
        raise BadInput("The id holds a character that cannot be printed.", place="id", mend="Write letters and digits.")
    if _UNPRINTABLE.search(reason):
        raise BadInput("The reason holds a character that cannot be printed.", place="reason", mend="Write plain text.")
    if len(reason) > LONGEST_REASON:
        raise BadInput("The reason is too long.", place="reason", mend="Write at most 1,000 characters.")
    if kind in {"refused", "kept_under"} and not reason:
        raise BadInput(
            "A refusal needs a reason.", place="reason", mend="Say why, in words for the person who told us."
        )


def _the_same(
    before: Answer, delivery: Delivery, kind: str, reason: str, decision: DecisionDraft | None, basis: str
) -> Answered:
    kept = Decision.objects.filter(answer=before).first()
    was = DecisionDraft(kept.outcome, kept.reasons, kept.decided_on) if kept else None
    now = DecisionDraft(decision.outcome, decision.reasons.strip(), decision.decided_on) if decision else None
    said = (delivery.notice_id, kind, reason, basis, now)
    if (before.notice_id, before.kind, before.reason, before.basis, was) != said:
        raise Conflict("This id was used for another answer. Give each answer an id of its own.")
    return _answered(delivery.state, kept, again=True)
