"""`/life-events`: what can be told once, and what would come next. Nothing is stored."""

from typing import Any

from ninja import Field, Router, Schema
from pydantic import ConfigDict

from coopcouncil.foundation.permissions import requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.api import examples
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.given import check_choices, read_answers
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice
from coopcouncil.frontdoor.domain.plan import Plan, Slice, plan

router = Router(tags=["Life events"])


class LifeEventSummary(Schema):
    code: str
    version: int
    title: str
    summary: str
    minutes: int = Field(description="How long it usually takes.")


class OptionOut(Schema):
    code: str
    label: str


class PartOut(Schema):
    code: str
    label: str
    optional: bool


class LifeEventFact(Schema):
    code: str
    type: str
    question: str
    hint: str
    optional: bool
    options: list[OptionOut]
    parts: list[PartOut] = Field(description="The boxes of the answer; one called “value” where there is only one.")


class LifeEventNotice(Schema):
    code: str
    service_type: str
    what_happens: str
    purpose: str
    basis: str
    gateway: str
    urgency: str
    may_be_left_out: bool
    by_consent: bool
    facts: list[str] = Field(description="The only facts that this notice may hold.")


class LifeEventOut(LifeEventSummary):
    facts: list[LifeEventFact]
    notices: list[LifeEventNotice]


class PlanIn(Schema):
    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field(default_factory=dict, description="By fact: a value, or its boxes by name.")
    left_out: list[str] = Field(default_factory=list, description="Codes of notices left out.")
    agreed: list[str] = Field(
        default_factory=list, description="Codes of notices agreed to, where consent is the basis."
    )


class SliceOut(Schema):
    code: str
    facts: dict[str, Any] = Field(description="Exactly what this notice would hold now.")
    missing: list[str]


class PlanOut(Schema):
    next: LifeEventFact | None = Field(description="The next question, or null when there is none.")
    why: list[str] = Field(description="Codes of the notices that need it.")
    notices: list[SliceOut]
    undecided: list[str]
    offered: list[str]
    omitted: list[str]


@router.get(
    "", response=list[LifeEventSummary], operation_id="list_life_events", openapi_extra=examples.LIST_LIFE_EVENTS
)
@requires_api("public")
def list_life_events(request: Request) -> list[LifeEventSummary]:
    """The life events that can be told once."""
    return [_summary(event) for event in gateways.offered(request.today).values()]


@router.get("/{code}", response=LifeEventOut, operation_id="get_life_event", openapi_extra=examples.GET_LIFE_EVENT)
@requires_api("public")
def get_life_event(request: Request, code: str) -> LifeEventOut:
    """One life event: its facts, and its notices with purpose, basis and the only facts each may hold."""
    event = gateways.offered_event(code, request.today)
    return LifeEventOut(
        **_summary(event).dict(),
        facts=[_fact(fact) for fact in sorted(event.facts, key=lambda fact: (fact.order, fact.code))],
        notices=[_notice(notice) for notice in event.notices],
    )


@router.post("/{code}/plan", response=PlanOut, operation_id="plan_life_event", openapi_extra=examples.PLAN)
@requires_api("public")
def plan_life_event(request: Request, code: str, body: PlanIn) -> PlanOut:
    """The next question and who would be told, for the answers given. Nothing is stored, nobody is told."""
    event = gateways.offered_event(code, request.today)
    answers = read_answers(event, body.answers, today=request.today)
    check_choices(event, left_out=body.left_out, agreed=body.agreed)
    return plan_out(plan(event, answers, today=request.today, left_out=body.left_out, agreed=body.agreed))


def plan_out(stands: Plan) -> PlanOut:
    """Where a journey stands, for a program."""
    return PlanOut(
        next=_fact(stands.next_fact) if stands.next_fact else None,
        why=list(stands.why),
        notices=[_slice(item) for item in stands.notices],
        undecided=[notice.code for notice in stands.undecided],
        offered=[notice.code for notice in stands.offered],
        omitted=[notice.code for notice in stands.omitted],
    )


def _summary(event: LifeEvent) -> LifeEventSummary:
    return LifeEventSummary(
        code=event.code, version=event.version, title=event.title, summary=event.summary, minutes=event.minutes
    )


def _fact(fact: Fact) -> LifeEventFact:
    return LifeEventFact(
        code=fact.code,
        type=fact.type,
        question=fact.question,
        hint=fact.hint,
        optional=fact.optional,
        options=[OptionOut(code=option.code, label=option.label) for option in fact.options],
        parts=[PartOut(code=part.code, label=part.label, optional=part.optional) for part in facts.parts(fact)],
    )


def _notice(notice: Notice) -> LifeEventNotice:
    return LifeEventNotice(
        code=notice.code,
        service_type=notice.service,
        what_happens=notice.what_happens,
        purpose=notice.purpose_words,
        basis=notice.basis,
        gateway=notice.gateway,
        urgency=notice.urgency,
        may_be_left_out=notice.may_be_left_out,
        by_consent=notice.by_consent,
        facts=list(notice.facts),
    )


def _slice(item: Slice) -> SliceOut:
    return SliceOut(code=item.notice.code, facts=dict(item.facts), missing=list(item.missing))
