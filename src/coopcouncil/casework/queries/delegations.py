"""Who may act for whom in their cases, by a right that they gave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from coopcouncil.casework.models import Case, Delegation, Entry
from coopcouncil.foundation import keys
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AccessEntry
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people

READS = ("casework.case_read_for_you", "casework.cases_listed", "casework.document_read")
SHOWN = 20
_HEARD_AS = str.maketrans({"S": "5", "B": "8"})  # a misread symbol as it was meant


def holding(account_id: UUID, today: date) -> QuerySet[Delegation]:
    """The rights that somebody has accepted and that hold today."""
    return Delegation.objects.filter(
        holder_id=account_id, accepted_at__isnull=False, ended_at__isnull=True, until__gte=today
    )


def cases_open_to(account_id: UUID, today: date) -> Q:
    """A condition on cases: those that others let this person see. One query."""
    found = Q(pk__in=[])
    for person_id, case_id in holding(account_id, today).values_list("person_id", "case_id"):
        found |= Q(person_id=person_id, id=case_id) if case_id else Q(person_id=person_id)
    return found


def cases_by_power(actor: Actor, today: date) -> Q:
    """A condition on cases: those in which this person speaks by a power that holds today and covers their matter."""
    found = Q(pk__in=[])
    for view in people.authorities_of(actor, today):
        verdicts = people.may_speak_for(actor, view.id, people.MATTERS, today)
        found |= Q(authority_id=view.id, matter__in=[matter for matter, verdict in verdicts.items() if verdict.may])
    return found


def delegation(delegation_id: UUID) -> Delegation:
    """With its case. Raises NotFound."""
    found = Delegation.objects.select_related("case").filter(id=delegation_id).first()
    if found is None:
        raise NotFound("There is no such right.")
    return found


def delegation_for_update(delegation_id: UUID) -> Delegation:
    """Locked until the transaction ends. Raises NotFound."""
    found = Delegation.objects.select_for_update().filter(id=delegation_id).first()
    if found is None:
        raise NotFound("There is no such right.")
    return found


def code_digest(code: str) -> str:
    """What is kept of a code."""
    typed = "".join(code.upper().split()).replace("-", "").translate(_HEARD_AS)
    return keys.keyed_digest("casework_delegation.code_digest", typed)


def invitation(code: str, *, to: UUID, now: datetime, today: date) -> Delegation | None:
    """What a code is about, locked. None for a code that is none, is one's own, was sent to another address, or works
    no longer, alike.
    """
    rows = Delegation.objects.filter(
        code_digest=code_digest(code), code_until__gt=now, ended_at__isnull=True, until__gte=today,
        person__is_active=True,
    ).exclude(person_id=to)  # fmt: skip
    found = rows.select_for_update(of=("self",)).select_related("person", "case").first()
    return found if found is not None and found.email and _has_address(to, found.email) else None


def _has_address(account_id: UUID, email: str) -> bool:
    try:
        return people.account_with_email(email) == account_id
    except NotFound:
        return False


def running(account_id: UUID, today: date) -> int:
    """How many rights and invitations of a person hold or wait."""
    return Delegation.objects.filter(person_id=account_id, ended_at__isnull=True, until__gte=today).count()


@dataclass(frozen=True)
class Given:
    """A right that a person gave. `state` is waiting, holds, ended or expired; the last use is None while there is
    none.
    """

    row: Delegation
    state: str
    read: int
    wrote: int
    used_at: datetime | None


def given(account_id: UUID, today: date, now: datetime) -> list[Given]:
    """What a person gave, the newest first, with how often each was used. Three queries."""
    rows = list(
        Delegation.objects.select_related("case").filter(person_id=account_id).order_by("-made_at", "id")
    )  # fmt: skip
    holders = {row.holder_id for row in rows if row.holder_id}
    read = _counted(
        AccessEntry.objects.filter(about=account_id, actor_kind="person", actor_id__in=holders, verb__in=READS),
        "actor_id",
    )
    wrote = _counted(Entry.objects.filter(case__person_id=account_id, by_id__in=holders), "by_id")
    found = []
    for row in rows:
        reads, last_read = read.get(row.holder_id, (0, None))
        writes, last_written = wrote.get(row.holder_id, (0, None))
        times = [at for at in (last_read, last_written) if at]
        found.append(Given(row, state(row, today, now), reads, writes, max(times, default=None)))
    return found


def _counted(rows: QuerySet[Any], by: str) -> dict[UUID | None, tuple[int, datetime | None]]:
    counted = rows.order_by().values_list(by).annotate(n=Count("id"), last=Max("at"))
    return {who: (count, last) for who, count, last in counted}


def state(row: Delegation, today: date, now: datetime) -> str:
    if row.ended_at is not None:
        return "ended"
    if row.until < today:
        return "expired"
    if row.accepted_at is not None:
        return "holds"
    return "waiting" if row.code_until is not None and row.code_until > now else "expired"


@dataclass(frozen=True)
class Use:
    """One time that somebody used a right: `what` is a kind of reading or of entry."""

    at: datetime
    what: str
    case: Case | None


def uses(row: Delegation) -> list[Use]:
    """The last times that its holder read or wrote in this person's cases, the newest first. Three queries at most."""
    if row.holder_id is None:
        return []
    read = AccessEntry.objects.filter(
        about=row.person_id, actor_kind="person", actor_id=row.holder_id, verb__in=READS
    ).order_by("-at")  # fmt: skip
    wrote = Entry.objects.select_related("case").filter(case__person_id=row.person_id, by_id=row.holder_id)
    found = [Use(at, verb, None) for at, verb in read.values_list("at", "verb")[:SHOWN]]
    found += [Use(entry.at, entry.kind, entry.case) for entry in wrote.order_by("-at")[:SHOWN]]
    return sorted(found, key=lambda use: use.at, reverse=True)[:SHOWN]


