"""Who runs a service changes: a community takes it over, or the council takes it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.directory import queries
from coopcouncil.directory.actions import spells
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.domain import changing
from coopcouncil.directory.events import ServiceEdited
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.clock import LONDON
from coopcouncil.kernel.errors import BadInput


def change_hands(
    *, actor: Actor, service_id: UUID, organisation_id: UUID, owner_id: UUID, delivery_model: str, reason: str,
    now: datetime, alert: str | None = None,
) -> None:  # fmt: skip
    """Let another organisation run a service, from now on; `owner_id` stays accountable for it.

    Who may is asked by whoever calls, inside their transaction. What comes in for the service, and whoever keeps its
    record, is of the new organisation at once. `alert` is what people must know before they come; None: as it was.
    Raises NotFound, BadInput.
    """
    service = queries.service_for_update(service_id)
    if queries.confidential_location_of(service.code) is not None:
        raise BadInput(
            "This service has a confidential place, which only who runs it now may know. It was not handed over."
        )
    held = _now(service_id)
    service.organisation_id = organisation_id
    service.owner_id = owner_id if owner_id != organisation_id else None
    service.delivery_model = delivery_model
    service.alert = service.alert if alert is None else alert[:300]
    service.version, service.updated_at = service.version + 1, now
    service.save(update_fields=["organisation", "owner", "delivery_model", "alert", "version", "updated_at"])
    spells.change_hands(service, was=held["delivery_model"], since=now.astimezone(LONDON).date(), reason=reason)
    became = _now(service_id)
    keep(
        actor, Change("service", service.id, service.version, "edited", held, became), now=now, reason=reason,
        organisation_id=organisation_id,
    )  # fmt: skip
    audit.note(actor, "directory.service_changed_hands", service, reason=reason[:200])
    events.emit(ServiceEdited(service.id, tuple(sorted(became))))


def _now(service_id: UUID) -> dict[str, Any]:
    record = queries.service_record(service_id=service_id)
    return {**changing.snapshot(record, ["owner", "delivery_model", "alert"]), "organisation": record.organisation.name}
