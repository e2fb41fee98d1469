"""Contacts, and figures of them without persons."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from coopcouncil.casework.domain.contacts import shipped_categories, shipped_costs
from coopcouncil.casework.models import Contact

GROUPS = {"service": "service_type", "channel": "channel", "place": "access_point__name"}


def before(case_id: UUID | None, person_id: UUID | None, service_type: str, since: datetime) -> UUID | None:
    """The latest contact since then about the same case, or of the same person about the same type of service."""
    same = Q(pk__in=[])
    if case_id is not None:
        same |= Q(case_id=case_id)
    if person_id is not None and service_type:
        same |= Q(person_id=person_id, service_type=service_type)
    return Contact.objects.filter(same, at__gte=since).order_by("-at", "-id").values_list("id", flat=True).first()


def contacts_of_case(case_id: UUID) -> list[Contact]:
    return list(Contact.objects.select_related("access_point").filter(case_id=case_id).order_by("-at", "id"))


@dataclass(frozen=True)
class ContactFigure:
    """Contacts of one service, channel or place: how many, how many avoidable and repeated, and pence."""

    code: str
    count: int
    avoidable: int
    repeats: int
    facts_again: int
    minutes: float | None
    pence: int
    avoidable_pence: int

    @property
    def avoidable_share(self) -> float:
        return 100 * self.avoidable / self.count if self.count else 0.0


def figures(by: str, since: datetime, until: datetime) -> list[ContactFigure]:
    """Contacts in that time by service, channel or place, the most first; in one query."""
    rows = (
        _within(since, until)
        .values("channel", code=F(GROUPS[by]))
        .annotate(
            count=Count("id"),
            avoidable=Count("id", filter=Q(value=Contact.Value.AVOIDABLE)),
            repeated=Count("id", filter=Q(repeats__isnull=False)),
            again=Sum("facts_again"),
            took=Avg("minutes"),
            timed=Count("minutes"),
        )
    )
    found = defaultdict[str, list[Mapping[str, Any]]](list)
    for row in rows:
        found[row["code"] or ""].append(row)
    pence = shipped_costs().pence
    made = []
    for code, parts in found.items():
        timed = sum(part["timed"] for part in parts)
        made.append(
            ContactFigure(
                code=code,
                count=sum(part["count"] for part in parts),
                avoidable=sum(part["avoidable"] for part in parts),
                repeats=sum(part["repeated"] for part in parts),
                facts_again=sum(part["again"] for part in parts),
                minutes=sum(part["took"] * part["timed"] for part in parts if part["timed"]) / timed if timed else None,
                pence=sum(pence[part["channel"]] * part["count"] for part in parts),
                avoidable_pence=sum(pence[part["channel"]] * part["avoidable"] for part in parts),
            )
        )
    return sorted(made, key=lambda item: (-item.count, item.code))


def why_avoidable(since: datetime, until: datetime) -> list[tuple[str, int]]:
    """How many avoidable contacts there were of each category, in the order of the catalogue."""
    counted = dict(
        _within(since, until).filter(value=Contact.Value.AVOIDABLE).values_list("category").annotate(n=Count("id"))
    )
    return [(code, counted.get(code, 0)) for code in shipped_categories()]


def _within(since: datetime, until: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(at__gte=since, at__lt=until).order_by()
