"""Where organisations take their notices, and whose key is whose."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import connection as database

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import only_row
from coopcouncil.foundation.remembered import remembered
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.owners import KEY_PREFIX, digest
from coopcouncil.sharing.models import AgencyKey, Delivery, Endpoint, ServerHealth
from coopcouncil.sharing.queries import words
from coopcouncil.sharing.queries.health import health

# Asked at every request of a program, so its SQL is written out and not made anew each time.
_OWNER = """
    SELECT k.id, k.organisation_id, o.name, k.scopes
    FROM sharing_agency_key k JOIN people_organisation o ON o.id = k.organisation_id
    WHERE k.digest = %s AND k.revoked_at IS NULL
"""


@dataclass(frozen=True)
class ConnectionRow:
    """One organisation and how it takes its notices. `keys` counts those that work; `health` is as in `health`."""

    organisation_id: UUID
    organisation: str
    route: str
    route_words: str
    address: str
    keys: int
    health: str


@dataclass(frozen=True)
class KeyView:
    id: UUID
    name: str
    prefix: str
    scope_words: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class ConnectionView:
    """How one organisation takes its notices; never its secrets."""

    organisation_id: UUID
    organisation: str
    route: str
    route_words: str
    url: str
    email: str
    has_secret: bool
    old_secret_until: datetime | None
    concurrency: int
    thin: bool
    disabled_at: datetime | None
    health: str
    failures: int
    failing_since: datetime | None
    paused_until: datetime | None
    keys: tuple[KeyView, ...]


def routes_for(organisation_ids: Collection[UUID]) -> dict[UUID, str]:
    """The route of each organisation that has chosen one."""
    return {
        organisation_id: route for organisation_id, route in _routes().items() if organisation_id in organisation_ids
    }


@remembered("sharing_endpoint")
def _routes() -> Mapping[UUID, str]:
    found = Endpoint.objects.only("organisation_id", "route", "disabled_at")
    return MappingProxyType({endpoint.organisation_id: endpoint.route_now for endpoint in found})


def endpoint_for(organisation_id: UUID) -> Endpoint | None:
    return only_row(Endpoint, "organisation_id = %s", [organisation_id])


def _words(route: str) -> str:
    return str(Delivery.Route(route).label)


def connection_rows() -> list[ConnectionRow]:
    """Every organisation, by name; as many queries for one as for hundreds."""
    endpoints = {endpoint.organisation_id: endpoint for endpoint in Endpoint.objects.defer("secret", "old_secret")}
    keys: dict[UUID, int] = {}
    for organisation_id in AgencyKey.objects.filter(revoked_at__isnull=True).values_list("organisation_id", flat=True):
        keys[organisation_id] = keys.get(organisation_id, 0) + 1
    servers = {server.organisation_id: server for server in ServerHealth.objects.all()}
    rows = []
    for body in people.organisations():
        endpoint = endpoints.get(body.id)
        route = endpoint.route if endpoint else Delivery.Route.INBOX.value
        address = (endpoint.url or endpoint.email) if endpoint else ""
        does = health(endpoint, servers.get(body.id))
        rows.append(ConnectionRow(body.id, body.name, route, _words(route), address, keys.get(body.id, 0), does))
    return rows


def connection(organisation_id: UUID) -> ConnectionView:
    """One organisation's connection. Raises NotFound."""
    name, endpoint = people.organisation(organisation_id).name, endpoint_for(organisation_id)
    server = ServerHealth.objects.filter(organisation_id=organisation_id).first()
    route = endpoint.route if endpoint else Delivery.Route.INBOX.value
    return ConnectionView(
        organisation_id=organisation_id,
        organisation=name,
        route=route,
        route_words=_words(route),
        url=endpoint.url if endpoint else "",
        email=endpoint.email if endpoint else "",
        has_secret=bool(endpoint and endpoint.secret),
        old_secret_until=endpoint.old_secret_until if endpoint else None,
        concurrency=endpoint.concurrency if endpoint else 1,
        thin=bool(endpoint and endpoint.thin),
        disabled_at=endpoint.disabled_at if endpoint else None,
        health=health(endpoint, server),
        failures=server.failures if server else 0,
        failing_since=server.failing_since if server else None,
        paused_until=server.paused_until if server else None,
        keys=tuple(
            KeyView(key.id, key.name, key.prefix, words.scopes_in_words(key.scopes), key.created_at, key.revoked_at)
            for key in AgencyKey.objects.filter(organisation_id=organisation_id).order_by("-created_at", "id")
        ),
    )


def key_owner(key: str) -> Actor | None:
    """The organisation whose key this is, as an actor; None when it is nobody's or was revoked."""
    if not key.startswith(KEY_PREFIX):
        return None
    with database.cursor() as cursor:
        cursor.execute(_OWNER, [digest(key)])
        found = cursor.fetchone()
    if found is None:
        return None
    key_id, organisation_id, name, scopes = found
    return Actor(
        kind="agency",
        organisation_id=organisation_id,
        name=name,
        key_id=key_id,
        scopes=frozenset(json.loads(scopes)),
    )
