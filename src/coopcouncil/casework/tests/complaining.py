"""What tests of complaints need: a team with an officer and a manager, and days to act on."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from coopcouncil.casework.actions import answering, complaining
from coopcouncil.casework.actions.answering import Decided
from coopcouncil.casework.actions.complaining import Made
from coopcouncil.casework.models import CaseClock, Complaint, Officer, Team
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.calendars import LONDON
from coopcouncil.people import actions as people
from coopcouncil.people.public import actor_for_account, organisation_by_code

WORDS = "My bin was not emptied for six weeks, and nobody answered when I rang."
APPEARED = date(2027, 11, 1)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


@dataclass
class Desk:
    """Carys owns cases, Grace manages the team, and Hari is its head of service."""

    carys: Actor
    grace: Actor
    hari: Actor
    team: Team


def desk_of(cast: SimpleNamespace) -> Desk:
    council = organisation_by_code("ashmere-council")
    today = clock.today()  # roles are held from today on
    actors: dict[str, Actor] = {}
    team = Team.objects.create(
        code="first", name="First", takes_the_rest=True, created_at=at(date(2026, 1, 5))
    )  # fmt: skip
    for name, rank in (("carys", "officer"), ("grace", "manager"), ("hari", "head")):
        account = getattr(cast, name).account_id
        if name != "carys":
            people.appoint(
                actor=cast.jo.actor, account_id=account, organisation_id=council.id, role=Role.SERVICE_MANAGER,
                starts_on=today,
            )  # fmt: skip
        Officer.objects.create(account_id=account, team=team, rank=rank, joined_at=at(date(2026, 1, 5)))
        actors[name] = actor_for_account(account, today)
    return Desk(team=team, **actors)


def complain(actor: Actor, day: date, **changes: Any) -> UUID:
    given: dict[str, Any] = {"words": WORDS, "known_on": APPEARED, **changes}
    return complaining.make_complaint(actor=actor, made=Made(**given), now=at(day), today=day)


def take_in(actor: Actor, complaint_id: UUID, day: date) -> None:
    answering.acknowledge(actor=actor, complaint_id=complaint_id, understood="Six missed bins.", now=at(day))


def answer(actor: Actor, complaint_id: UUID, day: date, outcome: str = "not_upheld", **changes: Any) -> None:
    if outcome != "not_upheld":
        changes = {"remedies": ["apology"], "remedy": "We are sorry.", **changes}
    decided = Decided(outcome, "We looked at each round.", **changes)
    answering.answer(actor=actor, complaint_id=complaint_id, decided=decided, now=at(day), today=day)


def due(complaint_id: UUID) -> dict[str, date]:
    """By the step, when each clock that runs is due."""
    case_id = Complaint.objects.get(id=complaint_id).case_id
    rows = CaseClock.objects.filter(case_id=case_id, ended_at__isnull=True)
    return {row.step: row.due_at.astimezone(LONDON).date() for row in rows if row.due_at}
