"""A problem of Amara’s on its way to another council, one that came from there, and one of an agency’s software."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from coopcouncil.casework.actions import opening, teams
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, Team, Transfer
from coopcouncil.foundation.actors import OPERATOR

OFFER = {
    "title": "Damp", "words": "A Bittern in the wall.", "service_type": "", "urgency": "routine",
    "opened_on": "2026-11-20", "basis": "agreed", "basis_words": "By phone.", "why": "Zennor Steps is there.",
    "contact": {"name": "Thessaly"},
}  # fmt: skip
CASE = "cases/<uuid:case_id>/another-council/"
CASES = "api/v1/cases"


def handed_over(cast: Any, other: UUID, now: Any, today: Any) -> dict[str, Any]:
    """`by_route` and `bodies`. `other` stands for the other council, and for whoever has to act."""
    if not Team.objects.exists():
        team = teams.make_team(
            actor=OPERATOR, code="first", name="First", summary="", service_types=(), takes_the_rest=True, now=now
        )
        teams.join_team(
            actor=OPERATOR, team_id=team, account_id=cast.carys.account_id, rank="officer", now=now, today=today
        )
    case_id = opening.open_own(
        actor=cast.amara.actor, problem=Problem("Damp", "A Bittern in the wall.", organisation_id=other),
        now=now - timedelta(minutes=4), today=today,
    ).id  # fmt: skip
    at = {"council_id": other, "offer": OFFER, "basis": "agreed", "offered_at": now, "changed_at": now}
    given = Transfer.objects.create(side="giving", state="offered", case_id=case_id, **at)
    # Of somebody of theirs: nobody here knows whom it is about, so nobody's list can say who read it.
    theirs = {**OFFER, "words": "A wet wall.", "why": "It is there.", "contact": {"name": "Rowan"}}
    offered = Transfer.objects.create(side="taking", state="offered", **{**at, "offer": theirs})
    taken = Case.objects.get(id=case_id)
    followed = Transfer.objects.create(
        side="taking", state="accepted", case=taken, follow_key=uuid4(), follow_code="7KD4-QM9X-F2AP", **at
    )
    by_route = {
        CASE: {"case_id": str(case_id)},
        "transfers/<uuid:transfer_id>/take-back/": {"transfer_id": str(given.id)},
        "transfers/<uuid:transfer_id>/send-again/": {"transfer_id": str(given.id)},
        "offers/<uuid:transfer_id>/": {"transfer_id": str(offered.id)},
        "follow/<slug:key>/": {"key": str(followed.follow_key)},
        "follow/<slug:key>/keep/": {"key": str(followed.follow_key)},
        "api/v1/case-transfers/{uuidstr:transfer_id}": {"transfer_id": str(offered.id)},
        f"{CASES}/{{uuidstr:case_id}}": {"case_id": str(case_id)},
        f"{CASES}/{{uuidstr:case_id}}/updates": {"case_id": str(case_id)},
    }
    bodies = {
        "follow/<slug:key>/": {"code": "2222-2222-2222"},
        "follow/<slug:key>/keep/": {"code": "2222-2222-2222"},
        CASES: {"title": "Damp", "words": "Wet."},
        f"{CASES}/{{uuidstr:case_id}}/updates": {"text": "Done."},
    }
    return {"by_route": by_route, "bodies": bodies}
