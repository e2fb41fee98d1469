"""`/api/v1/reports/`: a responsible body's own software reads its part of a report, and answers it, with its key."""

from typing import Any, Literal
from uuid import UUID

from ninja import Field, Router, Schema
from pydantic import ConfigDict

from coopcouncil.casework.actions import report_answers, report_delivery
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation.api import example
from coopcouncil.foundation.permissions import require, requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.people import public as people

router = Router(tags=["reports"])
State = Literal["queued", "retrying", "dead", "sent", "accepted", "fixed", "refused", "passed"]


class QuestionOut(Schema):
    question: str
    answer: str


class OtherOut(Schema):
    organisation: str
    does: str
    state: State


class ReportPartOut(Schema):
    """The part of a report that is your organisation's: the problem and the place, and nothing of who reported it."""

    part: UUID
    reference: str
    state: State
    category: str
    category_name: str
    does: str = Field(description="What your organisation answers for there.")
    description: str
    answers: list[QuestionOut]
    longitude: float = Field(description="Degrees, WGS 84.")
    latitude: float
    place: str
    ward: str | None
    reported_at: str
    expected_at: str = Field(description="By when it is to be dealt with.")
    others: list[OtherOut] = Field(description="The other bodies that are responsible, each with its own state.")
    answers_url: str


class ReportAnswerIn(Schema):
    """`id` is the organisation's own, new for each answer; sent again it changes nothing."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=100)
    answer: Literal["accepted", "fixed", "refused", "passed"] = Field(
        description="passed: it is not yours. It goes to the body that `to` names, else to the council."
    )
    words: str = Field("", max_length=1000, description="Public. Needed with refused and passed.")
    to: str = Field("", max_length=60, description="With passed: the code of the organisation whose it is.")


class ReportAnswerOut(Schema):
    part: UUID
    state: State


_PART: dict[str, Any] = {
    "part": "9b1f3c52-2d84-4f0a-9c43-1c0d6f3a7e10",
    "reference": "7KD-4QM-9XF",
    "state": "sent",
    "category": "road-flooded",
    "category_name": "Water on the road",
    "does": "Mends water mains and sewers",
    "description": "Water comes up beside the kerb.",
    "answers": [{"question": "Where does the water come from?", "answer": "It comes up out of the ground"}],
    "longitude": -0.6203,
    "latitude": 53.0211,
    "place": "By the bakery",
    "ward": "Larkhill",
    "reported_at": "2026-11-25T10:30:00+00:00",
    "expected_at": "2026-11-28T10:30:00+00:00",
    "others": [{"organisation": "Ashmere Council", "does": "Clears the drains of local roads", "state": "accepted"}],
    "answers_url": "https://ashmere.example/api/v1/reports/9b1f3c52-2d84-4f0a-9c43-1c0d6f3a7e10/answers",
}


@router.get(
    "/{uuid:part_id}", response=ReportPartOut, summary="Fetch your part of a report", operation_id="fetch_report",
    openapi_extra=example(status=200, answer=_PART),
)  # fmt: skip
@requires_api("casework.answer_report_by_software")
def fetch_report(request: Request, part_id: UUID) -> dict[str, Any]:
    """The part of a report that is your organisation's, as it was sent to you, with its state now."""
    part = queries.part(part_id)
    require(request.actor, "casework.answer_report_by_software", part)
    return report_delivery.described(part)


@router.post(
    "/{uuid:part_id}/answers", response=ReportAnswerOut, summary="Answer your part of a report",
    operation_id="answer_report",
    openapi_extra=example(
        {"id": "job 2026/1182", "answer": "accepted", "words": "Our crew comes tonight."},
        status=200, answer={"part": _PART["part"], "state": "accepted"},
        refused={409: "The part has moved on: it is over, or another answer was given under this id."},
    ),
)  # fmt: skip
@requires_api("casework.answer_report_by_software")
def answer_report(request: Request, part_id: UUID, given: ReportAnswerIn) -> dict[str, Any]:
    """Say what you do about it. Everybody may read it, and whoever reported it is told."""
    to = people.organisation_by_code(given.to).id if given.to else None
    require(request.actor, "casework.answer_report_by_software", queries.part(part_id))
    state = report_answers.answer(
        actor=request.actor, part_id=part_id, kind=given.answer, words=given.words, to=to, key=given.id, now=request.now
    )
    return {"part": part_id, "state": state}
