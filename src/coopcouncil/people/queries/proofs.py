"""Reads of proofs of identity and of codes that went by post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound
from coopcouncil.kernel.persons import Person
from coopcouncil.people.domain import identity
from coopcouncil.people.domain.identity import Proved
from coopcouncil.people.models import Grant, IdentityProof, Organisation, PostedCode

ASSISTING_ROLES = (Role.FRONT_LINE_OFFICER, Role.CASE_OWNER)


@dataclass(frozen=True)
class ProofView:
    """A proof as its person sees it. `last_day` is the last on which it counts."""

    id: UUID
    level: str
    level_label: str
    how: str
    how_label: str
    proved_at: datetime
    last_day: date | None
    holds: bool
    disputed: bool
    seen_at: str
    documents: tuple[str, ...]
    name_there: str
    born_there: date | None


@dataclass(frozen=True)
class OpenCode:
    """A code that is on its way by post."""

    sent_at: datetime
    until: datetime
    tries_left: int


def _counting(account_id: UUID, today: date) -> QuerySet[IdentityProof]:
    return IdentityProof.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=today),
        account=account_id,
        disputed_at__isnull=True,
        ended_at__isnull=True,
    )


def held(account_id: UUID, today: date) -> tuple[Proved, ...]:
    """The proofs that hold on `today`, each with whom it proved, the highest first. One query."""
    rows = _counting(account_id, today).order_by("-proved_at", "id")
    found = [Proved(row.level, _person(row.detail or {})) for row in rows]
    return tuple(sorted(found, key=lambda proof: identity.LEVELS.index(proof.level), reverse=True))


def _person(detail: Mapping[str, Any]) -> Person | None:
    name = str(detail.get("name", ""))
    return Person(name, identity.day(detail.get("born_on"))) if name else None


def level_held(account_id: UUID, today: date) -> str:
    """The highest level of the proofs that hold on `today`. One query."""
    return identity.highest(_counting(account_id, today).values_list("level", flat=True))


def proofs(account_id: UUID, today: date) -> list[ProofView]:
    """Every proof of one person, the newest first, those that no longer count among them. One query."""
    rows = IdentityProof.objects.filter(account=account_id).select_related("organisation").order_by("-proved_at", "id")
    return [_seen(row, today) for row in rows]


def _seen(row: IdentityProof, today: date) -> ProofView:
    detail = row.detail or {}
    return ProofView(
        id=row.id,
        level=row.level,
        level_label=str(row.get_level_display()),
        how=row.how,
        how_label=str(row.get_how_display()),
        proved_at=row.proved_at,
        last_day=row.expires_on - timedelta(days=1) if row.expires_on else None,
        holds=identity.holds(row.expires_on, today) and row.disputed_at is None and row.ended_at is None,
        disputed=row.disputed_at is not None,
        seen_at=row.organisation.name if row.organisation else "",
        documents=tuple(detail.get("documents", ())),
        name_there=str(detail.get("name", "")),
        born_there=identity.day(detail.get("born_on")),
    )


def proof(proof_id: UUID) -> IdentityProof:
    """Raises NotFound."""
    return _found(IdentityProof.objects.filter(id=proof_id).first())


def proof_for_update(proof_id: UUID) -> IdentityProof:
    """Locked until the transaction ends. Raises NotFound."""
    return _found(IdentityProof.objects.select_for_update().filter(id=proof_id).first())


def _found(row: IdentityProof | None) -> IdentityProof:
    if row is None:
        raise NotFound("There is no such proof.")
    return row


def disputed_proofs() -> QuerySet[IdentityProof]:
    """What people say was not them, the oldest first."""
    return (
        IdentityProof.objects.filter(disputed_at__isnull=False, ended_at__isnull=True)
        .select_related("account", "organisation", "checked_by")
        .order_by("disputed_at", "id")
    )


def open_code_for_update(account_id: UUID) -> PostedCode | None:
    return (
        PostedCode.objects.select_for_update()
        .filter(account=account_id, used_at__isnull=True, ended_at__isnull=True)
        .first()
    )


def letters_since(account_id: UUID, moment: datetime) -> int:
    return PostedCode.objects.filter(account=account_id, created_at__gt=moment).count()


def open_code(account_id: UUID, now: datetime, *, tries: int) -> OpenCode | None:
    """The code that may still be typed; None where there is none, or its day has passed."""
    row = PostedCode.objects.filter(
        account=account_id, used_at__isnull=True, ended_at__isnull=True, expires_at__gt=now
    ).first()
    return OpenCode(row.created_at, row.expires_at, tries - row.tries) if row else None


def assisting_at(actor: Actor) -> frozenset[UUID]:
    """Where this actor helps residents today: at the council, or at a body that the council has granted it."""
    held = actor.organisations_for(*ASSISTING_ROLES) if actor.kind == "person" else frozenset()
    if not held:
        return frozenset()
    today = TruncDate(Now())
    granted = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today),
        starts_on__lte=today,
        what=Grant.What.ASSIST,
        organisation_id__in=held,
    ).values("organisation_id")
    found = Organisation.objects.filter(Q(kind=Organisation.Kind.COUNCIL) | Q(id__in=granted), id__in=held)
    return frozenset(found.values_list("id", flat=True))


def proofs_for_export(account_id: UUID) -> list[dict[str, Any]]:
    """What is kept of how somebody proved who they are, as text and dates, for that person to read."""
    return [
        {
            "level": row.level,
            "how": str(row.get_how_display()),
            "proved": row.proved_at.isoformat(),
            "until": row.expires_on.isoformat() if row.expires_on else None,
            "name": (row.detail or {}).get("name"),
            "date_of_birth": (row.detail or {}).get("born_on") or None,
            "seen_at": row.organisation.name if row.organisation else None,
            "what_was_checked": (row.detail or {}).get("checks", []),
            "documents": (row.detail or {}).get("documents", []),
            "disputed": row.disputed_at.isoformat() if row.disputed_at else None,
        }
        for row in IdentityProof.objects.filter(account=account_id).select_related("organisation").order_by("proved_at")
    ]


def codes_for_export(account_id: UUID) -> list[dict[str, Any]]:
    """To whom and where letters with a code went, for that person to read; the codes themselves are kept nowhere."""
    return [
        {
            "name": row.name,
            "address": row.address,
            "sent": row.created_at.isoformat(),
            "typed": row.used_at.isoformat() if row.used_at else None,
        }
        for row in PostedCode.objects.filter(account=account_id).order_by("created_at")
    ]
