"""Reads: unit costs and published appraisals."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import connection
from django.db.models import Case, DecimalField, ExpressionWrapper, F, Q, QuerySet, Value, When

from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.reviews.domain.tables import Deflators
from coopcouncil.reviews.models import Appraisal, UnitCost, UnitCostLoad
from coopcouncil.reviews.permissions import PUBLISHERS

_LOADING_LOCK = 0x7265_7669_6577


def wait_for_other_loads() -> None:
    """Inside a transaction: one load at a time; the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOADING_LOCK])


def unit_costs(deflators: Deflators) -> QuerySet[UnitCost]:
    """All of them, each with `uplifted`: about what it is in prices of the newest year, to sort a list by."""
    newest = deflators.index[deflators.newest]
    factors = [
        When(price_year=year, then=Value(Decimal(round(newest / index * 10**9)) / 10**9))
        for year, index in deflators.index.items()
    ]
    number = DecimalField(max_digits=40, decimal_places=9)
    factor = Case(*factors, default=Value(None), output_field=number)
    return UnitCost.objects.select_related("load").annotate(
        uplifted=ExpressionWrapper(F("pence") * factor, output_field=number)
    )


def unit_costs_by_key(keys: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], UnitCost]:
    """Those of these categories, codes and names that there are."""
    wanted = set(keys)
    found = UnitCost.objects.filter(code__in={code for _category, code, _name in wanted})
    return {key: row for row in found if (key := (row.category, row.code, row.name)) in wanted}


def unit_cost(slug: str) -> UnitCost:
    """Raises NotFound."""
    found = UnitCost.objects.select_related("load").filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such unit cost.")
    return found


def choices(field: str) -> list[tuple[str, str]]:
    """What stands in a column of the unit costs, to filter by."""
    found = UnitCost.objects.order_by(field).values_list(field, flat=True).distinct()
    return [(str(value), str(value)) for value in found if value]


def newest_load() -> UnitCostLoad | None:
    return UnitCostLoad.objects.order_by("-loaded_at").first()


def appraisals() -> QuerySet[Appraisal]:
    """All that are published, the withdrawn ones too."""
    return Appraisal.objects.select_related("organisation").defer("case_text", "ranges_text")


def appraisal(reference: str) -> Appraisal:
    """Raises NotFound."""
    found = Appraisal.objects.select_related("organisation").filter(reference=reference).first()
    if found is None:
        raise NotFound("There is no such appraisal.")
    return found


def appraisal_for_update(reference: str) -> Appraisal:
    """Locked until the transaction ends. Raises NotFound."""
    found = Appraisal.objects.select_for_update().filter(reference=reference).first()
    if found is None:
        raise NotFound("There is no such appraisal.")
    return found


def appraisals_with(words: Iterable[str]) -> list[Appraisal]:
    """Those not withdrawn whose title or summary has each of these words, the newest first; ten at most."""
    found = appraisals().filter(withdrawn_at__isnull=True)
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return list(found.order_by("-published_at")[:10])


def may_publish_for(actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of the organisations for which somebody may publish appraisals, by name."""
    held = actor.organisations_for(*PUBLISHERS) if actor.kind == "person" else frozenset()
    return [(str(item.id), item.name) for item in people.organisations(held)] if held else []
