"""`/api/v1/case-transfers/`: what another council that runs coopcouncil says of a case that is handed over."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema

from coopcouncil.casework.actions import hearing
from coopcouncil.casework.domain.transfers import KIND
from coopcouncil.casework.models import Transfer
from coopcouncil.casework.queries import transfers as queries
from coopcouncil.foundation import audit
from coopcouncil.foundation.api import example
from coopcouncil.foundation.permissions import require, requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import public as sharing

router = Router(tags=["case transfers"])


class TransferTakenOut(Schema):
    transfer: UUID
    state: str = Field(description="As it stands here now.")


class TransferOut(Schema):
    """A transfer as this council sees it."""

    transfer: UUID
    side: str = Field(description="giving: from us to you; taking: from you to us.")
    state: str
    offered_on: date
    decided_on: date | None


_TRANSFER = "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22"
_SIGNED = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": says}
    for name, says in (
        ("webhook-id", "Yours for this message, the same each time it is sent."),
        ("webhook-timestamp", "When you send it, in seconds since 1970; it counts for five minutes."),
        ("webhook-signature", "Standard Webhooks, with the secret of your letter: `v1,` and base64."),
    )
]
_LINE = {"id": "0b0f0c52-0d9f-4a35-8a53-9c8d0a0c4f11", "at": "2026-11-26T10:30:00+00:00", "kind": "note", "text": "…"}
_SAMPLE: dict[str, Any] = {
    "specversion": "1.0",
    "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "source": "https://vale.example",
    "type": KIND,
    "subject": _TRANSFER,
    "time": "2026-11-26T10:30:00Z",
    "datacontenttype": "application/json",
    "data": {
        "transfer": _TRANSFER,
        "by": "giver",
        "sequence": 1,
        "step": "offered",
        "reason": "",
        "offer": {
            "title": "Damp in a flat",
            "words": "The wall is wet again.",
            "service_type": "housing_repairs",
            "urgency": "routine",
            "opened_on": "2026-11-20",
            "basis": "agreed",
            "basis_words": "On the phone on 25 November.",
            "why": "They have moved to your borough.",
            "contact": {"name": "Rowan Marsh", "phone": "07700 900461"},
        },
        "standing": {
            "reference": "7KD-4QM-9XF", "state": "open", "outcome": "", "owner": "Carys Owen", "due_on": "2026-12-04",
            "follow_url": "", "follow_code": "",
        },
        "lines": [_LINE],
    },
}  # fmt: skip
_MESSAGE: dict[str, Any] = example(
    status=200,
    answer={"transfer": _TRANSFER, "state": "offered"},
    refused={403: "Its key lacks the scope, or it is not signed with the secret of its letter."},
) | {"parameters": _SIGNED}
_MESSAGE["requestBody"] = {
    "required": True,
    "content": {"application/cloudevents+json": {"schema": {"type": "object"}, "example": _SAMPLE}},
}
_SEE = example(
    status=200,
    answer={
        "transfer": _TRANSFER, "side": "taking", "state": "offered", "offered_on": "2026-11-26", "decided_on": None
    },
)  # fmt: skip


@router.post(
    "/messages", response=TransferTakenOut, summary="Say how a case stands that is handed over",
    operation_id="send_transfer_message", openapi_extra=_MESSAGE,
)  # fmt: skip
@requires_api("casework.exchange")
def send_transfer_message(request: Request) -> dict[str, Any]:
    """For another council that runs coopcouncil, signed with the secret of its letter. Again, late or out of turn, a
    message does no harm: each line counts once, and of two standings the one with the higher number.
    """
    opened = sharing.open_parcel(actor=request.actor, headers=request.headers, content=request.body, now=request.now)
    if opened.kind != KIND:
        raise BadInput("This is no message of a transfer.", place="type", mend=f"Send the type {KIND}.")
    row = hearing.take_message(actor=request.actor, data=opened.data, now=request.now)
    return {"transfer": row.id, "state": row.state}


@router.get(
    "/{uuid:transfer_id}", response=TransferOut, summary="See how a transfer stands here",
    operation_id="get_transfer", openapi_extra=_SEE,
)  # fmt: skip
@requires_api("casework.see_exchange")
def get_transfer(request: Request, transfer_id: UUID) -> dict[str, Any]:
    """So that two councils can see that they came to the same end. Another council's transfer is not found."""
    row: Transfer = queries.transfer(transfer_id)
    require(request.actor, "casework.see_exchange", row)
    audit.read(request.actor, "casework.offer_read", row, about=[row.case.person_id] if row.case else [])
    return {
        "transfer": row.id,
        "side": row.side,
        "state": row.state,
        "offered_on": row.offered_at.date(),
        "decided_on": row.decided_at.date() if row.decided_at else None,
    }
