"""Letters about takeovers: who reads them, and what each tells of."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people
from coopcouncil.settlement.domain.takeovers import letters
from coopcouncil.settlement.models import Letter, StepIn, Takeover, TakeoverDecision, TakeoverStep
from coopcouncil.settlement.permissions import WRITERS


def readers(row: Takeover, side: str, kind: str, today: date) -> list[UUID]:
    """Who has a letter of this kind on one side of a takeover, each once."""
    if side == letters.GROUP:
        return sorted(_group(row, kind, today))
    return sorted(account for account in _staff(row, today) if _may(account, "settlement.handle_takeover", row, today))


def still_reads(letter: Letter, today: date) -> bool:
    """Whether the reader of a letter would have it today too."""
    row, account = letter.takeover, letter.account_id
    if letter.side == letters.GROUP:
        return account in _group(row, letter.kind, today)
    return account in _staff(row, today) and _may(account, "settlement.handle_takeover", row, today)


def _group(row: Takeover, kind: str, today: date) -> set[UUID]:
    """Whoever said that the group is interested, the last time that it was agreed to; and the managers of what it has
    become.
    """
    found: set[UUID] = set()
    if row.organisation_id is not None:
        held = people.role_holders(row.organisation_id, [Role.PROVIDER_MANAGER], today)
        found.update(account for account, _email in held)
    if row.account_id is not None and (kind == letters.AGREED or not _agreed_to(row.id).exists()):
        found.add(row.account_id)
    return found


def _staff(row: Takeover, today: date) -> set[UUID]:
    """Those who handle takeovers in the council, and at who answers for the promise; also who serves the group too."""
    council = people.council()
    bodies = {row.accountable_id, *([council.id] if council else [])}
    return {account for body in bodies for account, _email in people.role_holders(body, WRITERS, today)}


def _may(account_id: UUID, permission: str, row: Takeover, today: date) -> bool:
    return allowed(people.actor_for_account(account_id, today), permission, row)


def has_room(account_id: UUID, row: Takeover, today: date) -> bool:
    """Whether somebody may open the page where what is to be done in a takeover stands."""
    return _may(account_id, "settlement.take_part", row, today)


def letter_for_update(letter_id: UUID) -> Letter | None:
    """Locked until the transaction ends, with its takeover; None where it is kept no more."""
    rows = Letter.objects.select_for_update(of=("self",)).filter(id=letter_id)
    return rows.select_related("takeover").first()


def told_of(about: UUID, kind: str) -> set[UUID]:
    """Who has, or is to have, this letter."""
    return set(Letter.objects.filter(about=about, kind=kind).values_list("account_id", flat=True))


def letters_to(account_id: UUID) -> QuerySet[Letter]:
    """What somebody was written, the oldest first."""
    return Letter.objects.filter(account_id=account_id).select_related("takeover").order_by("made_at")


def newest_step(takeover_id: UUID, stage: str) -> TakeoverStep:
    return TakeoverStep.objects.filter(takeover_id=takeover_id, stage=stage).select_related("takeover").latest("at")


def ran_before(takeover_id: UUID) -> bool:
    """Whether the group has run the service, and then the council."""
    return StepIn.objects.filter(takeover_id=takeover_id).exists()


def part(model: Any, about: UUID) -> Any:
    """One row of what belongs to a takeover (a plan, an offer, an alarm …), with its takeover."""
    return model.objects.select_related("takeover").get(id=about)


def _agreed_to(takeover_id: UUID) -> QuerySet[TakeoverDecision]:
    return TakeoverDecision.objects.filter(takeover_id=takeover_id, agreed=True)


def decided_by(takeover_id: UUID) -> str:
    """The body that agreed to it."""
    return _agreed_to(takeover_id).latest("at").body


def step_in_after(alarm_id: UUID) -> bool:
    """Whether the council stepped in because of this alarm."""
    return StepIn.objects.filter(alarm_id=alarm_id).exists()
