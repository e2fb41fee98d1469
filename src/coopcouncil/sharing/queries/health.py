"""How the servers of organisations do, and figures of delivering for whoever watches over the platform."""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q

from coopcouncil.foundation.contributions import Gauge
from coopcouncil.sharing.domain.watching import shipped_watch
from coopcouncil.sharing.models import Delivery, Endpoint, ServerHealth
from coopcouncil.sharing.queries.watching import stuck, unrung, untriaged_count


def health(endpoint: Endpoint | None, server: ServerHealth | None) -> str:
    """How an organisation's own server does: "well", "failing", "paused" or "off"; "none" where it has no server."""
    if endpoint is None or endpoint.route != Delivery.Route.WEBHOOK:
        return "none"
    if endpoint.disabled_at:
        return "off"
    if server is None or not server.failures:
        return "well"
    return "paused" if server.paused_until else "failing"


def servers_in_trouble() -> list[tuple[str, str]]:
    """Each organisation whose server is paused or switched off: its name, and "paused" or "off"; by name."""
    paused = ServerHealth.objects.filter(organisation_id=OuterRef("organisation_id"), paused_until__isnull=False)
    found = (
        Endpoint.objects.filter(Q(disabled_at__isnull=False) | Exists(paused), route=Delivery.Route.WEBHOOK)
        .select_related("organisation")
        .defer("secret", "old_secret")
        .order_by("organisation__name")
    )
    return [(endpoint.organisation.name, "off" if endpoint.disabled_at else "paused") for endpoint in found]


def gauges(now: datetime) -> list[Gauge]:
    """Figures of delivering, about nobody. Six queries."""
    states = Delivery.objects.aggregate(
        waiting=Count("id", filter=Q(state__in=["queued", "retrying"])), dead=Count("id", filter=Q(state="dead"))
    )
    paused = ServerHealth.objects.filter(paused_until__isnull=False).count()
    off = Endpoint.objects.filter(disabled_at__isnull=False).count()
    rung = bool(settings.DEMO or (settings.DUTY_GATEWAY_URL and settings.DUTY_PHONE))
    due = now - shipped_watch().ring_again
    return [
        Gauge("coopcouncil_deliveries_waiting", "Notices not yet delivered.", states["waiting"]),
        Gauge("coopcouncil_deliveries_dead", "Notices that could not be delivered.", states["dead"]),
        Gauge("coopcouncil_servers_paused", "Organisations to whose server nothing is posted for a while.", paused),
        Gauge("coopcouncil_servers_off", "Organisations whose server said that it is gone.", off),
        Gauge("coopcouncil_deliveries_unowned", "Stuck notices that nobody owns.", stuck().filter(owner=None).count()),
        Gauge("coopcouncil_untriaged", "Notices that may speak of harm and nobody trained has.", untriaged_count()),
        Gauge("coopcouncil_duty_connected", "Whether anybody is rung in an emergency: 1 or 0.", rung),
        Gauge("coopcouncil_duty_unrung", "Emergencies for which nobody could be rung.", unrung(due)),
    ]
