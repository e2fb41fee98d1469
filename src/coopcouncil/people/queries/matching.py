"""Two records of one person: which are joined, what waits to be decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from coopcouncil.kernel.errors import NotFound
from coopcouncil.people.models import Account, LinkReview, RecordLink
from coopcouncil.people.queries import finding


@dataclass(frozen=True)
class Side:
    """One of two records, as an officer compares it with the other; empty where nothing is known."""

    account_id: UUID
    name: str
    email: str
    born: str
    postcode: str


@dataclass(frozen=True)
class LinkView:
    """Two records as their person sees that they are joined: from when to when, why, and since when they object."""

    id: UUID
    linked_at: datetime
    closed_at: datetime | None
    grounds: tuple[str, ...]
    waits: bool
    objected_at: datetime | None
    other_objects: bool


def link(link_id: UUID) -> RecordLink:
    """Raises NotFound."""
    found = RecordLink.objects.filter(id=link_id).first()
    if found is None:
        raise NotFound("There is no such link.")
    return found


def link_for_update(link_id: UUID) -> RecordLink:
    """Locked until the transaction ends: whoever asks or decides about it takes turns. Raises NotFound."""
    found = RecordLink.objects.select_for_update().filter(id=link_id).first()
    if found is None:
        raise NotFound("There is no such link.")
    return found


def review(review_id: UUID) -> LinkReview:
    """With its link. Raises NotFound."""
    found = LinkReview.objects.select_related("link").filter(id=review_id).first()
    if found is None:
        raise NotFound("There is no such proposal.")
    return found


def proposed_between(one: UUID, other: UUID) -> bool:
    """Whether it was ever proposed that these two are of one person."""
    first, second = sorted((one, other))
    return RecordLink.objects.filter(first=first, second=second).exists()


def waits(link_id: UUID) -> bool:
    """Whether something about this link waits to be decided."""
    return LinkReview.objects.filter(link=link_id, decided_at__isnull=True).exists()


def reviews(but_not_of: UUID | None) -> QuerySet[LinkReview]:
    """Every proposal for the council's list, without those about whoever looks."""
    return LinkReview.objects.exclude(Q(link__first=but_not_of) | Q(link__second=but_not_of))


def to_decide(by: UUID | None) -> QuerySet[LinkReview]:
    """What this officer may decide: what waits, and is neither theirs nor about them."""
    return reviews(by).filter(decided_at__isnull=True).exclude(asked_by=by)


def objected_between(one: UUID, other: UUID) -> bool:
    """Whether one of these two says that they are not of one person."""
    first, second = sorted((one, other))
    said = Q(first_objected_at__isnull=False) | Q(second_objected_at__isnull=False)
    return RecordLink.objects.filter(said, first=first, second=second).exists()


def joined_with(account_id: UUID) -> list[UUID]:
    """The other records of this person. None while one of the two says that it is wrong, or is closed. One query."""
    rows = RecordLink.objects.filter(
        Q(first=account_id) | Q(second=account_id),
        linked_at__isnull=False,
        closed_at__isnull=True,
        first_objected_at__isnull=True,
        second_objected_at__isnull=True,
        first__is_active=True,
        second__is_active=True,
    ).order_by("linked_at", "id")
    return [row.second_id if row.first_id == account_id else row.first_id for row in rows]


def links_of(account_id: UUID) -> list[LinkView]:
    """Every link that held or holds for this person, the newest first. Two queries."""
    rows = list(
        RecordLink.objects.filter(Q(first=account_id) | Q(second=account_id), linked_at__isnull=False).order_by(
            F("linked_at").desc(), "id"
        )
    )
    asked: dict[UUID, list[LinkReview]] = {}
    for item in LinkReview.objects.filter(link__in=rows).order_by("asked_at"):
        asked.setdefault(item.link_id, []).append(item)
    return [
        LinkView(
            row.id,
            row.linked_at,  # type: ignore[arg-type]
            row.closed_at,
            tuple(code for item in asked[row.id][:1] for code in item.grounds),
            any(item.decided_at is None for item in asked[row.id]),
            own := getattr(row, row.objection_of(account_id)),
            row.objected_to and own is None,
        )
        for row in rows
    ]


def sides(*account_ids: UUID) -> list[Side]:
    """These records side by side, in this order. Raises NotFound where one is closed or not there."""
    emails = dict(Account.objects.filter(id__in=account_ids, is_active=True).values_list("id", "email"))
    known = {item.account_id: item for item in finding.candidates(account_ids)}
    if len(emails) < len(set(account_ids)):
        raise NotFound("There is no such account.")
    return [
        Side(account_id, known[account_id].name, emails[account_id], known[account_id].born, known[account_id].postcode)
        for account_id in account_ids
    ]


def for_export(account_id: UUID) -> list[dict[str, Any]]:
    """What is kept of the joining of this person's records, for that person to read: nothing of the other record."""
    return [
        {
            "joined_at": item.linked_at.isoformat(),
            "until": item.closed_at.isoformat() if item.closed_at else None,
            "because": list(item.grounds),
            "you_object_since": item.objected_at.isoformat() if item.objected_at else None,
        }
        for item in links_of(account_id)
    ]
