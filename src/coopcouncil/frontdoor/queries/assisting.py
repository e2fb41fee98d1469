"""What officers write down for people: theirs, their colleagues', and what an organisation had to leave behind."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from coopcouncil.directory import public as directory
from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people import public as people

ABSENT = UUID(int=0)


@dataclass(frozen=True)
class Helping:
    """For whom, where and through what an officer writes something down. `person` only once they showed an account."""

    organisation: str
    channel: str
    place: str
    person: str


@dataclass(frozen=True)
class Begun:
    """What an officer began and has not sent, for a list: no answer of it. `mine`: the one who looks began it.

    Where it is `safe` its life event must not be named.
    """

    id: UUID
    event_code: str
    officer: str
    organisation: str
    channel: str
    begun_at: datetime
    expires_at: datetime
    mine: bool
    safe: bool


def helping(draft: Draft) -> Helping | None:
    """None, and no query, where nobody helps."""
    if draft.assisted_by_id is None or draft.organisation_id is None:
        return None
    return Helping(
        people.organisation(draft.organisation_id).name,
        draft.channel,
        directory.access_point_name(draft.access_point_id) if draft.access_point_id else "",
        people.person_name(draft.account_id) if draft.account_id else "",
    )


def teller(actor: Actor, draft: Draft) -> Actor:
    """Whose proofs of identity count: of whoever is helped, if they showed an account, and never the officer's."""
    if draft.assisted_by_id is None:
        return actor
    return Actor(kind="person", account_id=draft.account_id) if draft.account_id else ANONYMOUS


def begun(actor: Actor, *, now: datetime) -> list[Begun]:
    """What may be gone on with or taken over, the newest first: own, colleagues', and for the council what is left.

    In safe mode only one's own. A fixed number of queries.
    """
    mine = people.assisting_at(actor)
    council = people.council()
    where = Q(organisation_id__in=mine)
    if council and council.id in mine:
        where |= ~Q(organisation_id__in=people.assisting())
    found = list(
        Draft.objects.filter(
            where & (Q(safe=False) | Q(assisted_by=actor.account_id)),
            assisted_by__isnull=False,
            submission_id__isnull=True,
            expires_at__gt=now,
        )
        .exclude(account=actor.account_id)
        .defer("answers", "corrections", "needs", "safe_contact", "conflicted")
        .order_by("-touched_at", "id")[:100]
    )
    names = people.names([row.assisted_by_id for row in found if row.assisted_by_id])
    bodies = {
        body.id: body.name
        for body in people.organisations({row.organisation_id for row in found if row.organisation_id})
    }
    return [
        Begun(
            row.id,
            row.event_code,
            names.get(row.assisted_by_id or ABSENT, ""),
            bodies.get(row.organisation_id or ABSENT, ""),
            row.channel,
            row.started_at,
            row.expires_at,
            row.assisted_by_id == actor.account_id,
            row.safe,
        )
        for row in found
    ]


def just_sent(submission_id: UUID, actor: Actor, *, now: datetime) -> Draft | None:
    """The draft of what this officer sent today: as long as it lasts, the slip can be printed."""
    return (
        Draft.objects.filter(submission_id=submission_id, assisted_by=actor.account_id, safe=False, expires_at__gt=now)
        .defer("answers")
        .first()
    )
