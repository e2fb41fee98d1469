"""Fetching one notice, its files, and answering it."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict

from coopcouncil.foundation.api import example
from coopcouncil.foundation.permissions import requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.uploads import as_download
from coopcouncil.sharing import actions
from coopcouncil.sharing.domain.answers import UNMATCHED
from coopcouncil.sharing.domain.decisions import DecisionDraft, Outcome
from coopcouncil.sharing.domain.delivery import AnswerKind
from coopcouncil.sharing.domain.slices import Standing

router = Router(tags=["notices"])


class FactOut(Schema):
    code: str
    label: str
    value: Any
    do_not_use: bool = Field(False, description="True: never reach the person by this number or address.")
    corrected: bool = Field(False, description="True: we held another value of this, and the person put it right.")
    before: Any = Field(None, description="The value before, where your service got it from us; else null.")


class SafeContactOut(Schema):
    instruction: str
    way: str = Field(description="phone, text, email, in_person, or none: nobody may get in touch.")
    detail: str
    when: str


class NeedOut(Schema):
    code: str
    words: str


class NoticeOut(Schema):
    """A notice with exactly the facts that its organisation was told."""

    notice: UUID
    reference: str
    life_event: str
    title: str
    service_type: str
    purpose: str
    purpose_words: str
    basis: str
    gateway: str
    urgency: str
    identity: str
    by_consent: bool
    standing: Standing = Field(description="Both are unchecked: on the person’s word, or with a proof to check.")
    standing_words: str
    standing_means: str
    may_end_entitlement: bool = Field(
        description="Whether you may, once you have checked the proof, stop a payment or a service because of this."
    )
    safe_contact: SafeContactOut | None = Field(
        description="The only way to reach a person in danger, and what you must not do; null where any way will do."
    )
    must_not_be_told: str | None = Field(
        description="An organisation that must not learn of this: the person is afraid of somebody who works there, or "
        "who knows somebody there. You are told in its place; null where there is none."
    )
    needs: list[NeedOut] = Field(description="How to speak with the person: an interpreter, large print …")
    language: str = Field(description="The language in which the person told us, as a BCP 47 tag.")
    acting: str = Field(description="Who told this for another person, and by what power; empty where nobody did.")
    how_told: str | None = Field(
        description="Who wrote it down for the person, and where; null where they told it themselves."
    )
    told_at: str
    kind: Literal["told", "correction", "withdrawal", "stop"] = Field(
        description="A correction changes a fact of an earlier notice; a withdrawal says that all of it was wrong; a "
        "stop, that it may be used no more."
    )
    corrects: UUID | None = Field(None, description="The earlier notice that this one corrects or takes back.")
    because: str | None = Field(None, description="Why: mistake, not_true_now, about_me; consent, objection.")
    words: str | None = Field(None, description="What the person adds, of a withdrawal.")
    state: str
    facts: list[FactOut]


class DecisionIn(Schema):
    """A decision in writing. The person gets a letter with it, the way to appeal, and the last day for that."""

    outcome: Outcome
    reasons: str = Field(min_length=1, max_length=4000, description="In plain words, for the person.")
    decided_on: date = Field(description="The day of the decision; the last day to appeal is counted from it.")


class AppealOut(Schema):
    code: str
    title: str
    last_day: date | None = Field(None, description="None where the law sets no last day.")


class AnswerIn(Schema):
    """`id` is the organisation's own, new for each answer; sent again it changes nothing."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=100)
    answer: AnswerKind
    reason: str = Field("", max_length=1000)
    basis: str = Field("", max_length=60, description="With kept_under: the code of its legal basis.")
    at: AwareDatetime | None = Field(
        None, description="When you said it, by your own clock. An answer older than one that has come changes nothing."
    )
    decision: DecisionIn | None = Field(None, description="With a final answer, where your answer is a decision.")


class AnswerOut(Schema):
    notice: UUID
    state: str = Field(description="Of the notice now; unmatched where this is no notice of yours.")
    again: bool
    words: str | None = Field(None, description="What became of an answer that fits no notice.")
    appeal: AppealOut | None = Field(None, description="With a decision: what the person was told about appealing.")


