"""Where services are given, for other contexts."""

from collections.abc import Iterable

from coopcouncil.directory.actions.changing_hands import change_hands
from coopcouncil.directory.models import AccessPoint
from coopcouncil.directory.queries import provided_at
from coopcouncil.directory.queries.provided_at import ServicePlace
from coopcouncil.directory.queries.services import ServiceRow

__all__ = ["ServicePlace", "change_hands", "kinds_of_place", "open_service", "service_places"]


def service_places(*, service_types: Iterable[str] = (), kind: str = "") -> list[ServicePlace]:
    """Open services of these types, or at access points of a kind, with where they are given; no confidential place."""
    return provided_at.service_places(service_types=service_types, kind=kind)


def open_service(code: str) -> ServiceRow | None:
    """The service of this code; None where there is none, or it has closed."""
    return provided_at.open_service(code)


def kinds_of_place() -> dict[str, str]:
    """The kinds of access point, code → words."""
    return {value: str(label) for value, label in AccessPoint.Kind.choices}
