"""Is the process alive, is it ready, and what are its figures?"""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare

from coopcouncil.foundation import contributions, metrics, outbox
from coopcouncil.foundation.contributions import Health
from coopcouncil.foundation.models import Marker
from coopcouncil.foundation.permissions import allowed, permission, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotAllowed

HEARTBEAT_LIMIT_SECONDS = 30
QUEUE_LIMIT_SECONDS = 300
DEMO_LOADED = "demo-loaded"

permission(
    "foundation.see_figures",
    door=lambda actor: actor.has_role(Role.ADMINISTRATOR) or actor.kind == "operator",
    says="read the platform's own operating figures",
)


@requires("public")
def healthz(request: Request) -> HttpResponse:
    """The process answers. It asks nothing of anything else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _health(request: Request) -> list[Health]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state = outbox.state(request.now)
        loaded = not settings.DEMO or Marker.objects.filter(name=DEMO_LOADED).exists()
    except DatabaseError as error:
        return [Health("database", False, type(error).__name__)]
    beat = state.heartbeat_seconds
    return [
        Health("database", True, "answers"),
        Health("demo", loaded, "loaded" if loaded else "still being loaded"),
        Health(
            "worker",
            beat is not None and beat < HEARTBEAT_LIMIT_SECONDS,
            "no heartbeat yet" if beat is None else f"heartbeat {beat:.0f} s ago",
        ),
        Health("queue", state.oldest_seconds < QUEUE_LIMIT_SECONDS, _queue_in_words(state)),
        *(check(request.now) for check in contributions.health),
    ]


def _queue_in_words(state: outbox.State) -> str:
    words = f"oldest due row {state.oldest_seconds:.0f} s"
    return f"{words}, {state.given_up} given up" if state.given_up else words


@requires("public")
def readyz(request: Request) -> JsonResponse:
    """200 when the database answers, a worker lives, the queue moves and the demo (if any) is fully loaded."""
    checks = _health(request)
    body = {check.name: {"ok": check.ok, "detail": check.detail} for check in checks}
    return JsonResponse(body, status=200 if all(check.ok for check in checks) else 503)


@requires("public")
def show_metrics(request: Request) -> HttpResponse:
    """Prometheus metrics, for an administrator or whoever holds the metrics token."""
    offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
    held = settings.METRICS_TOKEN
    if not (held and constant_time_compare(offered, held)) and not allowed(request.actor, "foundation.see_figures"):
        raise NotAllowed("foundation.see_figures", about_object=False)
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