def held(account_id: UUID, today: date) -> list[Delegation]:
    """For whom somebody may act today, with person and case."""
    rows = holding(account_id, today).select_related("person", "case")
    return list(rows.order_by("until", "id"))


def open_cases_under(row: Delegation) -> list[Case]:
    """The open cases for which a right was given, locked."""
    rows = Case.objects.select_for_update().filter(~Q(state="closed"), person_id=row.person_id)
    return list((rows.filter(id=row.case_id) if row.case_id else rows).order_by("id"))


def for_export(account_id: UUID) -> list[dict[str, Any]]:
    """What is kept of the rights that a person gave, and that they hold."""
    rows = Delegation.objects.select_related("case", "person").filter(Q(person_id=account_id) | Q(holder_id=account_id))
    return [
        {
            "given_by_you": row.person_id == account_id,
            "to": (row.named or "") if row.person_id == account_id else "",
            "address": (row.email or "") if row.person_id == account_id else "",
            "by": "" if row.person_id == account_id else row.person.name,
            "case": row.case.reference if row.case else "every one",
            "may": row.may,
            "made_at": row.made_at.isoformat(),
            "until": row.until.isoformat(),
            "accepted_at": row.accepted_at.isoformat() if row.accepted_at else None,
            "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        }
        for row in rows.order_by("made_at", "id")
    ]


def ended_before(moment: datetime) -> list[tuple[UUID, datetime, Collection[UUID]]]:
    """The rights that ended, by word or by their last day, before that moment: id, when, whose."""
    rows = Delegation.objects.filter(Q(ended_at__lt=moment) | Q(ended_at__isnull=True, until__lt=moment.date()))
    return [
        (row.id, row.ended_at or moment, [row.person_id] + ([row.holder_id] if row.holder_id else []))
        for row in rows.only("id", "ended_at", "person_id", "holder_id").order_by("made_at")
    ]
