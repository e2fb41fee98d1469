"""What a person agreed to, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.consent import Standing, standing
from coopcouncil.sharing.domain.purposes import Purpose, shipped_purposes
from coopcouncil.sharing.domain.speech import purposes_in
from coopcouncil.sharing.models import Answer, Consent, Delivery, DeliveryAttempt, Notice, Objection
from coopcouncil.sharing.queries import words
from coopcouncil.sharing.queries.told import AnswerView


@dataclass(frozen=True)
class ConsentView:
    """One thing that a person agreed to. `told_on` is when the service was told, if it was; `data` are code and label
    of each fact; `stop_words` say how far the service is with stopping, once the person has ended it.
    """

    id: UUID
    notice_id: UUID
    submission_id: UUID
    reference: str
    event_code: str
    title: str
    organisation: str
    purpose: str
    purpose_words: str
    retention: str
    data: tuple[tuple[str, str], ...]
    language: str
    channel: str
    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    standing: Standing
    told_on: datetime | None
    stop_words: str
    answers: tuple[AnswerView, ...]

    @property
    def standing_words(self) -> str:
        return {"given": _("You agree"), "expired": _("Over"), "withdrawn": _("You stopped it")}[self.standing]


def consent_object(consent_id: UUID) -> Consent:
    """With its notice and submission. Raises NotFound."""
    found = (
        Consent.objects.select_related("notice__submission")
        .defer("notice__submission__facts")
        .filter(id=consent_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such consent.")
    return found


def consents_of(account_id: UUID, now: datetime) -> list[ConsentView]:
    """What this person agreed to, newest first; nothing told in safe mode. Three queries."""
    return _views(
        Consent.objects.filter(notice__submission__account_id=account_id, notice__submission__safe=False), now
    )


def consents_in(submission_id: UUID, now: datetime) -> dict[UUID, ConsentView]:
    """What was agreed to in one telling, by notice."""
    found = _views(Consent.objects.filter(notice__submission_id=submission_id), now)
    return {item.notice_id: item for item in found}


def consent_view(consent: Consent, now: datetime) -> ConsentView:
    return _views(Consent.objects.filter(id=consent.id), now)[0]


def _views(which: QuerySet[Consent], now: datetime) -> list[ConsentView]:
    rows = list(
        which.select_related("notice__submission", "notice__organisation")
        .defer("notice__submission__facts")
        .order_by("-given_at", "id")
    )
    chain = _chains([row.notice_id for row in rows])
    said = _answers([row.notice_id for row in rows])
    return [_view(row, chain.get(row.notice_id, {}), said.get(row.notice_id, ()), now) for row in rows]


def _view(
    row: Consent, chain: dict[str, tuple[str, datetime | None]], answers: Sequence[AnswerView], now: datetime
) -> ConsentView:
    notice, submission = row.notice, row.notice.submission
    who = notice.organisation.name
    return ConsentView(
        id=row.id,
        notice_id=notice.id,
        submission_id=submission.id,
        reference=submission.reference,
        event_code=submission.event_code,
        title=notice.title,
        organisation=who,
        purpose=notice.purpose,
        purpose_words=notice.purpose_words,
        retention=retention_of(notice.purpose),
        data=tuple((fact.code, fact.label) for fact in slices.read(notice.facts)),
        language=submission.language,
        channel=submission.channel,
        given_at=row.given_at,
        expires_at=row.expires_at,
        withdrawn_at=row.withdrawn_at,
        standing=standing(row.expires_at, row.withdrawn_at, now),
        told_on=chain.get(Notice.Kind.TOLD, ("", None))[1],
        stop_words=_stopped(chain, who) if row.withdrawn_at else "",
        answers=tuple(answers),
    )


def _stopped(chain: dict[str, tuple[str, datetime | None]], who: str) -> str:
    if Notice.Kind.STOP not in chain:
        return _("It had not been sent to %(who)s. It will not be.") % {"who": who}
    return words.sentence_undo(chain[Notice.Kind.STOP][0], who, Notice.Kind.STOP)


def _chains(notice_ids: Sequence[UUID]) -> dict[UUID, dict[str, tuple[str, datetime | None]]]:
    """Of each notice: state and time of sending of itself and of what stopped it, by kind. One query."""
    found: dict[UUID, dict[str, tuple[str, datetime | None]]] = {}
    rows = Delivery.objects.filter(notice_id__in=notice_ids) | Delivery.objects.filter(
        notice__corrects_id__in=notice_ids, notice__kind=Notice.Kind.STOP
    )
    for notice_id, corrects_id, kind, state, sent_at, answered_at in rows.values_list(
        "notice_id", "notice__corrects_id", "notice__kind", "state", "sent_at", "answered_at"
    ):  # an answer may overtake our own note that it was sent
        found.setdefault(corrects_id or notice_id, {})[kind] = (state, sent_at or answered_at)
    return found


def _answers(notice_ids: Sequence[UUID]) -> dict[UUID, list[AnswerView]]:
    found: dict[UUID, list[AnswerView]] = {}
    rows = Answer.objects.filter(notice__corrects_id__in=notice_ids, notice__kind=Notice.Kind.STOP)
    for answer in rows.select_related("notice").defer("notice__facts").order_by("received_at", "id"):
        view = AnswerView(
            answer.kind, words.answered_stop(answer.kind, answer.basis), answer.reason or "", answer.received_at
        )
        if answer.notice.corrects_id:
            found.setdefault(answer.notice.corrects_id, []).append(view)
    return found


def purpose_of(code: str) -> Purpose | None:
    """The purpose in the reader's language; None for one that the catalogue no longer holds."""
    book = purposes_in(languages.current()) if languages.is_foreign() else shipped_purposes()
    return book.purposes.get(code)


