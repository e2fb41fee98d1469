"""Reads of what people ask about their own data."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.rights import CLOSED, Clock, Pause
from coopcouncil.sharing.models import DataRequest, ReviewItem

_LARGE = ("package",)


@dataclass(frozen=True)
class Asked:
    """A request as those see it whose it is: the person and, while a power holds by which they asked, whoever asked."""

    row: DataRequest
    theirs: frozenset[UUID]


@dataclass(frozen=True)
class ItemsLeft:
    """How many items there are, how many are decided, and how many of the rest somebody must look at one by one."""

    total: int
    decided: int
    flagged: int


def clock_of(row: DataRequest) -> Clock:
    pauses = [
        Pause(why, date.fromisoformat(since), date.fromisoformat(until) if until else None)
        for why, since, until in row.pauses
    ]
    return Clock(row.received_on, pauses, row.extended_at is not None, england())


def data_request(request_id: UUID) -> DataRequest:
    """Without its file. Raises NotFound."""
    found = DataRequest.objects.defer(*_LARGE).select_related("account", "asked_by").filter(id=request_id).first()
    return _found(found)


def data_request_for_update(request_id: UUID) -> DataRequest:
    """Locked until the transaction ends. Raises NotFound."""
    return _found(DataRequest.objects.select_for_update().filter(id=request_id).first())


def _found(row: DataRequest | None) -> DataRequest:
    if row is None:
        raise NotFound("There is no such request.")
    return row


def asked(row: DataRequest, today: date) -> Asked:
    """Whose a request is on `today`."""
    if row.authority_id is None or people.authority(row.authority_id, today).works:
        return Asked(row, frozenset({row.account_id, row.asked_by_id}))
    return Asked(row, frozenset({row.account_id}))


def requests_of(account_id: UUID) -> QuerySet[DataRequest]:
    """What this person asked, or somebody else for them."""
    return DataRequest.objects.defer(*_LARGE).filter(Q(account_id=account_id) | Q(asked_by_id=account_id))


def requests_for_table(but_not_of: UUID | None) -> QuerySet[DataRequest]:
    """Everybody's, but for one's own."""
    rows = DataRequest.objects.defer(*_LARGE).select_related("account")
    return rows.exclude(Q(account_id=but_not_of) | Q(asked_by_id=but_not_of)) if but_not_of else rows


def open_requests(but_not_of: UUID | None) -> QuerySet[DataRequest]:
    return requests_for_table(but_not_of).exclude(state__in=sorted(CLOSED))


def has_open(account_id: UUID, kind: str) -> bool:
    return DataRequest.objects.filter(account_id=account_id, kind=kind).exclude(state__in=sorted(CLOSED)).exists()


def review_items(request_id: UUID) -> QuerySet[ReviewItem]:
    """With what each holds, in order."""
    return ReviewItem.objects.filter(request_id=request_id).order_by("number")


def items_for_table(request_id: UUID) -> QuerySet[ReviewItem]:
    return review_items(request_id).defer("value", "hidden")


def review_item(request_id: UUID, number: int) -> ReviewItem:
    """Raises NotFound."""
    found = review_items(request_id).select_related("request").defer("request__package").filter(number=number).first()
    if found is None:
        raise NotFound("There is no such item.")
    return found


def next_undecided(request_id: UUID, after: int) -> int | None:
    """The number of the next item to decide, from the start again after the last; None where all are decided."""
    left = list(review_items(request_id).filter(decision="").values_list("number", flat=True))
    return next((number for number in left if number > after), left[0] if left else None)


def items_left(request_id: UUID) -> ItemsLeft:
    """One query."""
    counts = ReviewItem.objects.filter(request_id=request_id).aggregate(
        total=Count("id"),
        decided=Count("id", filter=~Q(decision="")),
        flagged=Count("id", filter=Q(decision="") & ~Q(flags=[])),
    )
    return ItemsLeft(**counts)


def requests_for_export(account_id: UUID) -> list[dict[str, Any]]:
    """What was asked about this person's data, as they may read it; the items of a review are what is held anyway."""
    rows = DataRequest.objects.defer(*_LARGE).filter(account_id=account_id).order_by("received_on", "id")
    return [
        {
            "kind": row.kind,
            "state": row.state,
            "received": row.received_on.isoformat(),
            "due": row.due_on.isoformat() if row.due_on else None,
            "words": row.words or "",
            "letters": row.letters,
        }
        for row in rows
    ]
