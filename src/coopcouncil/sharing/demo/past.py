"""What Ashmere's organisations have answered by now, so that desks and figures look like a working week."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.demo.loader import AGENCIES
from coopcouncil.sharing.domain.delivery import AnswerKind
from coopcouncil.sharing.models import Notice

NOT_KNOWN = "We have no record of this person. Please check the name with us, and tell us again."
DONE = "We have made the change. You need do nothing more."
NOTED = "We have made a note of this. No payment or service stops before we have checked it."


def load() -> None:
    """Answer most of what was told more than half a day ago, some hours after it was told. Never twice."""
    now, draw = clock.now(), Random(2010)
    outcomes: list[tuple[AnswerKind | None, str]] = [
        ("acted", DONE),
        ("accepted", ""),
        ("refused", NOT_KNOWN),
        (None, ""),
    ]
    for notice in queries.unanswered_before(now - timedelta(hours=12), but_not=AGENCIES):
        waited = timedelta(minutes=draw.randint(20, 600))
        kind, reason = draw.choices(outcomes, weights=[62, 14, 4, 20])[0]
        if kind:
            said = NOTED if kind == "acted" and notice.standing == Notice.Standing.REPORTED else reason
            _answer(notice.id, notice.organisation_id, kind, said, notice.created_at + waited)


def _answer(notice_id: UUID, organisation_id: UUID, kind: AnswerKind, reason: str, at: datetime) -> None:
    actions.answer_notice(
        actor=Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset({"notices"})),
        notice_id=notice_id,
        answer_id=f"demo-{notice_id}",
        kind=kind,
        reason=reason,
        now=at,
    )
