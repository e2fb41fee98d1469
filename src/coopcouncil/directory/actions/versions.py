"""Keeping what a record was and became, with each change of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain import changing
from coopcouncil.directory.models import Version
from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor


@dataclass(frozen=True)
class Change:
    """What a change did to a record; `number` is the version that it made."""

    kind: str
    record_id: UUID
    number: int
    verb: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def keep(actor: Actor, change: Change, *, now: datetime, reason: str = "", organisation_id: UUID | None = None) -> None:
    """Write a version. Nobody’s name goes into it, and nothing of a confidential place."""
    _role, acting_for = audit.acting(actor, organisation_id)
    Version.objects.create(
        record_kind=change.kind, record_id=change.record_id, number=change.number, verb=change.verb,
        before={name: changing.kept(name, value) for name, value in change.before.items()},
        after={name: changing.kept(name, value) for name, value in change.after.items()},
        reason=reason, made_by_id=actor.account_id, made_for_id=acting_for, made_at=now,
    )  # fmt: skip
