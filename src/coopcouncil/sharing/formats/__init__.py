"""A notice on its way out: CloudEvents 1.0 in structured JSON, as Standard Webhooks carries it."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import resources
from typing import Any
from uuid import UUID

from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent

from coopcouncil.kernel.errors import BadInput

CONTENT_TYPE = "application/cloudevents+json"
NOTICE_TYPE = "org.coopcouncil.notice.v1"
TEST_TYPE = "org.coopcouncil.test.v1"
# Source: Standard Webhooks specification, "Payload size".
MOST_BYTES = 20_000


def event(*, event_id: UUID, kind: str, source: str, subject: str, at: datetime, data: dict[str, Any]) -> bytes:
    """One event as the body of a request. `at` is aware, `source` the address of this platform."""
    attributes = {
        "id": str(event_id),
        "source": source,
        "type": kind,
        "subject": subject,
        "time": at,
        "datacontenttype": "application/json",
    }
    body = to_structured_event(CloudEvent(attributes, data)).body
    return body if isinstance(body, bytes) else body.encode()


# All that is posted for a sensitive purpose: what it is for, and where to fetch it.
THIN = (
    "notice", "kind", "corrects", "purpose", "purpose_words", "basis", "gateway", "urgency", "told_at", "notice_url",
    "answers_url",
)  # fmt: skip


def notice(
    *, event_id: UUID, source: str, at: datetime, data: dict[str, Any], facts: Sequence[Any], thin: bool = False
) -> bytes:
    """A notice with its slice. One that would be too large goes without the facts: the agency fetches them (`answers`).
    One that is `thin` says what it is for, and nothing of the person.

    `facts` have code, label, value, and `do_not_use` where the person must not be reached by them.
    """
    told = [
        {"code": fact.code, "label": fact.label, "value": fact.value}
        | ({"do_not_use": True} if fact.do_not_use else {})
        | ({"corrected": True} if fact.corrected else {})
        | ({"before": fact.before} if fact.before is not None else {})
        for fact in facts
    ]
    if thin:
        said = {name: data[name] for name in THIN} | {"thin": True, "facts": None}
        return event(event_id=event_id, kind=NOTICE_TYPE, source=source, subject=str(data["notice"]), at=at, data=said)
    whole = event(
        event_id=event_id,
        kind=NOTICE_TYPE,
        source=source,
        subject=str(data["notice"]),
        at=at,
        data={**data, "facts": told},
    )
    if len(whole) < MOST_BYTES:
        return whole
    return event(
        event_id=event_id, kind=NOTICE_TYPE, source=source, subject=str(data["notice"]), at=at,
        data={**data, "facts": None},
    )  # fmt: skip


RECEIPT_VERSION = "1.0"
_WAYS = ("web", "counter", "phone", "home", "video", "software", "api")


def receipt_schema() -> dict[str, Any]:
    """The JSON Schema of `consent_receipt`, which we publish."""
    file = resources.files("coopcouncil.sharing") / "schemas" / f"consent-receipt-{RECEIPT_VERSION}.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def consent_receipt(
    consent: Any,
    *,
    may_be_told: Iterable[tuple[str, str]],
    controller: tuple[str, str, str],
    basis_words: str,
    site: str,
    withdrawal_url: str,
    how: str,
) -> dict[str, Any]:
    """A receipt for one consent, as JSON, with the fields of ISO/IEC TS 27560:2023 (from knowledge of the standard).

    `consent` has what `queries.ConsentView` has; `may_be_told` are code and label of the only facts that may be
    told for the purpose; `controller` name, e-mail and telephone; `how` says how it is ended.
    """
    events = [{"event_time": consent.given_at, "event_type": "consent_given", "party": "pii_principal"}]
    if consent.told_on:
        events.append({"event_time": consent.told_on, "event_type": "recipient_told", "party": "controller"})
    if consent.withdrawn_at:
        events.append({"event_time": consent.withdrawn_at, "event_type": "consent_withdrawn", "party": "pii_principal"})
    events += [
        {
            "event_time": answer.at,
            "event_type": "recipient_answered",
            "party": "recipient",
            "answer": answer.kind,
            "answer_words": answer.words,
            "reason": answer.reason,
        }
        for answer in consent.answers
    ]
    name, email, phone = controller
    return {
        "record_id": str(consent.id),
        "schema_version": RECEIPT_VERSION,
        "pii_principal_id": consent.reference,
        "language": consent.language,
        "timestamp": consent.given_at.isoformat(),
        "expiry": consent.expires_at.isoformat(),
        "state": consent.standing,
        "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
        "privacy_notice": f"{site}/privacy/",
        "parties": [
            {"party_id": "controller", "role": "pii_controller", "name": name, "email": email, "phone": phone},
            {"party_id": "recipient", "role": "recipient", "name": consent.organisation},
        ],
        "purposes": [
            {
                "purpose": consent.purpose,
                "words": consent.purpose_words,
                "lawful_basis": "consent",
                "lawful_basis_words": basis_words,
                "data_categories": [{"code": code, "label": label} for code, label in consent.data],
                "permitted_data_categories": [{"code": code, "label": label} for code, label in may_be_told],
                "pii_controller": "controller",
                "recipient": "recipient",
                "retention": consent.retention,
                "collection_method": consent.channel if consent.channel in _WAYS else "other",
                "withdrawal_method": how,
                "withdrawal_url": withdrawal_url,
            }
        ],
        "events": [{**event, "event_time": event["event_time"].isoformat()} for event in events],
    }


def read_event(body: bytes) -> tuple[str, str, Any]:
    """The type, subject and data of a CloudEvent in structured JSON. Raises BadInput."""
    try:
        document = json.loads(body)
        kind, subject, data = document["type"], document["subject"], document["data"]
        if document["specversion"] != "1.0" or not isinstance(kind, str) or not isinstance(subject, str):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadInput(
            "This is no CloudEvent in JSON.", place="body", mend="Send what the description shows."
        ) from None
    return kind, subject, data
