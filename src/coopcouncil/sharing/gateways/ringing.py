"""Ringing the duty officer, through a gateway that speaks or texts what it is sent.

We post JSON to COOPCOUNCIL_DUTY_GATEWAY_URL: the number, the words, an id for the alarm and one for this ring. Whoever
gets the same ring again knows it by its id. What is said holds no fact about anybody.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
from django.conf import settings

from coopcouncil.foundation.files import write_atomically
from coopcouncil.sharing.gateways.outcome import Outcome

TIMEOUT_SECONDS = 15
UNCONFIGURED = "unconfigured"


@dataclass(frozen=True)
class Ring:
    """One ring: the alarm that it is about, which ring of it this is (1, 2 …), and what is said."""

    alarm_id: UUID
    number: int
    words: str

    @property
    def id(self) -> str:
        return f"{self.alarm_id}-{self.number}"


def can_ring() -> bool:
    """Whether anybody is rung at all. In a demo a file stands for the telephone."""
    return bool(settings.DUTY_GATEWAY_URL and settings.DUTY_PHONE) or settings.DEMO


def ring(call: Ring) -> Outcome:
    """Ring. Any 2xx is "sent"; the same ring twice is one. Raises nothing usual."""
    began = time.monotonic()
    code, status = "sent", None
    if settings.DUTY_GATEWAY_URL and settings.DUTY_PHONE:
        code, status = _post(call)
    elif settings.DEMO:
        _keep(call)
    else:
        code = UNCONFIGURED
    return Outcome(code, status, round((time.monotonic() - began) * 1000))


def _post(call: Ring) -> tuple[str, int | None]:
    headers = {"Idempotency-Key": call.id, "User-Agent": "coopcouncil"}
    if settings.DUTY_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.DUTY_GATEWAY_TOKEN}"
    try:
        answer = httpx.post(
            settings.DUTY_GATEWAY_URL, json=_document(call), headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False
        )
    except httpx.TimeoutException:
        return "timeout", None
    except (httpx.HTTPError, httpx.InvalidURL):
        return "unreachable", None
    return ("sent" if answer.is_success else "http_error"), answer.status_code


def _document(call: Ring) -> dict[str, object]:
    return {
        "id": call.id,
        "alarm": str(call.alarm_id),
        "ring": call.number,
        "to": settings.DUTY_PHONE,
        "words": call.words,
    }


def _keep(call: Ring) -> None:
    folder = Path(settings.HOME) / "duty"
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"{call.id}.json", json.dumps(_document(call)).encode(), mode=0o600)
