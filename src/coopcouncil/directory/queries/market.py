"""The mixed market: who answers for how many open services, how they are run, and were run."""

from django.db.models import Count, Q, QuerySet

from coopcouncil.directory.domain.market import Held, Run
from coopcouncil.directory.models import DeliveryModelSpell, Service

# Owned by those who use it or work in it, whatever the law calls it.
SHARED = ("co_operative", "mutual")
_IS_SHARED = Q(delivery_model=Service.DeliveryModel.MUTUAL) | Q(organisation__kind__in=SHARED)


def _open() -> QuerySet[Service]:
    return Service.objects.exclude(status=Service.Status.CLOSED)


def held_by_type() -> list[Held]:
    """How many services of each type each organisation answers for. One query."""
    rows = _open().values_list("service_type", "organisation__name").annotate(count=Count("id"))
    return [Held(*row) for row in rows.order_by("service_type", "organisation__name")]


def providers() -> QuerySet:
    """Who answers for services: code, name, kind, how many services, and of how many types. Rows are mappings."""
    return (
        _open()
        .values("organisation__code", "organisation__name", "organisation__kind")
        .annotate(services=Count("id"), types=Count("service_type", distinct=True))
    )


def counts_by_provider() -> list[int]:
    return [row["services"] for row in providers().order_by()]


def counts_by_model() -> dict[str, tuple[int, int]]:
    """By delivery model: how many services, and how many organisations answer for them."""
    rows = _open().values_list("delivery_model").annotate(Count("id"), Count("organisation", distinct=True)).order_by()
    return {model: (services, bodies) for model, services, bodies in rows}


def count_shared() -> int:
    """Services that a co-operative or a mutual runs."""
    return _open().filter(_IS_SHARED).count()


def runs() -> list[Run]:
    """How each service that is open today was run, as far as it is known. One query."""
    rows = DeliveryModelSpell.objects.exclude(service__status=Service.Status.CLOSED).order_by("starts_on")
    return [Run(*row) for row in rows.values_list("delivery_model", "starts_on", "ends_on")]
