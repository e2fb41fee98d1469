"""Examples for the description of the API. Tests send each to the real server, and compare the shape of its answer."""

from typing import Any

from coopcouncil.foundation.api import example

DEATH: dict[str, Any] = {
    "person_who_died": {"first_names": "Ivy", "last_name": "Marsh", "date_of_birth": "1941-03-27"},
    "died_on": "2026-11-10",
    "last_address": {"line_1": "8 Lock Lane", "town": "Ashmere", "postcode": "AM3 2AD"},
    "registrar_reference": "ASH 2026 00417",
    "relationship": "child",
    "your_name": {"first_names": "Rowan", "last_name": "Marsh"},
    "your_phone": "07700 900461",
    "lived_alone": True,
    "home": "council",
    "services_used": ["library", "blue_badge"],
    "had_benefits": "yes",
    "national_insurance_number": "AB 12 34 56 C",
    "surgery": "Larkhill Surgery",
}
HELP: dict[str, Any] = {
    "channel": "counter",
    "agreement": "in_person",
    "officer": "Staff 4417",
    "needs": [{"code": "large_print"}],
}
_STATE = {
    "code": "council_tax",
    "service": "Council Tax",
    "organisation": "Ashmere Council",
    "urgency": "same_day",
    "what_happens": "They write to you or the family about the bill.",
    "state": "queued",
    "state_words": "About to be told",
    "answered_at": None,
}
_SUBMISSION: dict[str, Any] = {
    "reference": "7KD-4QM-9XF",
    "life_event": "death",
    "version": 2,
    "title": "Someone has died",
    "told_at": "2026-11-25T10:30:00Z",
    "notices": [_STATE],
}
_QUESTION = {
    "code": "died_on", "type": "date", "question": "When did they die?",
    "hint": "If you are not sure, give the day they were found.", "optional": False, "options": [],
    "parts": [{"code": "day", "label": "Day", "optional": False}],
}  # fmt: skip
_PLAN = {
    "next": _QUESTION, "why": ["council_tax"], "notices": [{"code": "library", "facts": {}, "missing": ["died_on"]}],
    "undecided": ["blue_badge"], "offered": ["bereavement_support"], "omitted": [],
}  # fmt: skip
_DRAFT = {
    "id": "0b6f7a52-6a6f-4c0e-9d7c-0a1c3f2f9a11",
    "life_event": "death",
    "version": 2,
    "kept_until": "2026-12-09T10:30:00Z",
    "reference": None,
    "answers": {"died_on": "2026-11-10"},
    "plan": _PLAN,
    "told": [
        {key: _STATE[key] for key in ("code", "service", "organisation", "urgency", "what_happens")}
        | {"organisation_code": "ashmere-council"}
    ],
}

LIST_LIFE_EVENTS = example(
    status=200,
    answer=[
        {
            "code": "death", "version": 2, "title": "Someone has died",
            "summary": "We are sorry for your loss. Tell us once.", "minutes": 10,
        }
    ],
)  # fmt: skip
GET_LIFE_EVENT = example(
    status=200,
    answer={
        "code": "death", "version": 2, "title": "Someone has died",
        "summary": "We are sorry for your loss. Tell us once.", "minutes": 10, "facts": [_QUESTION],
        "notices": [
            {
                "code": "library", "service_type": "libraries", "what_happens": "They close the card.",
                "purpose": "To close the card", "basis": "public_task", "gateway": "", "urgency": "routine",
                "may_be_left_out": True, "by_consent": False, "facts": ["person_who_died", "last_address"],
            }
        ],
    },
)  # fmt: skip
PLAN = example({"answers": {"had_benefits": "no"}}, status=200, answer=_PLAN)
SUBMIT = example(
    {"life_event": "death", "help": HELP, "answers": DEATH},
    status=201,
    answer={**_SUBMISSION, "unused": [], "words": "", "not_told": []},
)
GET_SUBMISSION = example(status=200, answer=_SUBMISSION)
BEGIN_DRAFT = example({"life_event": "death", "answers": {"died_on": "2026-11-10"}}, status=201, answer=_DRAFT)
GET_DRAFT = example(status=200, answer=_DRAFT)
CHANGE_DRAFT = example({"answers": DEATH, "help": HELP}, status=200, answer=_DRAFT)
SAFELY: dict[str, Any] = {
    "safe_contact": {"way": "phone", "detail": "07700 900461", "when": "Weekdays, 10 to 2"},
    "must_not_know": ["larkhill-surgery"],
}
SEND_DRAFT = example(
    SAFELY,
    status=201,
    answer={**_SUBMISSION, "words": "apple river candle tiger", "not_told": []},
    refused={409: "It was sent already by another request, or the `Idempotency-Key` was used for something else."},
)
DISCARD_DRAFT: dict[str, Any] = {}