def retention_of(code: str) -> str:
    purpose = purpose_of(code)
    return purpose.retention if purpose else ""


def chain_for_update(notice_ids: Sequence[UUID]) -> list[Delivery]:
    """The deliveries of these notices and of what corrected them, each with its notice, locked."""
    found = Delivery.objects.filter(notice_id__in=notice_ids) | Delivery.objects.filter(
        notice__corrects_id__in=notice_ids, notice__kind=Notice.Kind.CORRECTION
    )
    return list(found.select_for_update(of=("self",)).select_related("notice").defer("notice__facts").order_by("id"))


def tried(delivery_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these deliveries were ever attempted."""
    return set(DeliveryAttempt.objects.filter(delivery_id__in=list(delivery_ids)).values_list("delivery_id", flat=True))


def perhaps_told(notices: Sequence[Notice]) -> list[Notice]:
    """Without those that were stopped before anybody can have got them."""
    unsent = Delivery.objects.filter(notice__in=notices, state=Delivery.State.STOPPED).exclude(
        notice_id__in=Notice.objects.filter(kind=Notice.Kind.STOP, corrects__in=notices).values("corrects_id")
    )
    never = set(unsent.values_list("notice_id", flat=True))
    return [notice for notice in notices if notice.id not in never]


def agreed_still(notice_ids: Sequence[UUID], now: datetime) -> set[UUID]:
    """Which of these notices may still be followed by another fact: not by a consent that is over, nor while the person
    objects."""
    over = Consent.objects.filter(notice_id__in=notice_ids).exclude(withdrawn_at__isnull=True, expires_at__gt=now)
    stopped = Notice.objects.filter(corrects_id__in=notice_ids, kind=Notice.Kind.STOP)
    unsent = Delivery.objects.filter(notice_id__in=notice_ids, state=Delivery.State.STOPPED)
    objected = Objection.objects.filter(notice_id__in=notice_ids, decided_at__isnull=True)
    return (
        set(notice_ids)
        - set(over.values_list("notice_id", flat=True))
        - set(stopped.values_list("corrects_id", flat=True))
        - set(unsent.values_list("notice_id", flat=True))
        - set(objected.values_list("notice_id", flat=True))
    )


def to_end_in_demo(before: datetime) -> Consent | None:
    """The latest consent of an account given before that moment and acted on; None where one was ended already."""
    if Consent.objects.filter(withdrawn_at__isnull=False).exists():
        return None
    acted = Delivery.objects.filter(notice=OuterRef("notice"), state=Delivery.State.ACTED)
    given = Consent.objects.filter(Exists(acted), given_at__lt=before, notice__submission__withdrawn_at__isnull=True)
    given = given.filter(notice__submission__account__isnull=False, notice__submission__safe=False)
    return given.select_related("notice__submission").order_by("-given_at", "id").first()


def controller() -> tuple[str, str, str]:
    """Name, e-mail and telephone of the council, which answers for what people tell it."""
    council = people.council()
    return (council.name, council.email, council.phone) if council else ("", "", "")
