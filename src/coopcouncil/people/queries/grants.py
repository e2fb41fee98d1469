"""What the council has handed to other organisations."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from coopcouncil.kernel.errors import NotFound
from coopcouncil.people.models import Grant, Organisation


@dataclass(frozen=True)
class GrantView:
    """A grant as the administrator sees it; `last_day` is None where no end is set."""

    id: UUID
    what_label: str
    starts_on: date
    last_day: date | None
    granted_by: str


def grant(grant_id: UUID, *, lock: bool = False) -> Grant:
    """With its organisation. Raises NotFound."""
    found = Grant.objects.select_related("organisation")
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(id=grant_id).first()
    if row is None:
        raise NotFound("There is no such grant.")
    return row


def grants(organisation_id: UUID, today: date) -> list[GrantView]:
    """What an organisation holds now or will hold, the earliest first. One query."""
    rows = Grant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), organisation=organisation_id)
    return [
        GrantView(
            row.id,
            str(row.get_what_display()),
            row.starts_on,
            row.ends_on - timedelta(days=1) if row.ends_on else None,
            str(row.granted_by) if row.granted_by else "",
        )
        for row in rows.select_related("granted_by").order_by("starts_on", "id")
    ]


def assisting_since(organisation_id: UUID) -> date | None:
    """The day since which an organisation holds the grant to help residents; None where it holds none today."""
    today = TruncDate(Now())
    held = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), starts_on__lte=today, what=Grant.What.ASSIST,
        organisation_id=organisation_id,
    )  # fmt: skip
    return held.order_by("starts_on").values_list("starts_on", flat=True).first()


def assisting() -> frozenset[UUID]:
    """Every organisation whose officers may help residents today: the council, and those with a grant. One query."""
    today = TruncDate(Now())
    granted = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today), starts_on__lte=today, what=Grant.What.ASSIST
    ).values("organisation_id")
    found = Organisation.objects.filter(Q(kind=Organisation.Kind.COUNCIL) | Q(id__in=granted))
    return frozenset(found.values_list("id", flat=True))
