"""The audit trail: one row an action, written in the action's own transaction."""

from uuid import UUID

from django.db import models, transaction

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import insert
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.requests import current_request_id

Object = models.Model | tuple[str, UUID | None]  # an id is missing only where the verb is about many


def note(actor: Actor, verb: str, obj: Object, *, reason: str = "", on_behalf_of: UUID | None = None) -> UUID:
    """Append a row: who, acting as what, did `verb` to `obj`, and why.

    `obj` is a model instance or (kind, id). `reason` may name ids and codes, never a fact about a person.
    Must be called inside the action's transaction, so that neither is kept without the other.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{verb} was noted outside a transaction.")
    kind, identifier = (obj._meta.label_lower, obj.pk) if isinstance(obj, models.Model) else obj
    row = AuditRow(
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
    insert(row)
    return row.id


def read(actor: Actor, verb: str, obj: Object, *, reason: str = "") -> None:
    """Log that personal data was read. Opens its own transaction where there is none."""
    with transaction.atomic():
        note(actor, verb, obj, reason=reason)
