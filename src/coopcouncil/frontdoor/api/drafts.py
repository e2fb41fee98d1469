"""`/drafts`: a counter's own software fills in step by step what a resident tells, and sends it."""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from coopcouncil.directory.public import service_type
from coopcouncil.foundation import audit
from coopcouncil.foundation.permissions import require, requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.actions import Given
from coopcouncil.frontdoor.api import examples
from coopcouncil.frontdoor.api.helping import MOST_NOTICES, AnswersIn, Code, PartialHelpIn, SafelyIn
from coopcouncil.frontdoor.api.life_events import PlanOut, plan_out
from coopcouncil.frontdoor.api.submissions import Once, SentOut, submission_out
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import Plan, plan
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

router = Router(tags=["Drafts"])
_OPENLY = SafelyIn()  # a draft that is sent without a body


class DraftIn(AnswersIn):
    life_event: str = Field(max_length=60)
    version: int | None = None
    help: PartialHelpIn = PartialHelpIn()


class DraftPatch(Schema):
    """What changes. What is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")
    answers: dict[str, Any] = Field(default_factory=dict)
    forget: list[Code] = Field(default_factory=list, max_length=100, description="Facts whose answers are taken back.")
    left_out: list[Code] | None = Field(default=None, max_length=MOST_NOTICES)
    agreed: list[Code] | None = Field(default=None, max_length=MOST_NOTICES)
    help: PartialHelpIn = PartialHelpIn()

    def given(self) -> Given:
        return Given(self.answers, self.forget, self.left_out, self.agreed)


class RecipientOut(Schema):
    """One service that would be told now."""

    code: str
    service: str
    organisation: str
    organisation_code: str = Field(description="By which it is named in `must_not_know`.")
    urgency: str
    what_happens: str


class DraftOut(Schema):
    id: UUID
    life_event: str
    version: int
    kept_until: datetime
    reference: str | None = Field(description="Once it is sent, and not in safe mode.")
    answers: dict[str, Any]
    plan: PlanOut
    told: list[RecipientOut] = Field(description="Who would be told now.")


@router.post("", response={201: DraftOut}, operation_id="begin_draft", openapi_extra=examples.BEGIN_DRAFT)
@requires_api("frontdoor.begin_for")
def begin_draft(request: Request, body: DraftIn) -> Status:
    """Begin to tell for a resident. Nobody is told yet; the draft is thrown away after 14 days."""
    draft_id = actions.begin_for(
        actor=request.actor,
        event_code=body.life_event,
        version=body.version,
        given=body.given(),
        help=body.help.help(),
        now=request.now,
        today=request.today,
    )
    return Status(HTTPStatus.CREATED, _draft_out(request, draft_id))


@router.get("/{uuid:draft_id}", response=DraftOut, operation_id="get_draft", openapi_extra=examples.GET_DRAFT)
@requires_api("frontdoor.draft_for")
def get_draft(request: Request, draft_id: UUID) -> DraftOut:
    """What was answered, the next question, and who would be told now. Each reading is logged."""
    return _draft_out(request, draft_id)


@router.patch("/{uuid:draft_id}", response=DraftOut, operation_id="change_draft", openapi_extra=examples.CHANGE_DRAFT)
@requires_api("frontdoor.draft_for")
def change_draft(request: Request, draft_id: UUID, body: DraftPatch) -> DraftOut:
    """Answer questions, take answers back, choose notices. All of it is kept, or, where something is wrong, nothing."""
    actions.fill_in(
        actor=request.actor,
        draft_id=draft_id,
        given=body.given(),
        help=body.help.help(),
        now=request.now,
        today=request.today,
    )
    return _draft_out(request, draft_id)


@router.post(
    "/{uuid:draft_id}/send", response={201: SentOut}, operation_id="send_draft", openapi_extra=examples.SEND_DRAFT
)
@requires_api("frontdoor.begin_for")
def send_draft(request: Request, draft_id: UUID, idempotency_key: Once, body: SafelyIn = _OPENLY) -> HttpResponse:
    """Tell everybody, once; with a body, in safe mode: how the resident may be reached, and who must not know.

    Only now is that said, so that nothing of it lies about with a draft. Asked again with the same `Idempotency-Key`
    and body, it answers the same, letter for letter. Asked in any other way once it is sent: 409, and nothing
    is changed.
    """
    actor, now, today = request.actor, request.now, request.today

    def send() -> tuple[int, str]:
        sent = actions.send_for(actor=actor, draft_id=draft_id, now=now, today=today, safely=body.safely())
        found = sharing.submission_just_sent(actor, sent.submission_id)
        out = SentOut(**submission_out(found).model_dump(), words=sent.words, not_told=list(sent.left_out))
        return HTTPStatus.CREATED, out.model_dump_json()

    asked = {"operation": "send_draft", "draft": str(draft_id), "body": body.model_dump()}
    status, text = sharing.once(actor=actor, key=idempotency_key, asked=asked, now=now, do=send)
    return HttpResponse(text, status=status, content_type="application/json")


@router.delete(
    "/{uuid:draft_id}", response={204: None}, operation_id="discard_draft", openapi_extra=examples.DISCARD_DRAFT
)
@requires_api("frontdoor.draft_for")
def discard_draft(request: Request, draft_id: UUID) -> Status:
    """Throw a draft away that was not sent. Nobody was told."""
    _mine(request, draft_id)
    actions.discard(actor=request.actor, draft_id=draft_id, now=request.now)
    return Status(HTTPStatus.NO_CONTENT, None)


def _mine(request: Request, draft_id: UUID) -> tuple[Draft, LifeEvent]:
    draft = queries.draft(draft_id, now=request.now)
    require(request.actor, "frontdoor.draft_for", draft)
    return draft, gateways.event_of_version(draft.event_code, draft.event_version, request.today)


def _draft_out(request: Request, draft_id: UUID) -> DraftOut:
    draft, event = _mine(request, draft_id)
    audit.read(request.actor, "frontdoor.draft_read", draft)
    answers = facts.that_fit(event.facts, draft.answers, today=request.today)
    stands = plan(event, answers, today=request.today, left_out=draft.left_out, agreed=draft.agreed)
    return DraftOut(
        id=draft.id,
        life_event=draft.event_code,
        version=draft.event_version,
        kept_until=draft.expires_at,
        reference=sharing.reference_of(draft.submission_id) if draft.submission_id and not draft.safe else None,
        answers=answers,
        plan=plan_out(stands),
        told=[] if draft.submission_id else _told(event, stands),
    )


def _told(event: LifeEvent, stands: Plan) -> list[RecipientOut]:
    find = queries.finder(event, {code: value for item in stands.notices for code, value in item.facts.items()})
    told = [(item.notice, find(item.notice)) for item in stands.notices]
    codes = {body.id: body.code for body in people.organisations({who.organisation_id for _notice, who in told})}
    return [
        RecipientOut(
            code=notice.code,
            service=service_type(notice.service).name,
            organisation=who.organisation_name,
            organisation_code=codes[who.organisation_id],
            urgency=notice.urgency,
            what_happens=notice.what_happens,
        )
        for notice, who in told
    ]
