"""What a person told us, and how far each notice has come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.owners import digest
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Answer, Delivery, Submission
from coopcouncil.sharing.queries import words


@dataclass(frozen=True)
class AnswerView:
    """One answer of an organisation. `kind` is accepted, acted or refused; `words` says so for a person."""

    kind: str
    words: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class NoticeView:
    """One service that was told, as the person sees it.

    `state` is the delivery's state; `state_label` two or three words for it, `state_words` a sentence, `tag` the class
    of its tag. `standing` is reported or evidenced; `standing_words` and `standing_means` say so. `facts` are exactly
    those that went. `next_attempt_at` is set while we keep trying.
    """

    id: UUID
    code: str
    title: str
    what_happens: str
    organisation: str
    service_type: str
    service_id: UUID | None
    purpose: str
    purpose_words: str
    basis: str
    basis_words: str
    gateway: str
    urgency: str
    by_consent: bool
    standing: str
    standing_words: str
    standing_means: str
    may_end_entitlement: bool
    facts: tuple[Fact, ...]
    route: str
    state: str
    state_label: str
    state_words: str
    tag: str
    is_settled: bool
    sent_at: datetime | None
    answered_at: datetime | None
    next_attempt_at: datetime | None
    answers: tuple[AnswerView, ...]

    @property
    def reason(self) -> str:
        """The latest reason that the organisation gave, or nothing."""
        return next((answer.reason for answer in reversed(self.answers) if answer.reason), "")


@dataclass(frozen=True)
class SubmissionView:
    """What a person told us at one time."""

    id: UUID
    reference: str
    event_code: str
    event_version: int
    title: str
    channel: str
    submitted_at: datetime
    notices: tuple[NoticeView, ...]

    @property
    def is_settled(self) -> bool:
        """Whether every notice is done or refused: never while one of them has failed or waits."""
        return all(notice.is_settled for notice in self.notices)


@dataclass(frozen=True)
class SubmissionRow:
    """A line of the list of what a person told us. `states` counts its notices by state."""

    id: UUID
    reference: str
    event_code: str
    event_version: int
    title: str
    submitted_at: datetime
    states: tuple[tuple[str, int], ...]

    @property
    def notices(self) -> int:
        return sum(count for _, count in self.states)

    @property
    def settled(self) -> int:
        """How many of the notices are done or refused."""
        return sum(count for state, count in self.states if words.is_settled(state))


def submission_object(submission_id: UUID) -> Submission:
    """The row, for a permission to be asked about. Raises NotFound."""
    found = Submission.objects.filter(id=submission_id).defer("facts").first()
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
    """The submission with its notices, most urgent first, and everything that was answered. Two queries."""
    deliveries = list(
        Delivery.objects.filter(notice__submission_id=submission.id)
        .select_related("notice__organisation")
        .order_by("notice__title", "notice_id")
    )
    answers: dict[UUID, list[AnswerView]] = defaultdict(list)
    for answer in Answer.objects.filter(notice__submission_id=submission.id).order_by("received_at", "id"):
        answers[answer.notice_id].append(
            AnswerView(answer.kind, words.short(answer.kind), answer.reason, answer.received_at)
        )
    return SubmissionView(
        id=submission.id,
        reference=submission.reference,
        event_code=submission.event_code,
        event_version=submission.event_version,
        title=submission.title,
        channel=submission.channel,
        submitted_at=submission.submitted_at,
        notices=tuple(_notice_view(delivery, answers[delivery.notice_id]) for delivery in deliveries),
    )


def _notice_view(delivery: Delivery, answers: list[AnswerView]) -> NoticeView:
    notice = delivery.notice
    return NoticeView(
        id=notice.id,
        code=notice.code,
        title=notice.title,
        what_happens=notice.what_happens,
        organisation=notice.organisation.name,
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
        state_label=words.short(delivery.state),
        state_words=words.sentence(delivery.state, delivery.route, notice.organisation.name),
        tag=words.colour(delivery.state),
        is_settled=words.is_settled(delivery.state),
        sent_at=delivery.sent_at,
        answered_at=delivery.answered_at,
        next_attempt_at=delivery.next_attempt_at,
        answers=tuple(answers),
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
    found = list(Submission.objects.filter(told_by(actor)).defer("facts").order_by("-submitted_at", "id"))
    states: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for submission_id, state in Delivery.objects.filter(
        notice__submission_id__in=[submission.id for submission in found]
    ).values_list("notice__submission_id", "state"):
        states[submission_id][state] += 1
    return [
        SubmissionRow(
            id=submission.id,
            reference=submission.reference,
            event_code=submission.event_code,
            event_version=submission.event_version,
            title=submission.title,
            submitted_at=submission.submitted_at,
            states=tuple(sorted(states[submission.id].items())),
        )
        for submission in found
    ]
