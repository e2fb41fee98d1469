"""`/api/v1/mail-reports` and `/api/v1/notify-receipts`: what those who carry our mail report of it.

They are no organisation with a key of ours, so the operations are public: each report is signed, or has a token.
"""

from collections.abc import Callable
from typing import Any

from ninja import Router, Schema, Status

from coopcouncil.foundation.api import example, problem
from coopcouncil.foundation.permissions import requires_api
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.sharing import actions
from coopcouncil.sharing.formats.reports import STATUSES, TYPES

router = Router(tags=["reports of mail"])
receipts = Router(tags=["reports of mail"])


class TakenOut(Schema):
    matched: bool
    again: bool


_MESSAGE = "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22"
_SIGNED = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": says}
    for name, says in (
        ("webhook-id", "Yours, new for each report; the same one again changes nothing."),
        ("webhook-timestamp", "When you send it, in seconds since 1970; it counts for five minutes."),
        ("webhook-signature", "Standard Webhooks: `v1,` and base64; several, with spaces between."),
    )
]


_REFUSED = {
    401: "It is not signed by whoever carries our mail, or too old.",
    429: "Too many came. `Retry-After` says for how many seconds to wait.",
}


def _described(schema: dict[str, Any], sample: dict[str, Any], unknown: str) -> dict[str, Any]:
    found = example(status=200, answer={"matched": True, "again": False}, refused=_REFUSED)
    found["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": schema, "example": sample}},
    }
    found["responses"][202] = {"description": unknown}
    return found


_UNKNOWN = "Kept. It names nothing that we sent; somebody here looks at it."
_MAIL = _described(
    {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"enum": list(TYPES)},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {
                "type": "object",
                "required": ["message"],
                "properties": {
                    "message": {
                        "type": "string",
                        "description": "The Message-ID of the e-mail.",
                    },
                    "permanent": {"type": "boolean", "description": "With email.bounced: it will never arrive."},
                    "status": {"type": "string", "description": "An enhanced status code (RFC 3463), such as 5.1.1."},
                },
            },
        },
    },
    {
        "type": "email.bounced",
        "timestamp": "2026-11-26T10:30:00Z",
        "data": {"message": f"<{_MESSAGE}@ashmere.example>", "permanent": True, "status": "5.1.1"},
    },
    _UNKNOWN,
) | {"parameters": _SIGNED}
_NOTIFY = _described(
    {
        "type": "object",
        "required": ["id", "status"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "reference": {"type": ["string", "null"]},
            "status": {"enum": list(STATUSES)},
            "completed_at": {"type": ["string", "null"], "format": "date-time"},
        },
    },
    {
        "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
        "reference": _MESSAGE,
        "status": "permanent-failure",
        "completed_at": "2026-11-26T10:30:00.000000Z",
        "notification_type": "email",
    },
    _UNKNOWN,
)


@router.post(
    "", response={200: TakenOut, 202: TakenOut}, summary="Report what became of an e-mail",
    operation_id="report_mail", openapi_extra=_MAIL,
)  # fmt: skip
@requires_api("public")
def report_mail(request: Request) -> Any:
    """For whoever carries our e-mail, signed by Standard Webhooks. No key of an organisation opens this.

    Of the body only what is described is read. 202 says that it names nothing that we sent: it is kept and looked at.
    """
    return _answer(
        request,
        lambda: actions.take_mail_report(
            headers=request.headers, content=request.body, caller=caller(request), now=request.now
        ),
    )


@receipts.post(
    "", response={200: TakenOut, 202: TakenOut}, summary="Take a delivery receipt of GOV.UK Notify",
    operation_id="take_notify_receipt", openapi_extra=_NOTIFY,
)  # fmt: skip
@requires_api("public")
def take_notify_receipt(request: Request) -> Any:
    """The callback that GOV.UK Notify makes for each message, with the bearer token that it was given.

    The address in it is neither kept nor logged. 202 says that it names nothing that we sent.
    """
    return _answer(
        request,
        lambda: actions.take_receipt(
            authorization=request.headers.get("Authorization", ""), content=request.body, caller=caller(request),
            now=request.now,
        ),
    )  # fmt: skip


def _answer(request: Request, take: Callable[[], actions.Taken]) -> Any:
    try:
        taken = take()
    except NotAllowed as error:
        return problem(request, 401, "Who are you?", str(error))
    return Status(200 if taken.matched else 202, {"matched": taken.matched, "again": taken.again})
