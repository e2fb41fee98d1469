"""An organisation's inbox: what waits, and one notice with exactly its facts."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    ExpressionWrapper,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Extract

from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.delivery import ANSWERS_TO_STOP, FINAL
from coopcouncil.sharing.domain.due import answer_due
from coopcouncil.sharing.domain.proposals import why_not
from coopcouncil.sharing.domain.safe import may_write_to
from coopcouncil.sharing.models import Answer, Delivery, Notice, Submission
from coopcouncil.sharing.queries import reaching, words
from coopcouncil.sharing.queries.deliveries import SEALED_IN_LISTS, Parcel, parcel
from coopcouncil.sharing.queries.objections import is_objected_to
from coopcouncil.sharing.queries.ordering import IN_ORDER
from coopcouncil.sharing.queries.proposals import ProposalView, proposals_to_notice
from coopcouncil.sharing.queries.restricting import unrestricted
from coopcouncil.sharing.queries.undoing import withdrawn

UNANSWERED = (Delivery.State.QUEUED, Delivery.State.SENT, Delivery.State.RETRYING, Delivery.State.DEAD)
NOT_THEIRS = (Delivery.State.HELD, Delivery.State.STOPPED)

# After emergencies comes what was taken back: somebody may be without money or a home because of it.
URGENCY_RANK = Case(
    When(notice__urgency=Notice.Urgency.EMERGENCY, then=Value(0)),
    When(notice__kind__in=[Notice.Kind.WITHDRAWAL, Notice.Kind.STOP], state__in=UNANSWERED, then=Value(1)),
    When(notice__urgency=Notice.Urgency.SAME_DAY, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)
OPEN_RANK = Case(
    When(state__in=UNANSWERED, then=Value(0)),
    When(state=Delivery.State.ACCEPTED, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
# The place of a delivery in its list, as one number: by urgency; within that what waits for an answer, then what was
# accepted, then what is final; within that the oldest, which is also due first. 10^11 seconds outlast every calendar.
PLACE = ExpressionWrapper(
    (URGENCY_RANK * Value(10) + OPEN_RANK) * Value(10**11, BigIntegerField()) + Extract("notice__created_at", "epoch"),
    output_field=FloatField(),
)


@dataclass(frozen=True)
class Told:
    """One answer in a notice's history, as the organisation sees it; `who` is empty for its own server."""

    kind: str
    words: str
    reason: str
    at: datetime
    who: str


@dataclass(frozen=True)
class NoticePage:
    """One notice for the organisation that it was sent to.

    `contact_rows` say how to reach somebody who told it in safe mode; `language` is empty where it is English.
    `no_letter` says that the person wants letters, and that none can be sent.
    """

    id: UUID
    organisation_id: UUID
    organisation: str
    state: str
    state_words: str
    tag: str
    route: str
    parcel: Parcel
    urgency_words: str
    standing_label: str
    contact_rows: tuple[tuple[str, str], ...]
    language: str
    no_letter: bool
    history: tuple[Told, ...]
    answers_open: tuple[str, ...]
    because_words: str
    original: "Related | None"  # what this notice corrects or takes back
    may_propose: bool  # whether the person can be asked about another value of a fact
    proposals: tuple[ProposalView, ...]
    followed_by: tuple["Related", ...]  # what corrects this notice or takes it back, the latest last
    is_objected_to: bool = False  # the person objects, and waits for the council's answer


@dataclass(frozen=True)
class Related:
    """Another notice of the same organisation, about the same thing."""

    id: UUID
    kind: str
    title: str
    at: datetime
    answered: str  # what was answered to it, in words; empty where nothing was


def inbox_for_table(organisation_ids: Collection[UUID], *, answered_too: bool) -> QuerySet[Delivery]:
    """The deliveries to these organisations, each with its notice but not the facts, and its `place` in the list.

    Without `answered_too` only those that nobody has answered, and that were not taken back.
    """
    theirs = Q(notice__organisation_id__in=organisation_ids) & unrestricted("notice__submission")
    found = Delivery.objects.filter(theirs).exclude(state__in=NOT_THEIRS)
    if not answered_too:
        found = found.filter(~withdrawn("notice_id"), state__in=UNANSWERED)
    return (
        found.select_related("notice__organisation", "notice__submission").defer(*SEALED_IN_LISTS).annotate(place=PLACE)
    )


def due_of(delivery: Delivery) -> datetime:
    """By when its notice should be answered; aware."""
    return answer_due(delivery.notice.urgency, delivery.notice.created_at)


def notice_delivery(notice_id: UUID, *, lock: bool = False) -> Delivery:
    """The delivery of a notice, with notice, submission and organisation. Raises NotFound."""
    found = Delivery.objects.select_related("notice__submission", "notice__organisation")
    if lock:
        found = found.select_for_update(of=("self",))
    found = found.defer("notice__submission__facts").filter(unrestricted("notice__submission"), notice_id=notice_id)
    delivery = found.first()
    if delivery is None or _is_not_theirs(delivery):
        raise NotFound("There is no such notice.")
    return delivery


def _is_not_theirs(delivery: Delivery) -> bool:
    """Whether the organisation may not see it: it is held, or was stopped before it can have been told."""
    if delivery.state != Delivery.State.STOPPED:
        return bool(delivery.state == Delivery.State.HELD)
    of = delivery.notice.corrects_id or delivery.notice_id
    return not Notice.objects.filter(corrects_id=of, kind=Notice.Kind.STOP).exists()


