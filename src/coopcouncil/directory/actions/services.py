"""Adding a service, changing its record, and saying that it is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from coopcouncil.directory import queries
from coopcouncil.directory.actions import spells
from coopcouncil.directory.actions.confiding import refuse_what_is_confidential
from coopcouncil.directory.actions.parts import write
from coopcouncil.directory.actions.proposing import Edited, propose
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.domain import catalogue, changing
from coopcouncil.directory.domain.assurance import next_due
from coopcouncil.directory.events import ServiceAdded, ServiceAssured, ServiceEdited
from coopcouncil.directory.models import Service, ServiceArea
from coopcouncil.foundation import audit, clock, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.permissions import allowed, require
from coopcouncil.kernel.errors import BadInput, Conflict


@dataclass(frozen=True)
class Changes:
    """New values of a record, by the names of `record.Service`. Only these may be changed by an edit.

    Lists (hours, costs, …) are given whole, each row a mapping of its fields; see `domain.changing`.
    """

    values: Mapping[str, Any] = field(default_factory=dict)

    EDITABLE = changing.EDITABLE

    def __post_init__(self) -> None:
        if strange := sorted(set(self.values) - self.EDITABLE):
            raise BadInput(f"A service’s {', '.join(strange)} cannot be changed here.")


class EditConflict(Conflict):
    """Two people changed the same: nothing was written. `kept` is what stands now, `given` what was sent, by name."""

    def __init__(self, *, version: int, kept: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self.version, self.kept, self.given = version, dict(kept), dict(given)
        names = ", ".join(str(changing.WORDS[name]).lower() for name in sorted(kept))
        super().__init__(
            f"Somebody else changed this record while you were writing: {names}. Their words were kept, and yours are "
            "still in the form. Read both, then send yours again if they are right."
        )


def add_service(
    *,
    actor: Actor,
    code: str,
    service_type: str,
    organisation_id: UUID,
    changes: Changes,
    ward_ids: Sequence[UUID] = (),
    now: datetime | None = None,
) -> UUID:
    """Put a service into the directory; without wards it is for the whole borough. Returns its id.

    Raises NotAllowed, BadInput (unknown type, a value that cannot be), Conflict (the code is taken).
    """
    now = now or clock.now()
    columns = {name: value for name, value in changes.values.items() if name in changing.COLUMNS}
    with transaction.atomic():
        service = Service(code=code, service_type=service_type, organisation_id=organisation_id, **columns)
        require(actor, "directory.add", service)
        if service_type not in catalogue.shipped_catalogue():
            raise BadInput(
                f"“{service_type}” is no type of service that we know.",
                place="service_type",
                mend="Choose one of the catalogue.",
            )
        if queries.code_is_taken(code):
            raise Conflict(f"Another service already has the code {code}.")
        check(service)
        refuse_what_is_confidential(service, changes.values)
        service.save(force_insert=True)
        ServiceArea.objects.bulk_create(ServiceArea(service=service, area_id=ward) for ward in dict.fromkeys(ward_ids))
        for name in sorted(set(changes.values) & changing.PARTS):
            write(service, name, changes.values[name])
        spells.begin(service, since=_since(changes.values, now))
        after = changing.snapshot(queries.service_record(service_id=service.id), changes.values)
        keep(actor, Change("service", service.id, 1, "added", {}, after), now=now, organisation_id=organisation_id)
        audit.note(actor, "directory.service_added", service)
        events.emit(ServiceAdded(service.id, organisation_id))
    return service.id


def edit_service(
    *,
    actor: Actor,
    service_id: UUID,
    changes: Changes,
    version: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Edited:
    """Change a record. What matters waits for the council, unless whoever edits may approve it; the rest is live.

    An edit of nothing but what is the council’s to say (`changing.COUNCILS`) asks for its permission instead.

    `version` is the one that was read: what somebody else changed since then is neither lost nor undone. With nothing
    changed, nothing is written. Raises NotAllowed, NotFound, BadInput, EditConflict.
    """
    now = now or clock.now()
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        councils = bool(changes.values) and set(changes.values) <= changing.COUNCILS
        require(actor, "directory.approve" if councils else "directory.edit", service)
        held = changing.snapshot(queries.service_record(service_id=service_id))
        wanted = _wanted(service, held, changes, version)
        waiting = {} if allowed(actor, "directory.approve", service) else _of(wanted, changing.MATTERS)
        live = {name: value for name, value in wanted.items() if name not in waiting}
        _try(service, live, waiting)
        if live:
            put(actor, service, live, held, verb="edited", reason=reason, now=now)
        before = {name: held[name] for name in waiting if name != changing.SINCE}
        proposal = propose(actor, service, before, waiting, reason=reason, now=now) if waiting else None
    return Edited(tuple(sorted(live)), tuple(sorted(waiting)), proposal)


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
        service.assured_on, service.due_on, service.unconfirmed = today, due, False
        service.save(update_fields=["assured_on", "due_on", "unconfirmed"])
        audit.note(actor, "directory.service_assured", service)
        events.emit(ServiceAssured(service.id, today, due))
    return due


def put(
    actor: Actor,
    service: Service,
    values: Mapping[str, Any],
    held: Mapping[str, Any],
    *,
    verb: str,
    reason: str,
    now: datetime,
) -> None:
    """Write new values into a locked record, with its version, audit row and event; for actions of this room."""
    columns = sorted(set(values) & changing.COLUMNS)
    for name in columns:
        setattr(service, name, values[name])
    check(service)
    service.version, service.updated_at = service.version + 1, now
    service.save(update_fields=[*columns, "version", "updated_at"])
    for name in sorted(set(values) & changing.PARTS):
        write(service, name, values[name])
    if "delivery_model" in values:
        spells.change(service, was=held["delivery_model"], since=_since(values, now), reason=reason)
    if "scope" in values:
        spells.decide_scope(actor, service, reason=reason, today=now.astimezone(LONDON).date())
    names = set(values) - {changing.SINCE}
    after = changing.snapshot(queries.service_record(service_id=service.id), names)
    before = {name: held[name] for name in names}
    keep(
        actor, Change("service", service.id, service.version, verb, before, after), now=now, reason=reason,
        organisation_id=service.organisation_id,
    )  # fmt: skip
    audit.note(actor, "directory.service_edited", service, reason=", ".join(sorted(values)))
    events.emit(ServiceEdited(service.id, tuple(sorted(values))))


def check(service: Service) -> None:
    """Raise BadInput, naming the field, for a value that the record cannot hold."""
    if not (service.phone or service.email or service.website):
        raise BadInput(
            "People must be able to reach the service.",
            place="phone",
            mend="Give a phone number, an e-mail address or a website.",
        )
    try:
        service.clean_fields(exclude={"organisation", "owner"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], place=name) from None


def _wanted(service: Service, held: Mapping[str, Any], changes: Changes, version: int | None) -> dict[str, Any]:
    """What whoever edits changed, as JSON holds it. Raises EditConflict where somebody else changed the same."""
    given = {name: changing.plain(value) for name, value in changes.values.items()}
    since = given.pop(changing.SINCE, None)
    base = dict(held)
    if version is not None and version < service.version:
        base = changing.as_it_was(held, queries.values_before(service.id, after_version=version))
    own, both = changing.clashing(base, held, given)
    if both:
        raise EditConflict(
            version=service.version,
            kept={name: held[name] for name in both},
            given={name: given[name] for name in both},
        )
    wanted = {name: value for name, value in own.items() if held.get(name) != value}
    return wanted | ({changing.SINCE: since} if since and "delivery_model" in wanted else {})


def _try(service: Service, live: Mapping[str, Any], waiting: Mapping[str, Any]) -> None:
    """Raise BadInput now, not at approval, for what the record could not hold."""
    as_if = Service(**{item.attname: getattr(service, item.attname) for item in Service._meta.concrete_fields})
    for name in {*live, *waiting} & changing.COLUMNS:
        setattr(as_if, name, {**live, **waiting}[name])
    check(as_if)
    refuse_what_is_confidential(service, {**live, **waiting})
    with transaction.atomic():
        for name in set(waiting) & changing.PARTS:
            write(service, name, waiting[name])
        transaction.set_rollback(True)


def _of(values: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


def _since(values: Mapping[str, Any], now: datetime) -> date:
    given = values.get(changing.SINCE)
    if given is None:
        return now.astimezone(LONDON).date()
    return given if isinstance(given, date) else date.fromisoformat(given)
