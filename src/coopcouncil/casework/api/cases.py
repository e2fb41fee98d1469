"""`/api/v1/cases`: organisations' software opens cases, follows them, and adds to them."""

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Header, Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict

from coopcouncil.casework.actions import importing
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.api import examples
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.domain.outcomes import MOST_WORDS
from coopcouncil.casework.models import Case, CaseIdentifier, Visibility
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import exchange
from coopcouncil.casework.queries.exchange import Known
from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit
from coopcouncil.foundation.permissions import require, requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

router = Router(tags=["cases"])
CaseKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="A new random UUID for each thing asked; the same one each time it is asked again.",
    ),
]


_MOMENT: dict[str, Any] = {"format": "date-time"}


class CaseContactIn(Schema):
    model_config = ConfigDict(extra="forbid")
    name: str = Field("", max_length=150)
    phone: str = Field("", max_length=30)
    email: str = Field("", max_length=254)


class CaseIn(Schema):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1, max_length=150, description="What kind of problem; nothing about a person.")
    words: str = Field(min_length=1, max_length=MOST_WORDS, description="What is wrong, as it was said.")
    external_id: str = Field("", max_length=100, description="How you call it: one case an id. Empty: our reference.")
    service_type: str = Field("", max_length=60, description="A code of the directory’s catalogue, or nothing.")
    urgency: Literal["emergency", "same_day", "routine"] = "routine"
    channel: Literal["web", "phone", "counter", "post", "email", "api"] = "api"
    contact: CaseContactIn = CaseContactIn(name="", phone="", email="")


class CaseOut(Schema):
    """A case, as the organisation may see it that opened it or has to act in it."""

    id: UUID
    reference: str
    external_id: str = Field(description="Yours, where you opened it; else empty.")
    title: str
    words: str = Field(description="Only where you opened it; else empty.")
    service_type: str
    state: str = Field(description="open, asked (we asked the resident whether it is solved) or closed.")
    outcome: str = Field(description="Of a closed one: solved (the resident says so) or ended (with our reasons).")
    owner: str = Field(description="Who of the council owns it.")
    organisation: str = Field(description="Who has to act, by its code; or nothing.")
    due_on: date | None
    opened_at: datetime
    updated_at: str = Field(description="To the microsecond, to be given back.", json_schema_extra=_MOMENT)
    closed_at: datetime | None


class CaseLineOut(Schema):
    at: datetime
    kind: str
    text: str


class CaseWithHistoryOut(CaseOut):
    history: list[CaseLineOut] = Field(description="What organisations and the resident may read, the oldest first.")


class CaseNextOut(Schema):
    updated_after: str = Field(json_schema_extra=_MOMENT)
    after: UUID


class CasesOut(Schema):
    cases: list[CaseOut]
    next: CaseNextOut | None = Field(description="What to ask for next; null where that was all.")


class CaseAsked(Schema):
    updated_after: AwareDatetime | None = Field(None, description="Only what changed after that moment.")
    after: UUID | None = Field(None, description="With updated_after of `next`: the last case that you have.")


class CaseUpdateIn(Schema):
    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=MOST_WORDS)
    for_resident: bool = Field(False, description="Whether the resident may read it; else the council and you.")


class CaseUpdateOut(Schema):
    id: UUID


@router.post(
    "", response={201: CaseOut}, summary="Open a case", operation_id="open_case", openapi_extra=examples.OPEN_CASE
)
@requires_api("casework.open_by_software")
def open_case(request: Request, body: CaseIn, idempotency_key: CaseKey) -> HttpResponse:
    """Open a case: it has an owner of the council, by name, and its clocks at once.

    Asked again with the same `Idempotency-Key` and body it answers the same, letter for letter, and opens nothing.
    """
    actor, now = request.actor, request.now
    if body.service_type and body.service_type not in directory.service_types():
        raise BadInput("There is no such type of service.", place="body.service_type", mend="Leave it out if unsure.")
    system = _system(request)

    def do() -> tuple[int, str]:
        made = importing.open_by_software(
            actor=actor, system=system, external_id=body.external_id.strip(), now=now,
            problem=Problem(
                title=body.title, words=body.words, urgency=body.urgency, channel=body.channel,
                source=Case.Source.AGENCY, service_type=body.service_type,
                contact={name: value for name, value in body.contact.dict().items() if value},
            ),
        )  # fmt: skip
        assert actor.organisation_id is not None
        found = exchange.known(actor.organisation_id, system, made.id)
        return HTTPStatus.CREATED, CaseOut(**_shown(found)).model_dump_json()

    asked = {"operation": "open_case", "body": body.model_dump()}
    status, text = sharing.once(actor=actor, key=idempotency_key, asked=asked, now=now, do=do)
    return HttpResponse(text, status=status, content_type="application/json")