def organisation_of_notice(notice_id: UUID) -> UUID | None:
    """To whom a notice was sent; None where there is none."""
    return Notice.objects.filter(id=notice_id).values_list("organisation_id", flat=True).first()


def must_stop(notice: Notice) -> bool:
    """Whether the organisation was told to stop: consent ended, or an objection was right."""
    return Notice.objects.filter(corrects_id=notice.corrects_id or notice.id, kind=Notice.Kind.STOP).exists()


def notice_page(delivery: Delivery) -> NoticePage:
    """The notice with its slice, everything that was answered, and its neighbours. Three queries besides its own, and
    whether letters reach the person.
    """
    notice = delivery.notice
    original, followed_by = _neighbours(notice)
    answers = (
        Answer.objects.filter(notice_id=notice.id).select_related("by_account").order_by(IN_ORDER, "received_at", "id")
    )
    told = parcel(delivery)
    if must_stop(notice):  # they may use it no more: whoever has not read it yet reads nothing
        told = replace(told, facts=())
    return NoticePage(
        id=notice.id,
        organisation_id=notice.organisation_id,
        organisation=notice.organisation.name,
        state=delivery.state,
        state_words=words.for_officers(delivery.state),
        tag=words.colour(delivery.state),
        route=delivery.route,
        parcel=told,
        urgency_words=str(notice.get_urgency_display()),
        standing_label=str(notice.get_standing_display()),
        contact_rows=tuple(reaching.contact_rows(told.safe_contact)) if told.safe_contact else (),
        language="" if reaching.is_english(notice.language) else reaching.language_name(notice.language),
        no_letter=_no_letter(notice.submission),
        history=tuple(
            Told(
                answer.kind,
                str(answer.get_kind_display()) if not answer.basis else words.answered_stop(answer.kind, answer.basis),
                answer.reason or "",
                answer.received_at,
                str(answer.by_account) if answer.by_account else "",
            )
            for answer in answers
        ),
        answers_open=() if delivery.state in FINAL else answers_left(delivery.state, notice.kind),
        because_words=str(notice.get_because_display()) if notice.because else "",
        original=original,
        may_propose=not _why_not_propose(notice),
        proposals=proposals_to_notice(notice.id),
        followed_by=followed_by,
        is_objected_to=is_objected_to(notice.corrects_id or notice.id),
    )


def _why_not_propose(notice: Notice) -> str:
    told = notice.submission
    return why_not(
        safe=told.safe, has_account=told.account_id is not None, taken_back=told.withdrawn_at is not None,
        kind=notice.kind,
    )  # fmt: skip


def _no_letter(told: Submission) -> bool:
    account_id = told.account_id
    return account_id is not None and may_write_to(told) and people.letters_stopped(account_id)


def _neighbours(notice: Notice) -> tuple[Related | None, tuple[Related, ...]]:
    around = (
        Delivery.objects.filter(Q(notice__corrects_id=notice.id) | Q(notice_id=notice.corrects_id))
        .select_related("notice")
        .defer("notice__facts", "notice__words")
        .order_by("notice__created_at", "notice_id")
    )
    found = [
        Related(
            row.notice_id,
            row.notice.kind,
            row.notice.title,
            row.notice.created_at,
            "" if row.state in UNANSWERED else words.for_officers(row.state),
        )
        for row in around
    ]
    original = next((item for item in found if item.id == notice.corrects_id), None)
    return original, tuple(item for item in found if item.id != notice.corrects_id)


def answers_left(state: str, kind: str) -> tuple[str, ...]:
    """The answers that still mean something in `state`, to a notice of this kind."""
    if kind == Notice.Kind.STOP:
        return ANSWERS_TO_STOP[1:] if state == Delivery.State.ACCEPTED else ANSWERS_TO_STOP
    return ("acted", "refused") if state == Delivery.State.ACCEPTED else ("accepted", "acted", "refused")


def answer_given(organisation_id: UUID, answer_id: str) -> Answer | None:
    """The answer that the organisation gave under this id before."""
    return Answer.objects.filter(organisation_id=organisation_id, answer_id=answer_id).first()


def answers_said(notice_id: UUID) -> list[datetime | None]:
    """When each answer to a notice was said, by its organisation's own time; None where it gave none."""
    return list(Answer.objects.filter(notice_id=notice_id).values_list("said_at", flat=True))


def next_waiting(organisation_ids: Collection[UUID], *, but_not: UUID) -> UUID | None:
    """The notice that stands first among those that nobody has answered. One query."""
    found = inbox_for_table(organisation_ids, answered_too=False).exclude(notice_id=but_not)
    return found.order_by(PLACE.asc(), "id").values_list("notice_id", flat=True).first()


def titles_of(notice_ids: Collection[UUID], organisation_ids: Collection[UUID]) -> dict[UUID, str]:
    """The titles of those of these notices that went to these organisations. One query."""
    found = Notice.objects.filter(id__in=notice_ids, organisation_id__in=organisation_ids)
    return dict(found.values_list("id", "title"))


def unanswered_before(moment: datetime, *, but_not: Collection[str]) -> list[Notice]:
    """Notices told before `moment` and not answered, without those to the bodies of these codes; oldest first."""
    told = Notice.objects.filter(created_at__lt=moment).exclude(organisation__code__in=but_not)
    told = told.exclude(Exists(Delivery.objects.filter(notice=OuterRef("pk"), state=Delivery.State.HELD)))
    told = told.select_related("submission").defer("facts", "submission__facts")
    return list(told.filter(~Exists(Answer.objects.filter(notice=OuterRef("pk")))).order_by("created_at", "id"))
