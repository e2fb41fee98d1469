"""Whether what is posted to us comes from whom it says: signed by Standard Webhooks, or with a token.

Each has one secret, or two while they are changed. Without one nothing is taken.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from standardwebhooks import Webhook

# Source: Standard Webhooks specification, "Verifying webhook authenticity": a signature counts for five minutes.
TOLERANCE = timedelta(minutes=5)
LONGEST_ID = 100
LEAST_TOKEN = 20  # characters


def signed_report(headers: Mapping[str, str], content: bytes, *, now: datetime) -> str | None:
    """The id of a report that is signed by the carrier of our e-mail, and young enough; None where it is not."""
    return signed(headers, content, settings.MAIL_REPORTS_SECRET.split(), now=now)


def signed(headers: Mapping[str, str], content: bytes, secrets: Sequence[str], *, now: datetime) -> str | None:
    """The id of what is signed with one of `secrets` (Standard Webhooks), and young enough; None where it is not."""
    identifier, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (0 < len(identifier) <= LONGEST_ID and identifier.isascii() and identifier.isprintable()):
        return None
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return None
    at = datetime.fromtimestamp(int(moment), UTC) if int(moment) < 2**33 else None
    if at is None or abs(now - at) > TOLERANCE:
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    given = [part.encode() for part in headers.get("webhook-signature", "").split(" ")[:10]]
    ours = [Webhook(secret).sign(identifier, at, text).encode() for secret in secrets]
    found = [hmac.compare_digest(one, other) for one in ours for other in given]  # all of them, whichever it is
    return identifier if any(found) else None


def from_notify(authorization: str) -> bool:
    """Whether a receipt comes with the token that GOV.UK Notify was given."""
    scheme, _space, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or len(token) < LEAST_TOKEN:
        return False
    found = [hmac.compare_digest(token.encode(), held.encode()) for held in settings.NOTIFY_CALLBACK_TOKEN.split()]
    return any(found)
