"""What a person told us, and how far each notice has come."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.people import public as people
from coopcouncil.sharing.domain import slices, undo
from coopcouncil.sharing.domain.owners import digest
from coopcouncil.sharing.models import Answer, DeadEnd, Delivery, Notice, Submission
from coopcouncil.sharing.queries import words
from coopcouncil.sharing.queries.ended import dead_ends_of
from coopcouncil.sharing.queries.helped import helped
from coopcouncil.sharing.queries.ordering import IN_ORDER
from coopcouncil.sharing.queries.speaking import DecisionView, decisions_of
from coopcouncil.sharing.queries.told import AnswerView, NoticeView, SubmissionRow, SubmissionView


def submission_object(submission_id: UUID) -> Submission:
    """The row, for a permission to be asked about. Raises NotFound."""
    found = Submission.objects.filter(id=submission_id).defer("facts").first()
    if found is None:
        raise NotFound("There is no such submission.")
    return found


def whole_submission(submission_id: UUID) -> Submission:
    """The same, with the facts. Raises NotFound."""
    found = Submission.objects.filter(id=submission_id).first()
    if found is None:
        raise NotFound("There is no such submission.")
    return found


def submission_by_key(idempotency_key: str) -> Submission | None:
    return Submission.objects.filter(idempotency_key=idempotency_key).defer("facts").first()


def account_with_reference(reference: str) -> UUID | None:
    """Whose submission this is; None where it is nobody's, or was told in safe mode."""
    try:
        wanted = check_reference(reference)
    except BadInput:
        return None
    return Submission.objects.filter(reference=wanted, safe=False).values_list("account_id", flat=True).first()


def submission_view(submission: Submission) -> SubmissionView:
    """The submission: what was told, what followed each notice, and everything that was answered. Three queries."""
    deliveries = list(
        Delivery.objects.filter(notice__submission_id=submission.id)
        .select_related("notice__organisation", "owner")
        .order_by("notice__title", "notice_id")
    )
    answers: dict[UUID, list[AnswerView]] = defaultdict(list)
    said = Answer.objects.filter(notice__submission_id=submission.id).select_related("notice").defer("notice__facts")
    for answer in said.order_by(IN_ORDER, "received_at", "id"):
        answers[answer.notice_id].append(
            AnswerView(answer.kind, _said(answer), answer.reason or "", answer.received_at)
        )
    decisions, ended = decisions_of(submission.id), dead_ends_of(submission.id)
    following: dict[UUID, list[NoticeView]] = defaultdict(list)
    for delivery in sorted(deliveries, key=_in_time):
        if delivery.notice.corrects_id:
            view = _notice_view(delivery, answers[delivery.notice_id], [], None)
            following[delivery.notice.corrects_id].append(view)
    taken_back = next((item.notice for item in deliveries if item.notice.kind == Notice.Kind.WITHDRAWAL), None)
    return SubmissionView(
        id=submission.id,
        reference=submission.reference,
        event_code=submission.event_code,
        event_version=submission.event_version,
        title=submission.title,
        channel=submission.channel,
        submitted_at=submission.submitted_at,
        notices=tuple(
            _notice_view(
                delivery,
                answers[delivery.notice_id],
                following[delivery.notice_id],
                decisions.get(delivery.notice_id),
                ended.get(delivery.notice_id),
            )
            for delivery in deliveries
            if delivery.notice.corrects_id is None
        ),
        withdrawn_at=submission.withdrawn_at,
        because=str(taken_back.get_because_display()) if taken_back else "",
        taken_back_words=(taken_back.words or "") if taken_back else "",
        helped=helped(submission),
    )


def _said(answer: Answer) -> str:
    kind = answer.notice.kind
    if kind == Notice.Kind.STOP:
        return words.answered_stop(answer.kind, answer.basis)
    return words.short(answer.kind) if kind == Notice.Kind.TOLD else words.short_undo(answer.kind, kind)


def _in_time(delivery: Delivery) -> tuple[bool, datetime]:
    """A withdrawal is the last, whatever was stopped with it."""
    return delivery.notice.kind == Notice.Kind.WITHDRAWAL, delivery.notice.created_at


