"""The register of service failures: one, those of a provider, and what is public."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from django.db.models import Count, QuerySet

from coopcouncil.casework.domain.register import SMALLEST
from coopcouncil.casework.models import Failure
from coopcouncil.kernel.disclosure import protect_table
from coopcouncil.kernel.errors import NotFound


def failure(failure_id: UUID) -> Failure:
    """With its provider. Raises NotFound."""
    found = Failure.objects.select_related("provider").filter(id=failure_id).first()
    if found is None:
        raise NotFound("There is no such failure.")
    return found


def failure_for_update(failure_id: UUID) -> Failure:
    """Locked. Raises NotFound."""
    found = Failure.objects.select_for_update().filter(id=failure_id).first()
    if found is None:
        raise NotFound("There is no such failure.")
    return found


def overdue(today: date) -> list[UUID]:
    """Those to which nobody replied by the last day."""
    rows = Failure.objects.filter(state=Failure.State.TOLD, reply_until__lt=today)
    return list(rows.order_by("reply_until", "id").values_list("id", flat=True))


def published() -> QuerySet[Failure]:
    """What everybody may read: what is published, and what was struck out, with the reason."""
    rows = Failure.objects.filter(state__in=[Failure.State.PUBLISHED, Failure.State.STRUCK_OUT])
    return rows.select_related("provider")


def published_of(organisation_id: UUID) -> QuerySet[Failure]:
    """What is published of one provider, the newest first; without what was struck out."""
    rows = Failure.objects.filter(provider_id=organisation_id, state=Failure.State.PUBLISHED)
    return rows.order_by("-happened_at", "id")


def providers_published() -> list[tuple[str, str]]:
    """Code and name of each provider of whom everybody may read something: the choices of the list’s filter."""
    rows = published().order_by("provider__name")
    return list(rows.values_list("provider__code", "provider__name").distinct())


def of_providers(organisation_ids: Collection[UUID]) -> QuerySet[Failure]:
    return Failure.objects.select_related("provider").filter(provider_id__in=organisation_ids)


def to_decide() -> QuerySet[Failure]:
    """Those that wait for a reply, or for somebody to read one."""
    return Failure.objects.select_related("provider").filter(state__in=[Failure.State.TOLD, Failure.State.REPLIED])


@dataclass(frozen=True)
class WardCount:
    """Published failures of one ward by kind, None where the number is too small to be shown."""

    ward: str
    by_kind: tuple[int | None, ...]
    total: int | None


def by_ward() -> list[WardCount]:
    """Published failures by ward and kind, with the totals of each ward and, in the last row, of each kind.

    No count of fewer than five is shown, nor one from which such a count could be worked out.
    """
    kinds = list(Failure.Kind.values)
    rows = Failure.objects.filter(state=Failure.State.PUBLISHED, ward__isnull=False).order_by()
    counted = {(ward, kind): n for ward, kind, n in rows.values_list("ward__name", "kind").annotate(n=Count("id"))}
    wards = sorted({ward for ward, _kind in counted})
    if not wards:
        return []
    counts = np.array([[counted.get((ward, kind), 0) for kind in kinds] for ward in wards], dtype=np.int64)
    table = protect_table(counts, k=SMALLEST)
    shown = [
        [int(count) if seen else None for count, seen in zip(line, mask, strict=True)]
        for line, mask in zip(table.counts, table.shown, strict=True)
    ]
    return [WardCount(ward, tuple(line[:-1]), line[-1]) for ward, line in zip([*wards, ""], shown, strict=True)]


def counts_by_provider() -> list[tuple[UUID, str, int]]:
    """Published failures: (provider, service type, how many), the most first."""
    rows = Failure.objects.filter(state=Failure.State.PUBLISHED).order_by()
    found = rows.values_list("provider_id", "service_type").annotate(n=Count("id"))
    return sorted(((p, s, n) for p, s, n in found), key=lambda item: (-item[2], str(item[0]), item[1]))
