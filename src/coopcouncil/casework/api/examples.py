"""Examples for the description of the API. Tests send each to the real server, and compare the shape of its answer."""

from typing import Any

from coopcouncil.foundation.api import example

CASE: dict[str, Any] = {
    "title": "Damp in a flat",
    "words": "The wall in the bedroom is wet again.",
    "external_id": "CRM-2026-00417",
    "urgency": "routine",
    "channel": "phone",
    "contact": {"name": "Rowan Marsh", "phone": "07700 900461"},
}
_CASE: dict[str, Any] = {
    "id": "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22",
    "reference": "7KD-4QM-9XF",
    "external_id": "CRM-2026-00417",
    "title": "Damp in a flat",
    "words": "The wall in the bedroom is wet again.",
    "service_type": "",
    "state": "open",
    "outcome": "",
    "owner": "Carys Owen",
    "organisation": "",
    "due_on": "2026-12-10",
    "opened_at": "2026-11-26T10:30:00Z",
    "updated_at": "2026-11-26T10:30:00Z",
    "closed_at": None,
}
_TAKEN = {409: "The Idempotency-Key was used for something else, or the external_id is a case’s already."}
OPEN_CASE = example(CASE, status=201, answer=_CASE, refused=_TAKEN)
LIST_CASES = example(status=200, answer={"cases": [_CASE], "next": None})
GET_CASE = example(
    status=200,
    answer={**_CASE, "history": [{"at": "2026-11-26T10:30:00Z", "kind": "opened", "text": ""}]},
)
UPDATE_CASE = example(
    {"text": "Our plumber was there today.", "for_resident": True},
    status=201,
    answer={"id": "0b0f0c52-0d9f-4a35-8a53-9c8d0a0c4f11"},
    refused={409: "The case is closed, or the Idempotency-Key was used for something else."},
)