_NOTICE = {
    "notice": "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22",
    "reference": "7KD-4QM-9XF",
    "life_event": "death",
    "title": "Someone has died: Council Tax",
    "service_type": "council_tax",
    "purpose": "council_tax_after_a_death",
    "purpose_words": "To send the bill to the right person",
    "basis": "public_task",
    "gateway": "",
    "urgency": "same_day",
    "identity": "none",
    "by_consent": False,
    "standing": "evidenced",
    "standing_words": "Reported, with the registrar's reference",
    "standing_means": "They check it with the registrar before anything stops.",
    "may_end_entitlement": True,
    "safe_contact": None,
    "must_not_be_told": None,
    "needs": [{"code": "large_print", "words": ""}],
    "language": "en",
    "acting": "",
    "how_told": None,
    "told_at": "2026-11-25T10:30:00+00:00",
    "kind": "told",
    "corrects": None,
    "because": None,
    "words": None,
    "state": "sent",
    "facts": [
        {
            "code": "died_on",
            "label": "Date of death",
            "value": "2026-11-10",
            "do_not_use": False,
            "corrected": False,
            "before": None,
        }
    ],
}
_FETCH = example(status=200, answer=_NOTICE)
_ANSWER = example(
    {"id": "case 2026/417", "answer": "accepted"},
    status=200,
    answer={"notice": _NOTICE["notice"], "state": "accepted", "again": False},
)
_KEPT = (
    "We know no such notice of yours. Your answer was kept and not matched. Look at the notice’s id and answer again."
)

_DOCUMENT: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file, as a download.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("image/jpeg", "image/png", "application/pdf")
            },
        }
    }
}


@router.get(
    "/{uuid:notice_id}", response=NoticeOut, summary="Fetch one notice", operation_id="fetch_notice",
    openapi_extra=_FETCH,
)  # fmt: skip
@requires_api("sharing.see_notice")
def fetch_notice(request: Request, notice_id: UUID) -> dict[str, Any]:
    """One notice of your organisation, with its slice of the facts. Each reading is logged."""
    page = actions.open_notice(actor=request.actor, notice_id=notice_id)
    return {
        **actions.described(page.parcel),
        "state": page.state,
        "facts": [
            {
                "code": fact.code,
                "label": fact.label,
                "value": fact.value,
                "do_not_use": fact.do_not_use,
                "corrected": fact.corrected,
                "before": fact.before,
            }
            for fact in page.parcel.facts
        ],
    }


@router.get(
    "/{uuid:notice_id}/documents/{uuid:document_id}", summary="Fetch a file that came with a notice",
    operation_id="fetch_document", openapi_extra=_DOCUMENT,
)  # fmt: skip
@requires_api("sharing.read_document")
def fetch_document(request: Request, notice_id: UUID, document_id: UUID) -> HttpResponse:
    """The bytes of a file that a fact of the notice names by its `document`. Each reading is logged.

    Check them against the fact's `sha256`, and scan them yourself where its `scan` is `not_scanned`.
    """
    file = actions.file_of_notice(actor=request.actor, notice_id=notice_id, document_id=document_id)
    return as_download(file.content, name=file.name, media_type=file.media_type)


@router.post(
    "/{uuid:notice_id}/answers", response={200: AnswerOut, 202: AnswerOut}, summary="Answer one notice",
    operation_id="answer_notice", exclude_none=True,
    openapi_extra=_ANSWER,
)  # fmt: skip
@requires_api("sharing.answer_notice")
def answer_notice(request: Request, notice_id: UUID, answer: AnswerIn) -> Any:
    """Accepted, acted or refused; a refusal needs a reason, which the person who told us will read.

    To a notice of kind `stop`: accepted, stopped_and_erased, or kept_under with a basis and a reason.
    202 says that it fits no notice of yours: it is kept, and somebody here looks at it.
    """
    assert request.actor.organisation_id
    answered = actions.answer_or_keep(
        actor=request.actor,
        organisation_id=request.actor.organisation_id,
        notice=str(notice_id),
        answer_id=answer.id,
        kind=answer.answer,
        reason=answer.reason,
        now=request.now,
        basis=answer.basis,
        said_at=answer.at,
        decision=DecisionDraft(**answer.decision.model_dump()) if answer.decision else None,
    )
    told: dict[str, Any] = {"notice": notice_id, "state": answered.state, "again": answered.again}
    if answered.state == UNMATCHED:
        return Status(202, told | {"words": _KEPT})
    if answered.appeal:
        told["appeal"] = {"code": answered.appeal, "title": answered.appeal_title, "last_day": answered.appeal_by}
    return Status(200, told)
