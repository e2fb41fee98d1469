"""Making teams, and putting people of the council into them."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from coopcouncil.casework.models import Officer, Team
from coopcouncil.casework.permissions import TEAM_ROLES
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people


def make_team(
    *,
    actor: Actor,
    code: str,
    name: str,
    summary: str,
    service_types: Collection[str],
    takes_the_rest: bool,
    now: datetime,
) -> UUID:
    """Make a team for problems with these types of service. Raises NotAllowed, BadInput, Conflict."""
    with transaction.atomic():
        permissions.require(actor, "casework.make_team")
        if unknown := sorted(set(service_types) - directory.service_types().keys()):
            raise BadInput(Said("“%(code)s” is no type of service that we know.", code=unknown[0]), place="types")
        if not name.strip():
            raise BadInput(Said("Give the team a name."), place="name")
        try:
            with transaction.atomic():
                team = Team.objects.create(
                    code=code, name=name.strip(), summary=summary.strip(), service_types=sorted(set(service_types)),
                    takes_the_rest=takes_the_rest, created_at=now,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict(
                Said("There is already a team with this short name, or one that takes the rest. Nothing was made.")
            ) from None
        audit.note(actor, "casework.team_made", team)
    return team.id


def join_team(*, actor: Actor, team_id: UUID, account_id: UUID, rank: str, now: datetime, today: date) -> UUID:
    """Put somebody of the council into a team. Raises NotFound, NotAllowed, BadInput, Conflict."""
    with transaction.atomic():
        team = staffing.team(team_id)
        permissions.require(actor, "casework.manage_team", team.id)
        if rank not in Officer.Rank.values:
            raise BadInput(Said("Choose what they do in the team."), place="rank")
        council = people.council()
        if council is None or account_id not in {
            member.account_id for member in people.staff(council.id, TEAM_ROLES, today)
        }:
            raise BadInput(
                Said("That person’s role at the council does not let them own cases."),
                place="account",
                mend=Said("An administrator gives roles under “Organisations and roles”."),
            )
        try:
            with transaction.atomic():
                made = Officer.objects.create(account_id=account_id, team=team, rank=rank, joined_at=now)
        except IntegrityError:
            raise Conflict(Said("They are in this team already.")) from None
        audit.note(actor, "casework.team_joined", made)
    return made.id
