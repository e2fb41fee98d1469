"""Reports of what became of our mail: one shape of ours for every carrier of e-mail, and the receipts of GOV.UK Notify.

Ours follows Standard Webhooks, "Payload structure": `type`, `timestamp` and `data`. Of either only what is needed is
read; the address that a receipt of GOV.UK Notify holds is not.
"""

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.domain.reports import Kind, Report

MOST_BYTES = 65_536
TYPES = ("email.delivered", "email.delayed", "email.bounced", "email.complained")
# Source: GOV.UK Notify, "Delivery receipts". A technical failure lies between Notify and the networks: it may pass.
STATUSES: dict[str, Kind] = {
    "delivered": "delivered",
    "permanent-failure": "permanent",
    "temporary-failure": "temporary",
    "technical-failure": "temporary",
}
_NAME = re.compile(r"[\x21-\x7e]{1,200}")  # a Message-ID is printable ASCII (RFC 5322, section 3.6.4)
_OURS = re.compile(
    r"<?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:\.([0-9]{1,12}\.[0-9]{1,6}))?(?:@[^>]*)?>?"
)
_CODE = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")  # RFC 3463


def read_mail_report(content: bytes) -> Report:
    """A report of e-mail in our own shape. Raises BadInput with its place."""
    said = _object(content)
    kind = said.get("type")
    if kind not in TYPES:
        raise BadInput("This type is not known.", place="type", mend=f"Write one of: {', '.join(TYPES)}.")
    data = said.get("data")
    if not isinstance(data, dict):
        raise BadInput("There is no data.", place="data", mend='Write {"message": "…"}.')
    named = _name(data.get("message"), "data.message")
    return Report(
        kind=_kind(kind, data.get("permanent")),
        named=named,
        **_ours(named),
        at=_moment(said.get("timestamp"), "timestamp"),
        code=_code(data.get("status")),
    )


def read_receipt(content: bytes) -> tuple[str, Report]:
    """A delivery receipt of GOV.UK Notify, and the id by which the same one is known when it comes again.

    Source: GOV.UK Notify, REST API documentation, "Delivery receipts". Raises BadInput with its place.
    """
    said = _object(content)
    status = said.get("status")
    if not isinstance(status, str) or status not in STATUSES:
        raise BadInput("This status is not known.", place="status", mend=f"Write one of: {', '.join(STATUSES)}.")
    identifier = _name(said.get("id"), "id")
    try:
        receipt = UUID(identifier)
    except ValueError:
        raise BadInput("This id is not one of GOV.UK Notify.", place="id", mend="Write a UUID.") from None
    reference = said.get("reference")
    named = _name(reference, "reference") if reference is not None else str(receipt)
    at = said.get("completed_at")
    return f"{receipt}:{status}", Report(
        kind=STATUSES[status],
        named=named,
        **_ours(named),
        at=_moment(at, "completed_at") if at is not None else None,
        code=status,
    )


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise BadInput("The body is too large.", place="body", mend="Send one report, in 64 KB at most.")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise BadInput("The body is not JSON that can be read.", place="body", mend="Send JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise BadInput("The body is no JSON object.", place="body", mend="Send one report, as an object.")
    return found


def _name(value: Any, place: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise BadInput("This names no message.", place=place, mend="Write up to 200 printable ASCII characters.")
    return value


def _ours(named: str) -> dict[str, Any]:
    found = _OURS.fullmatch(named)
    return {"about": UUID(found[1]) if found else None, "attempt": (found[2] or "") if found else ""}


def _kind(kind: str, permanent: Any) -> Kind:
    if kind == "email.bounced":
        if not isinstance(permanent, bool):
            raise BadInput("Will it ever arrive?", place="data.permanent", mend="Write true or false.")
        return "permanent" if permanent else "temporary"
    plain: dict[str, Kind] = {
        "email.delivered": "delivered", "email.delayed": "delayed", "email.complained": "complained",
    }  # fmt: skip
    return plain[kind]


def _moment(value: Any, place: str) -> datetime:
    mend = "Write it as 2026-11-25T10:30:00Z."
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2000 <= found.year <= 2100:
        raise BadInput("This is no moment with its zone.", place=place, mend=mend)
    return found


def _code(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise BadInput("This is no status code.", place="data.status", mend="Write it as 5.1.1, or leave it out.")
    return value
