"""A notice on its way out: CloudEvents 1.0 in structured JSON, as Standard Webhooks carries it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent

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


def notice(*, event_id: UUID, source: str, at: datetime, data: dict[str, Any], facts: Sequence[Any]) -> bytes:
    """A notice with its slice. One that would be too large goes without the facts: the agency fetches them (`answers`).

    `facts` have code, label, value, and `do_not_use` where the person must not be reached by them.
    """
    told = [
        {"code": fact.code, "label": fact.label, "value": fact.value}
        | ({"do_not_use": True} if fact.do_not_use else {})
        | ({"corrected": True} if fact.corrected else {})
        | ({"before": fact.before} if fact.before is not None else {})
        for fact in facts
    ]
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
