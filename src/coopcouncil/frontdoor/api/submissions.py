"""`/submissions`: an organisation's software tells the council for a resident, once, and sees how far it is."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Header, Router, Schema

from coopcouncil.directory.public import service_type
from coopcouncil.foundation.permissions import requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.api import examples
from coopcouncil.frontdoor.api.helping import AnswersIn, HelpIn, SafelyIn
from coopcouncil.frontdoor.domain.telling import Telling
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.sharing import public as sharing

router = Router(tags=["Submissions"])
Once = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description="A new random UUID for each thing asked; the same one each time it is asked again.",
    ),
]


class SubmissionIn(AnswersIn, SafelyIn):
    life_event: str = Field(max_length=60)
    version: int | None = Field(default=None, description="Refused where another version is told by now.")
    help: HelpIn


class NoticeState(Schema):
    code: str
    service: str
    organisation: str
    urgency: str
    what_happens: str
    state: str = Field(description="queued, sent, accepted, acted, refused, retrying or dead.")
    state_words: str
    answered_at: datetime | None = None


class SubmissionOut(Schema):
    reference: str = Field(description="Give it to the resident: it can be read over the telephone.")
    life_event: str
    version: int
    title: str
    told_at: datetime
    notices: list[NoticeState]


class SentOut(SubmissionOut):
    words: str = Field(
        description="In safe mode: with these and the reference the resident can look again, or take it back. Give "
        "both to the resident and keep neither. Else empty."
    )
    not_told: list[str] = Field(
        description="Codes of notices that nobody gets, because neither the right body nor the council may know."
    )


class SubmittedOut(SentOut):
    unused: list[str] = Field(description="Answers that had no effect, and were not kept.")


@router.post("", response={201: SubmittedOut}, operation_id="submit", openapi_extra=examples.SUBMIT)
@requires_api("frontdoor.tell_for")
def submit(request: Request, body: SubmissionIn, idempotency_key: Once) -> HttpResponse:
    """Tell every service that needs to know, once, with the resident's agreement. All of it, or nothing.

    Asked again with the same `Idempotency-Key` and body within 30 days it answers the same, letter for letter, and
    tells nobody twice: ask again whenever no answer came. We keep the answer so that only that same request opens it.
    With another body: 409. What was refused (4xx) was not kept, so it may be mended under the same key.
    """
    actor, now, today = request.actor, request.now, request.today

    def tell() -> tuple[int, str]:
        sent = actions.tell_for(
            actor=actor,
            event_code=body.life_event,
            version=body.version,
            given=body.given(),
            help=body.help.help(),
            safely=body.safely(),
            now=now,
            today=today,
        )
        out = SubmittedOut.model_construct(
            reference=sent.told.reference,
            life_event=sent.event.code,
            version=sent.event.version,
            title=sent.event.title,
            told_at=now,
            notices=[_just_told(item) for item in sent.told.tellings],
            unused=list(sent.done.dropped),
            words=sent.told.words,
            not_told=list(sent.told.left_out),
        )
        return HTTPStatus.CREATED, out.model_dump_json()

    asked = {"operation": "submit", "body": body.model_dump()}
    status, text = sharing.once(actor=actor, key=idempotency_key, asked=asked, now=now, do=tell)
    return HttpResponse(text, status=status, content_type="application/json")


@router.get(
    "/{reference}", response=SubmissionOut, operation_id="get_submission", openapi_extra=examples.GET_SUBMISSION
)
@requires_api("sharing.see_sent")
def get_submission(request: Request, reference: str) -> SubmissionOut:
    """How far each notice is. Another organisation's reference, or one of a resident's own, is not found.

    What services answer to the resident in words is for the resident, and not shown here.
    """
    return submission_out(sharing.submission_sent(request.actor, check_reference(reference[:60])))


def submission_out(found: sharing.SubmissionView) -> SubmissionOut:
    """A submission for the program that sent it."""
    return SubmissionOut(
        reference=found.reference,
        life_event=found.event_code,
        version=found.event_version,
        title=found.title,
        told_at=found.submitted_at,
        notices=[
            NoticeState(
                code=item.code,
                service=service_type(item.service_type).name,
                organisation=item.organisation,
                urgency=item.urgency,
                what_happens=item.what_happens,
                state=item.state,
                state_words=item.state_label,
                answered_at=item.answered_at,
            )
            for item in sorted(found.notices, key=lambda item: item.code)
        ],
    )


def _just_told(item: Telling) -> NoticeState:
    return NoticeState.model_construct(
        code=item.notice.code,
        service=service_type(item.notice.service).name,
        organisation=item.recipient.organisation_name,
        urgency=item.notice.urgency,
        what_happens=item.notice.what_happens,
        state="queued",
        state_words=sharing.state_label("queued"),
    )
