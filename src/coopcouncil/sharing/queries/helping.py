"""What officers ask other services while a person waits, and the answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import get_current_timezone, localdate

from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.safe import read_contact
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import HelpRequest
from coopcouncil.sharing.queries import reaching

State = HelpRequest.State


@dataclass(frozen=True)
class HelpRow:
    """A line of “Asked now”: which life event, who asks and since when; not the question, and no fact."""

    id: UUID
    event_title: str
    service_type: str
    asking: str
    place: str
    asked_at: datetime


@dataclass(frozen=True)
class HelpPage:
    """What is asked, for the service: the question, and the facts that its own notice would hold. No other fact.

    `contact_rows` say how to reach somebody who tells it in safe mode.
    """

    id: UUID
    event_title: str
    about: str
    service_type: str
    officer: str
    asking: str
    place: str
    channel: str
    question: str
    facts: tuple[Fact, ...]
    contact_rows: tuple[tuple[str, str], ...]
    state: str
    answer: str
    answered_by: str
    asked_at: datetime


@dataclass(frozen=True)
class HelpAsked:
    """The same for the officer who asked. `state` is asked, answered, withdrawn or expired."""

    id: UUID
    draft_id: UUID
    service_type: str
    organisation: str
    question: str
    state: str
    answer: str
    answered_by: str
    asked_at: datetime
    answered_at: datetime | None


def _state(row: HelpRequest, today: date) -> str:
    """Expired from the end of its day on, before the hourly job has come by too."""
    over = row.state == State.ASKED and localdate(row.asked_at) < today
    return State.EXPIRED.value if over else str(row.state)


def _midnight(today: date) -> datetime:
    return datetime.combine(today, time.min, tzinfo=get_current_timezone())


def help_request(help_id: UUID, *, lock: bool = False, draft_id: UUID | None = None) -> HelpRequest:
    """Raises NotFound, also where it belongs to another draft."""
    found = HelpRequest.objects.select_related("asked_by", "asking_organisation", "access_point", "answered_by")
    if lock:
        found = found.select_for_update(of=("self",))
    if draft_id is not None:
        found = found.filter(draft_id=draft_id)
    row = found.filter(id=help_id).first()
    if row is None:
        raise NotFound("Nothing is asked there.")
    return row


def help_page(row: HelpRequest, today: date) -> HelpPage:
    contact = read_contact(row.safe_contact)
    return HelpPage(
        id=row.id,
        event_title=row.event_title,
        about=row.about,
        service_type=row.service_type,
        officer=str(row.asked_by),
        asking=row.asking_organisation.name,
        place=row.access_point.name if row.access_point else "",
        channel=row.channel,
        question=row.question,
        facts=slices.read(row.facts),
        contact_rows=tuple(reaching.contact_rows(contact)) if contact else (),
        state=_state(row, today),
        answer=row.answer or "",
        answered_by=str(row.answered_by) if row.answered_by else "",
        asked_at=row.asked_at,
    )


def help_waiting(organisation_ids: Collection[UUID], today: date) -> list[HelpRow]:
    """What waits today for these organisations, the longest first. One query."""
    found = (
        HelpRequest.objects.filter(
            organisation_id__in=organisation_ids, state=State.ASKED, asked_at__gte=_midnight(today)
        )
        .select_related("asking_organisation", "access_point")
        .defer("question", "facts", "safe_contact", "answer")
        .order_by("asked_at", "id")[:50]
    )
    return [
        HelpRow(
            row.id,
            row.event_title,
            row.service_type,
            row.asking_organisation.name,
            row.access_point.name if row.access_point else "",
            row.asked_at,
        )
        for row in found
    ]


def help_of_draft(draft_id: UUID, today: date) -> list[HelpAsked]:
    """Everything asked within a draft and not taken back, the newest first. One query."""
    return _asked(Q(draft_id=draft_id), today)


def help_asked_by(account_id: UUID, today: date) -> list[HelpAsked]:
    """What this officer asked today or yesterday and has a draft for still. One query."""
    return _asked(Q(asked_by=account_id, asked_at__gte=_midnight(today) - timedelta(days=1)), today)


def _asked(which: Q, today: date) -> list[HelpAsked]:
    found = HelpRequest.objects.filter(which).exclude(state=State.WITHDRAWN)
    return [
        HelpAsked(
            row.id,
            row.draft_id,
            row.service_type,
            row.organisation.name,
            row.question,
            _state(row, today),
            row.answer or "",
            str(row.answered_by) if row.answered_by else "",
            row.asked_at,
            row.answered_at,
        )
        for row in found.select_related("organisation", "answered_by")
        .defer("facts", "safe_contact")
        .order_by("-asked_at", "id")[:50]
        if row.question  # emptied once the draft has gone
    ]


def help_open_count(draft_id: UUID) -> int:
    return HelpRequest.objects.filter(draft_id=draft_id, state=State.ASKED).count()


def help_for_update(draft_ids: Collection[UUID]) -> list[HelpRequest]:
    """Everything asked within these drafts, locked."""
    if not draft_ids:
        return []
    return list(HelpRequest.objects.select_for_update().filter(draft_id__in=draft_ids).order_by("id"))


def help_unanswered_for_update(*, before: datetime) -> list[HelpRequest]:
    """What was asked before that moment and nobody answered, locked; what somebody answers just now is left out."""
    return list(
        HelpRequest.objects.select_for_update(skip_locked=True)
        .filter(state=State.ASKED, asked_at__lt=before)
        .order_by("id")
    )
