"""A service holds another value of a fact that it was told: it asks, and the person decides."""

from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema, Status
from pydantic import ConfigDict

from coopcouncil.foundation.api import example
from coopcouncil.foundation.permissions import requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing import actions

router = Router(tags=["notices"])


class ProposalIn(Schema):
    """`id` is the organisation's own, new for each proposal; sent again it changes nothing."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=100)
    code: str = Field(max_length=60, description="The code of a fact of this notice.")
    value: Any = Field(description="The value that you hold, in the form in which you were told it.")
    words: str = Field("", max_length=300, description="How you know, for the person.")


class ProposalOut(Schema):
    notice: UUID
    id: str
    state: str = Field(description="open; accepted or declined by the person; lapsed where they cannot be asked.")
    again: bool = Field(False, description="True: this very proposal had come before.")


class ProposalsOut(Schema):
    notice: UUID
    proposals: list[ProposalOut]


_NOTICE = "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22"
_PROPOSE = example(
    {"id": "mdm 88-1", "code": "died_on", "value": "2026-11-09", "words": "It stands so in the register."},
    status=202,
    answer={"notice": _NOTICE, "id": "mdm 88-1", "state": "open", "again": False},
    refused={409: "The person cannot be asked, is being asked already, or the id was used for something else."},
)
_LIST = example(
    status=200,
    answer={"notice": _NOTICE, "proposals": [{"notice": _NOTICE, "id": "mdm 88-1", "state": "accepted"}]},
)


@router.post(
    "/{uuid:notice_id}/proposals", response={202: ProposalOut}, summary="Propose another value of a fact",
    operation_id="propose_value", openapi_extra=_PROPOSE,
)  # fmt: skip
@requires_api("sharing.propose")
def propose_value(request: Request, notice_id: UUID, proposal: ProposalIn) -> Any:
    """Only for a fact that this notice told you. It changes nothing until the person agrees.

    Where they agree, you and every service that was told the old value get a correction.
    """
    made = actions.propose(
        actor=request.actor,
        notice_id=notice_id,
        proposal_id=proposal.id,
        code=proposal.code,
        value=proposal.value,
        words=proposal.words,
        now=request.now,
    )
    return Status(202, {"notice": notice_id, "id": proposal.id, "state": made.state, "again": made.again})


@router.get(
    "/{uuid:notice_id}/proposals", response=ProposalsOut, summary="What became of your proposals",
    operation_id="list_proposals", openapi_extra=_LIST,
)  # fmt: skip
@requires_api("sharing.propose")
def list_proposals(request: Request, notice_id: UUID) -> dict[str, Any]:
    """Your proposals to this notice, the oldest first, without the values."""
    found = actions.proposals_to_notice(actor=request.actor, notice_id=notice_id)
    return {
        "notice": notice_id,
        "proposals": [{"notice": notice_id, "id": item.proposal_id, "state": item.state} for item in found],
    }
