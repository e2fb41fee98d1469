"""Reads of powers to speak for another person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coopcouncil.kernel.errors import NotFound
from coopcouncil.kernel.persons import Person, differences
from coopcouncil.people.domain.powers import Power, last_covered, works
from coopcouncil.people.models import Authority


@dataclass(frozen=True)
class AuthorityView:
    """A power to speak for somebody, as its holder, the person concerned and the council see it."""

    id: UUID
    holder_id: UUID
    holder_name: str
    kind: str
    kind_label: str
    person_name: str
    first_names: str
    last_name: str
    born_on: date | None
    subject_id: UUID | None
    state: str
    state_label: str
    evidence_kind: str
    evidence_seen: str
    evidence_number: str
    issued_on: date | None
    scope: tuple[str, ...]
    starts_on: date
    last_day: date | None
    claimed_at: datetime
    checked_at: datetime | None
    ended_at: datetime | None
    reason: str
    works: bool
    proved: bool
    power: Power


def _date(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def power_of(row: Authority) -> Power:
    evidence = row.evidence or {}
    return Power(
        row.kind,
        row.state,
        row.starts_on,
        row.expires_on,
        _date((row.person or {}).get("date_of_birth")),
        tuple(evidence.get("scope", ())),
        str(evidence.get("seen", "")),
    )


def seen(row: Authority, today: date) -> AuthorityView:
    person, evidence, power = row.person or {}, row.evidence or {}, power_of(row)
    end = last_covered(power)
    first, last = str(person.get("first_names", "")), str(person.get("last_name", ""))
    return AuthorityView(
        id=row.id,
        holder_id=row.holder_id,
        holder_name=str(row.holder),
        kind=row.kind,
        kind_label=str(row.get_kind_display()),
        person_name=f"{first} {last}".strip() or _("Somebody whose account was erased"),
        first_names=first,
        last_name=last,
        born_on=power.born_on,
        subject_id=row.subject_id,
        state=row.state,
        state_label=str(row.get_state_display()),
        evidence_kind=str(evidence.get("kind", "")),
        evidence_seen=power.seen,
        evidence_number=str(evidence.get("number", "")),
        issued_on=_date(evidence.get("issued_on")),
        scope=power.scope,
        starts_on=row.starts_on,
        last_day=end - timedelta(days=1) if end else None,
        claimed_at=row.claimed_at,
        checked_at=row.checked_at,
        ended_at=row.ended_at,
        reason=str(row.reason or ""),
        works=works(power, today),
        proved=power.proved,
        power=power,
    )


def held_by_person(account_id: UUID, today: date) -> list[AuthorityView]:
    """Every power that somebody holds or held, those that work first, then the newest. One query."""
    rows = Authority.objects.filter(holder=account_id).select_related("holder").order_by("-claimed_at", "id")
    return sorted((seen(row, today) for row in rows), key=lambda view: not view.works)


def over_person(account_id: UUID, today: date) -> list[AuthorityView]:
    """Who speaks or spoke for this person, the newest first. One query."""
    rows = (
        Authority.objects.filter(subject=account_id)
        .exclude(holder=account_id)
        .select_related("holder")
        .order_by("-claimed_at", "id")
    )
    return [seen(row, today) for row in rows]


def subjects_of(authority_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Whom each of these powers is for; None where the council has linked nobody."""
    return dict(Authority.objects.filter(id__in=authority_ids).values_list("id", "subject_id"))


def authority(authority_id: UUID) -> Authority:
    """With holder and person concerned. Raises NotFound."""
    return _found(Authority.objects.select_related("holder", "subject").filter(id=authority_id).first())


def authority_for_update(authority_id: UUID) -> Authority:
    """Locked until the transaction ends, so that two who check it take turns. Raises NotFound."""
    return _found(Authority.objects.select_for_update().filter(id=authority_id).first())


def _found(row: Authority | None) -> Authority:
    if row is None:
        raise NotFound("There is no such power.")
    return row


def decides_for_self(person: Person | None, subject_id: UUID | None, today: date) -> bool:
    """Whether a checked record says that this young person decides on their own health: one of the same account, or of
    the same name and date of birth as people write them.

    Every such record is read: a digest would find only the very spelling, and a parent types another. There are few,
    and each ends at 18. One query.
    """
    rows = Authority.objects.filter(kind=Authority.Kind.GILLICK, state=Authority.State.CHECKED)
    return any(
        (row.subject_id == subject_id if subject_id else False) or _is_of(row, person)
        for row in rows
        if not _is_over(power_of(row), today)
    )


def person_of(row: Authority) -> Person | None:
    """Whom a power is about; None where that was erased."""
    kept = row.person or {}
    name = f"{kept.get('first_names', '')} {kept.get('last_name', '')}".strip()
    return Person(name, _date(kept.get("date_of_birth"))) if name else None


def _is_of(row: Authority, person: Person | None) -> bool:
    """The day must be known, and the same: a name alone is many people's."""
    other = person_of(row)
    if person is None or other is None or person.born_on is None:
        return False
    return person.born_on == other.born_on and not differences(person, other)


def _is_over(power: Power, today: date) -> bool:
    end = last_covered(power)
    return end is not None and today >= end


def to_check() -> QuerySet[Authority]:
    """Claims that nobody has checked, the oldest first."""
    return Authority.objects.filter(state=Authority.State.CLAIMED).select_related("holder").order_by("claimed_at", "id")


def for_table(but_not_of: UUID | None) -> QuerySet[Authority]:
    """Every power for the council's list, without those of whoever looks: nobody checks their own."""
    return Authority.objects.exclude(holder=but_not_of).select_related("holder").defer("person", "evidence", "reason")


def for_export(account_id: UUID) -> list[dict[str, Any]]:
    """What is kept of the powers that a person holds, or that others hold over them, for that person to read."""
    rows = Authority.objects.filter(holder=account_id) | Authority.objects.filter(subject=account_id)
    return [
        {
            "power": str(row.get_kind_display()),
            "held_by_you": row.holder_id == account_id,
            # Of a power over oneself, the evidence is its holder's.
            "person": row.person,
            "evidence": row.evidence if row.holder_id == account_id else None,
            "state": str(row.get_state_display()),
            "from": row.starts_on.isoformat(),
            "until": row.expires_on.isoformat() if row.expires_on else None,
            "reason": row.reason if row.holder_id == account_id else None,
        }
        for row in rows.order_by("claimed_at", "id")
    ]