@router.get(
    "", response=CasesOut, summary="Cases that changed", operation_id="list_cases", openapi_extra=examples.LIST_CASES
)
@requires_api("casework.list_by_software")
def list_cases(request: Request, asked: Query[CaseAsked]) -> dict[str, Any]:
    """Those that you opened or have to act in, by when they last changed, 100 at a time. Each reading is logged.

    What is changed just now may come with a moment a little before it: ask from five minutes before your last answer.
    """
    assert request.actor.organisation_id is not None
    found = exchange.changed(
        request.actor.organisation_id, _system(request), after=asked.updated_after, after_id=asked.after
    )
    readings = [(("casework.case", item.case.id), [item.case.person_id]) for item in found]
    if readings:
        audit.read_all(request.actor, "casework.cases_listed", readings, reason="api")
    last = found[-1].case if len(found) == exchange.PAGE else None
    return {
        "cases": [_shown(item) for item in found],
        "next": {"updated_after": _exact(last.changed_at), "after": last.id} if last else None,
    }


@router.get(
    "/{uuid:case_id}", response=CaseWithHistoryOut, summary="One case", operation_id="get_case",
    openapi_extra=examples.GET_CASE,
)  # fmt: skip
@requires_api("casework.see_by_software")
def get_case(request: Request, case_id: UUID) -> dict[str, Any]:
    """With its history, as far as you may read it. Each reading is logged."""
    assert request.actor.organisation_id is not None
    found = exchange.known(request.actor.organisation_id, _system(request), case_id)
    require(request.actor, "casework.see_by_software", found.case)
    audit.read(request.actor, "casework.case_read", found.case, about=[found.case.person_id])
    lines = queries.entries_of(case_id, [Visibility.AGENCIES, Visibility.RESIDENT])
    history = [{"at": line.at, "kind": line.kind, "text": line.text or ""} for line in lines]
    return {**_shown(found), "history": history}


@router.post(
    "/{uuid:case_id}/updates", response={201: CaseUpdateOut}, summary="Add to a case", operation_id="update_case",
    openapi_extra=examples.UPDATE_CASE,
)  # fmt: skip
@requires_api("casework.add_by_software")
def update_case(request: Request, case_id: UUID, body: CaseUpdateIn, idempotency_key: CaseKey) -> HttpResponse:
    """Say what is new. The case’s owner hears of it, and the resident where they may read it."""
    actor, now = request.actor, request.now
    assert actor.organisation_id is not None
    system = _system(request)
    # Asked here too, for a reply that was kept is given without doing anything again.
    require(actor, "casework.add_by_software", exchange.known(actor.organisation_id, system, case_id).case)

    def do() -> tuple[int, str]:
        made = importing.add_by_software(
            actor=actor, system=system, case_id=case_id, text=body.text, for_resident=body.for_resident, now=now
        )
        return HTTPStatus.CREATED, CaseUpdateOut(id=made).model_dump_json()

    asked = {"operation": "update_case", "case": str(case_id), "body": body.model_dump()}
    status, text = sharing.once(actor=actor, key=idempotency_key, asked=asked, now=now, do=do)
    return HttpResponse(text, status=status, content_type="application/json")


def _exact(at: datetime) -> str:
    """Not cut to milliseconds, as JSON's encoder would: asked for what came after it, the same would come again."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _system(request: Request) -> str:
    assert request.actor.organisation_id is not None
    return CaseIdentifier.system_of(people.organisation(request.actor.organisation_id).code)


def _shown(found: Known) -> dict[str, Any]:
    case = found.case
    return {
        "id": case.id,
        "reference": case.reference,
        "external_id": found.external_id,
        "title": case.title,
        "words": (case.words or "") if found.opened else "",
        "service_type": case.service_type,
        "state": case.state,
        "outcome": case.outcome,
        "owner": str(case.owner.account),
        "organisation": case.organisation.code if case.organisation else "",
        "due_on": day_of(case.next_due_at) if case.next_due_at else None,
        "opened_at": case.opened_at,
        "updated_at": _exact(case.changed_at),
        "closed_at": case.closed_at,
    }
