"""Adding a service, changing its record, and saying that it is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from coopcouncil.directory import queries
from coopcouncil.directory.domain import catalogue
from coopcouncil.directory.domain.assurance import next_due
from coopcouncil.directory.events import ServiceAdded, ServiceAssured, ServiceEdited
from coopcouncil.directory.models import Service, ServiceArea
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict


@dataclass(frozen=True)
class Changes:
    """New values of a record, by the names of the model's fields. Only these may be changed by an edit."""

    values: Mapping[str, Any] = field(default_factory=dict)

    EDITABLE = frozenset(
        {
            "name", "summary", "description", "delivery_model", "scope", "outcome", "phone", "email", "website",
            "opening_hours", "cost", "status",
        }
    )  # fmt: skip

    def __post_init__(self) -> None:
        if strange := sorted(set(self.values) - self.EDITABLE):
            raise BadInput(f"A service’s {', '.join(strange)} cannot be changed here.")


def add_service(
    *,
    actor: Actor,
    code: str,
    service_type: str,
    organisation_id: UUID,
    changes: Changes,
    ward_ids: Sequence[UUID] = (),
) -> UUID:
    """Put a service into the directory; without wards it is for the whole borough. Returns its id.

    Raises NotAllowed, BadInput (unknown type, a value that cannot be), Conflict (the code is taken).
    """
    with transaction.atomic():
        service = Service(code=code, service_type=service_type, organisation_id=organisation_id, **changes.values)
        require(actor, "directory.add", service)
        if service_type not in catalogue.shipped_catalogue():
            raise BadInput(
                f"“{service_type}” is no type of service that we know.",
                place="service_type",
                mend="Choose one of the catalogue.",
            )
        if queries.code_is_taken(code):
            raise Conflict(f"Another service already has the code {code}.")
        _check(service)
        service.save(force_insert=True)
        ServiceArea.objects.bulk_create(ServiceArea(service=service, area_id=ward) for ward in dict.fromkeys(ward_ids))
        audit.note(actor, "directory.service_added", service)
        events.emit(ServiceAdded(service.id, organisation_id))
    return service.id


def edit_service(*, actor: Actor, service_id: UUID, changes: Changes) -> tuple[str, ...]:
    """Change a record. Returns the names of the fields that changed, sorted; none, and nothing is written.

    Raises NotAllowed, NotFound, BadInput.
    """
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        require(actor, "directory.edit", service)
        changed = tuple(sorted(name for name, value in changes.values.items() if getattr(service, name) != value))
        if not changed:
            return ()
        for name in changed:
            setattr(service, name, changes.values[name])
        _check(service)
        service.save(update_fields=changed)
        audit.note(actor, "directory.service_edited", service, reason=", ".join(changed))
        events.emit(ServiceEdited(service.id, changed))
    return changed


def assure_service(*, actor: Actor, service_id: UUID, today: date) -> date:
    """Confirm that a service's record is right. Returns the day by which it must be confirmed again.

    Raises NotAllowed, NotFound, Conflict (the service is closed).
    """
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        require(actor, "directory.assure", service)
        if service.status == Service.Status.CLOSED:
            raise Conflict("This service is closed, so there is nothing to confirm.")
        due = next_due(today)
        service.assured_on, service.due_on = today, due
        service.save(update_fields=["assured_on", "due_on"])
        audit.note(actor, "directory.service_assured", service)
        events.emit(ServiceAssured(service.id, today, due))
    return due


def _check(service: Service) -> None:
    """Raise BadInput, naming the field, for a value that the record cannot hold."""
    if not (service.phone or service.email or service.website):
        raise BadInput(
            "People must be able to reach the service.",
            place="phone",
            mend="Give a phone number, an e-mail address or a website.",
        )
    try:
        service.clean_fields(exclude={"organisation"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], place=name) from error
