"""An organisation's own program, as it speaks with the API."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from coopcouncil.frontdoor.api.examples import DEATH, HELP

ALL = ("notices", "submissions", "drafts")
BODY: dict[str, Any] = {"life_event": "death", "help": HELP, "answers": DEATH}


@dataclass
class Software:
    """An organisation's own program, with its key."""

    organisation_id: UUID
    client: Client

    def ask(self, method: str, path: str, body: Any = None, key: str = "", raw: bytes | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, f"/api/v1/{path}", content, content_type="application/json", headers=headers)

    def submit(self, body: Any = BODY, key: str = "") -> Any:
        return self.ask("POST", "submissions", body, key or str(uuid4()))

    def begin(self, **body: Any) -> str:
        answer = self.ask("POST", "drafts", {"life_event": "death", **body})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])


Make = Callable[..., Software]


def changed(**changes: Any) -> dict[str, Any]:
    body = deepcopy(BODY)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = body
        for step in way:
            place = place[step]
        place[last] = value
    return body


def problem(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    return answer.json()
