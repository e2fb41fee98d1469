"""The audit trail: one row an action, written in the action's own transaction."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import models, transaction

from coopcouncil.foundation import contributions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import copy_in, insert
from coopcouncil.foundation.models import AccessEntry, AuditRow
from coopcouncil.foundation.requests import current_request_id

Object = models.Model | tuple[str, UUID | None]  # an id is missing only where the verb is about many


def note(actor: Actor, verb: str, obj: Object, *, reason: str = "", on_behalf_of: UUID | None = None) -> UUID:
    """Append a row: who, acting as what, did `verb` to `obj`, and why.

    `obj` is a model instance or (kind, id). `reason` may name ids and codes, never a fact about a person.
    Must be called inside the action's transaction, so that neither is kept without the other.
    """
    row = _row(actor, verb, obj, reason, on_behalf_of)
    insert(row)
    return row.id


def note_all(actor: Actor, verb: str, objects: Iterable[Object], *, reason: str = "") -> list[UUID]:
    """`note` for many objects, in one statement."""
    rows = [_row(actor, verb, obj, reason, None) for obj in objects]
    copy_in(rows)
    return [row.id for row in rows]


def _row(actor: Actor, verb: str, obj: Object, reason: str, on_behalf_of: UUID | None) -> AuditRow:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{verb} was noted outside a transaction.")
    kind, identifier = (obj._meta.label_lower, obj.pk) if isinstance(obj, models.Model) else obj
    return AuditRow(
        actor_kind=actor.kind,
        actor_id=actor.account_id or actor.organisation_id,
        hats=actor.hats(),
        on_behalf_of=on_behalf_of,
        verb=verb,
        object_kind=kind,
        object_id=identifier,
        reason=reason,
        request_id=current_request_id(),
    )


def read(
    actor: Actor,
    verb: str,
    obj: Object,
    *,
    reason: str = "",
    about: Iterable[UUID | None] = (),
    organisation_id: UUID | None = None,
    exceptional: UUID | None = None,
    on_behalf_of: UUID | None = None,
) -> None:
    """Log that personal data was read. Opens its own transaction where there is none.

    `about` are the accounts of the people whose data was shown (None is nobody's): each of them but the reader finds it
    in their account, with the role in which it was read. `organisation_id` is the one for which the reader acted, where
    what was read says so. `verb` must be described in `contributions.reads`.
    """
    with transaction.atomic():
        row = note(actor, verb, obj, reason=reason, on_behalf_of=on_behalf_of)
        _show(actor, verb, [(row, about)], organisation_id, exceptional)


def read_all(
    actor: Actor,
    verb: str,
    readings: Collection[tuple[Object, Iterable[UUID | None]]],
    *,
    reason: str = "",
    organisation_id: UUID | None = None,
) -> None:
    """`read` for many objects, each with whom it is about, in two statements."""
    with transaction.atomic():
        rows = note_all(actor, verb, [obj for obj, _about in readings], reason=reason)
        about = [people for _obj, people in readings]
        _show(actor, verb, list(zip(rows, about, strict=True)), organisation_id, None)


def _show(
    actor: Actor,
    verb: str,
    readings: Collection[tuple[UUID, Iterable[UUID | None]]],
    organisation_id: UUID | None,
    exceptional: UUID | None,
) -> None:
    """Enter each reading, by the id of its audit row, for the people whose data was shown."""
    shown = [
        (row, person)
        for row, about in readings
        for person in sorted({person for person in about if person is not None and person != actor.account_id})
    ]
    if not shown:
        return
    if verb not in contributions.read_verbs():
        raise RuntimeError(f"{verb} reads personal data, and contributions.reads does not say what it is.")
    role, organisation = acting(actor, organisation_id)
    AccessEntry.objects.bulk_create(
        AccessEntry(
            about=person, actor_kind=actor.kind, actor_id=actor.account_id or actor.organisation_id, role=role,
            organisation_id=organisation, verb=verb, exceptional=exceptional, audit_id=row,
        )
        for row, person in shown
    )  # fmt: skip


def acting(actor: Actor, organisation_id: UUID | None) -> tuple[str, UUID | None]:
    """The hat in which somebody acts, and for whom: the roles held in `organisation_id`; where nothing says which, in
    the organisation that comes first by its name. Roles are joined by "+".
    """
    if actor.kind != "person":
        return "", actor.organisation_id
    places = {held.organisation_id for held in actor.roles}
    if organisation_id not in places:
        first = min(actor.roles, key=lambda held: (held.organisation_name, str(held.organisation_id)), default=None)
        organisation_id = first.organisation_id if first else None
    hats = sorted(held.role for held in actor.roles if held.organisation_id == organisation_id)
    return "+".join(hats)[:80], organisation_id
