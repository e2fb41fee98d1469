"""The world outside: signed posts to an organisation's server, letters by e-mail."""

import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx
from django.conf import settings
from django.core.mail import EmailMessage
from standardwebhooks import Webhook

from coopcouncil.sharing.formats import CONTENT_TYPE

TIMEOUT_SECONDS = 20.0
MOST_ANSWER_BYTES = 16_384


@dataclass(frozen=True)
class Outcome:
    """How one try went: "sent" or a short code of what went wrong; the HTTP status, if any; milliseconds."""

    code: str
    http_status: int | None
    took_ms: int

    @property
    def is_sent(self) -> bool:
        return self.code == "sent"


def sign(*, message_id: str, body: bytes, secrets: list[str], at: datetime) -> str:
    """The `webhook-signature` header: one signature for each secret, so that an agency can change over."""
    return " ".join(Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets)


def post(*, url: str, message_id: UUID, body: bytes, secrets: list[str], at: datetime) -> Outcome:
    """Post a signed body. 2xx is "sent"; anything else, a redirect too, is not. The network raises nothing."""
    headers = {
        "Content-Type": CONTENT_TYPE,
        "User-Agent": "coopcouncil",
        "webhook-id": str(message_id),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": sign(message_id=str(message_id), body=body, secrets=secrets, at=at),
    }
    began = time.monotonic()

    def outcome(code: str, status: int | None = None) -> Outcome:
        return Outcome(code, status, round((time.monotonic() - began) * 1000))

    try:
        with (
            httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=body, headers=headers) as response,
        ):
            # The status is the whole answer. Of the body we take no more than keeps the other side from stumbling.
            taken = 0
            for chunk in response.iter_raw(4096):
                taken += len(chunk)
                if taken > MOST_ANSWER_BYTES or time.monotonic() - began > TIMEOUT_SECONDS:
                    break
            status = response.status_code
    except httpx.TimeoutException:
        return outcome("timeout")
    except (httpx.HTTPError, httpx.InvalidURL):
        return outcome("unreachable")
    if 200 <= status < 300:
        return outcome("sent", status)
    return outcome("redirect" if 300 <= status < 400 else "http_error", status)


def write(*, to: str, subject: str, text: str) -> Outcome:
    """Send a letter by e-mail."""
    began = time.monotonic()
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to]).send()
        code = "sent"
    except OSError:  # every error of smtplib is one
        code = "mail_error"
    return Outcome(code, None, round((time.monotonic() - began) * 1000))


def public_url() -> str:
    """The address of this platform, without a slash at its end."""
    return str(settings.PUBLIC_URL)