def _notice_view(
    delivery: Delivery,
    answers: list[AnswerView],
    following: list[NoticeView],
    decision: DecisionView | None,
    end: DeadEnd | None = None,
) -> NoticeView:
    notice, told = delivery.notice, delivery.notice.kind == Notice.Kind.TOLD
    who = notice.organisation.name
    return NoticeView(
        id=notice.id,
        code=notice.code,
        title=notice.title,
        what_happens=notice.what_happens,
        organisation=who,
        service_type=notice.service_type,
        service_id=notice.service_id,
        purpose=notice.purpose,
        purpose_words=notice.purpose_words,
        basis=notice.basis,
        basis_words=words.basis(notice.basis),
        gateway=notice.gateway,
        urgency=notice.urgency,
        by_consent=notice.by_consent,
        standing=notice.standing,
        standing_words=notice.standing_words,
        standing_means=notice.standing_means,
        may_end_entitlement=notice.may_end_entitlement,
        facts=slices.read(notice.facts),
        route=delivery.route,
        state=delivery.state,
        state_label=words.short(delivery.state) if told else words.short_undo(delivery.state, notice.kind),
        state_words=words.stuck(who, delivery.owner.name if delivery.owner else "", end)
        if delivery.state == Delivery.State.DEAD
        else words.held(delivery.last_error, who)
        if delivery.state == Delivery.State.HELD
        else words.sentence(delivery.state, delivery.route, who)
        if told
        else words.sentence_undo(delivery.state, who, notice.kind),
        tag=words.colour(delivery.state),
        # Where another was told instead, the notice to them is waited for.
        is_settled=(end is not None and end.instead_id is not None)
        or undo.is_settled(
            delivery.state,
            [item.state for item in following if item.kind == Notice.Kind.CORRECTION],
            next((item.state for item in reversed(following) if item.kind != Notice.Kind.CORRECTION), None),
        ),
        sent_at=delivery.sent_at,
        answered_at=delivery.answered_at,
        next_attempt_at=delivery.next_attempt_at if delivery.attempts else None,
        answers=tuple(answers),
        told_at=notice.created_at,
        kind=notice.kind,
        words=notice.words or "",
        corrections=tuple(following),
        decision=decision,
    )


def told_by(actor: Actor) -> Q:
    """Which submissions are this actor's own: the account's; for somebody not signed in, the session's unclaimed ones.

    The same rule as `permissions.owns`: a session opens nothing to whoever has signed in since. What was told in
    safe mode is nobody's.
    """
    if actor.account_id is not None:
        return Q(account_id=actor.account_id, safe=False)
    if actor.kind == "anonymous" and actor.session_key:
        return Q(account__isnull=True, session_digest=digest(actor.session_key), safe=False)
    return Q(pk__in=[])


def submission_rows(actor: Actor) -> list[SubmissionRow]:
    """What this actor told us, newest first. Two queries."""
    return _rows(told_by(actor))


def rows_told_for(account_id: UUID) -> list[SubmissionRow]:
    """What others told for this person by a power that is linked to their account, newest first. Two queries."""
    return _rows(told_for_account(account_id))


def is_told_for(account_id: UUID, submission_id: UUID) -> bool:
    return Submission.objects.filter(told_for_account(account_id), id=submission_id).exists()


def told_for_account(account_id: UUID) -> Q:
    """Which submissions others told for this person, by a power that is linked to their account."""
    return Q(authority__subject_id=account_id, safe=False) & ~Q(account_id=account_id)


def people_of_submission(submission: Submission) -> set[UUID | None]:
    """The accounts of whoever told it and of whom it was told for; nobody's in safe mode. A query for a power only."""
    return people_of_submissions([submission])[submission.id]


def people_of_submissions(submissions: Iterable[Submission]) -> dict[UUID, set[UUID | None]]:
    """`people_of_submission` of many, by their ids."""
    told = list(submissions)
    powers = {row.authority_id for row in told if row.authority_id and not row.safe}
    subjects = people.people_of_authorities(powers) if powers else {}
    return {
        row.id: set() if row.safe else {row.account_id, subjects.get(row.authority_id) if row.authority_id else None}
        for row in told
    }


def about_account(account_id: UUID) -> Q:
    """Which submissions this person told, or others told for them."""
    return Q(account_id=account_id) | told_for_account(account_id)


def _rows(which: Q) -> list[SubmissionRow]:
    found = list(Submission.objects.filter(which).defer("facts").order_by("-submitted_at", "id"))
    states = _states([submission.id for submission in found])
    return [
        SubmissionRow(
            id=submission.id,
            reference=submission.reference,
            event_code=submission.event_code,
            event_version=submission.event_version,
            title=submission.title,
            submitted_at=submission.submitted_at,
            states=tuple(sorted(states[submission.id].items())),
            withdrawn_at=submission.withdrawn_at,
        )
        for submission in found
    ]


def _states(submission_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """Of each submission, how many of the notices first told stand in which state, what followed them counted in."""
    told_another = DeadEnd.objects.filter(delivery_id=OuterRef("pk"), instead__isnull=False)
    found = Delivery.objects.filter(~Exists(told_another), notice__submission_id__in=submission_ids)
    rows = found.values_list("notice__submission_id", "notice_id", "notice__corrects_id", "notice__kind", "state")
    told: dict[UUID, tuple[UUID, str]] = {}
    corrections: dict[UUID, list[str]] = defaultdict(list)
    withdrawals: dict[UUID, str] = {}
    for submission_id, notice_id, corrects_id, kind, state in rows:
        if corrects_id is None:
            told[notice_id] = (submission_id, state)
        elif kind == Notice.Kind.WITHDRAWAL or (kind == Notice.Kind.STOP and corrects_id not in withdrawals):
            withdrawals[corrects_id] = state
        else:
            corrections[corrects_id].append(state)
    counts: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for notice_id, (submission_id, state) in told.items():
        counts[submission_id][undo.standing_for(state, corrections[notice_id], withdrawals.get(notice_id))] += 1
    return counts
