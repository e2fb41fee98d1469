"""What tests of reports need: bodies that are responsible, somebody who reports, and a worker's round."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from coopcouncil.casework.actions import reporting
from coopcouncil.casework.actions.reporting import Told
from coopcouncil.casework.models import Report, ReportPart
from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.actors import Actor
from coopcouncil.people.models import Organisation
from coopcouncil.people.public import council

SOMEWHERE = (-0.62, 53.02)
SOMEBODY = Actor(kind="anonymous", session_key="a-browser-of-nobodys")
TOLD: dict[str, Any] = {"category": "bus-stop", "longitude": SOMEWHERE[0], "latitude": SOMEWHERE[1]}


def body(code: str, kind: str = "company") -> UUID:
    """An organisation of that code; made where there is none."""
    found, _made = Organisation.objects.get_or_create(code=code, defaults={"name": code.title(), "kind": kind})
    return found.id


def council_id() -> UUID:
    found = council()
    assert found is not None
    return found.id


def tell(
    actor: Actor = SOMEBODY, *, now: datetime | None = None, sent_as: UUID | None = None, **changes: Any
) -> Report:
    """Report a broken bus shelter, which is for two bodies."""
    made = reporting.report(
        actor=actor,
        told=Told(**{**TOLD, "description": "Glass on the seat.", **changes}),
        channel="web",
        sent_as=sent_as,
        now=now or clock.now(),
    )
    return Report.objects.get(id=made)


def states(report: Report) -> dict[str, str]:
    """Each body's own state, by its code."""
    return dict(ReportPart.objects.filter(report=report).values_list("organisation__code", "state"))


def carry(now: datetime, after: timedelta = timedelta(0)) -> int:
    """Everything that is due, as a worker carries it. Returns how much."""
    at: Callable[[], datetime] = lambda: now + after  # noqa: E731
    count = 0
    while outbox.carry_one(clock=at):
        count += 1
    return count


def software_of(organisation_id: UUID) -> Actor:
    return Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset({"reports"}))
