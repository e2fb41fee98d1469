"""Prometheus metrics: what this process served, and the state of the queue as the database has it."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

from coopcouncil.foundation import clock

registry = CollectorRegistry()
_requests = Counter(
    "coopcouncil_requests_total", "Requests answered.", ["method", "route", "status"], registry=registry
)
_seconds = Histogram("coopcouncil_request_seconds", "Time to answer a request.", ["route"], registry=registry)


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. `route` is the pattern, so that no id or search term becomes a label."""
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


class _Queue:
    """Gauges read from the database when they are asked for."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        # The models are ready only after start-up.
        from coopcouncil.foundation import contributions, outbox, sealer

        state = outbox.state(clock.now())
        yield GaugeMetricFamily("coopcouncil_outbox_waiting", "Outbox entries not yet carried.", value=state.waiting)
        yield GaugeMetricFamily(
            "coopcouncil_outbox_oldest_seconds", "Age of the oldest overdue entry.", value=state.oldest_seconds
        )
        yield GaugeMetricFamily("coopcouncil_outbox_given_up", "Entries that need a person.", value=state.given_up)
        yield GaugeMetricFamily(
            "coopcouncil_audit_unsealed_seconds",
            "Age of the oldest row of the audit trail that is not sealed.",
            value=sealer.oldest_unsealed_seconds(clock.now()),
        )
        yield GaugeMetricFamily(
            "coopcouncil_audit_unexported",
            "Checkpoints of the audit trail that are not exported.",
            value=sealer.unexported(Path(settings.AUDIT_CHECKPOINTS)),
        )
        for contributed in contributions.gauges:
            for gauge in contributed(clock.now()):
                yield GaugeMetricFamily(gauge.name, gauge.help, value=gauge.value)
        if state.heartbeat_seconds is not None:
            yield GaugeMetricFamily(
                "coopcouncil_worker_heartbeat_seconds", "Since the last heartbeat.", value=state.heartbeat_seconds
            )

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return []  # keeps the registry from reading the database at import


registry.register(_Queue())


def exposition() -> bytes:
    """The metrics in Prometheus's text format."""
    return generate_latest(registry)
