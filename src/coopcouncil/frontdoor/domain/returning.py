"""Coming back to what was begun, from another browser: links, codes, and what has become of them."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

# Long enough to find a paper; short enough that nobody's sorrow lies about.
LIVES_FOR = timedelta(days=7)
_BODY = 21  # bytes: an id, and a moment


class State(StrEnum):
    """What has become of a link or a code."""

    LIVE = "live"
    USED = "used"
    EXPIRED = "expired"
    SENT = "sent"  # what was begun has been sent since
    GONE = "gone"  # replaced by another, or what was begun was thrown away
    UNKNOWN = "unknown"  # none of ours


def state_of(*, expires_at: datetime, used_at: datetime | None, sent: bool, now: datetime) -> State:
    """What has become of it by `now`. What was sent was sent, however its link ended."""
    if sent:
        return State.SENT
    if used_at is not None:
        return State.USED
    return State.LIVE if now < expires_at else State.EXPIRED


def link_token(key: str, link_id: UUID, expires_at: datetime) -> str:
    """The secret part of a link: worked out from its id and its end under the site's key, so that it is kept nowhere.

    A letter that has to be written a second time holds the same link. It can be told from a made-up one, and knows its
    end, also once nothing of it is left.
    """
    body = link_id.bytes + int(expires_at.timestamp()).to_bytes(5)
    return urlsafe_b64encode(body + _mac(key, body)).rstrip(b"=").decode()


def end_of(key: str, token: str) -> datetime | None:
    """When a link of ours ends, by its secret part; None for what we never made."""
    try:
        whole = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    body, mac = whole[:_BODY], whole[_BODY:]
    if not hmac.compare_digest(mac, _mac(key, body)):
        return None
    return datetime.fromtimestamp(int.from_bytes(body[16:]), UTC)


def _mac(key: str, body: bytes) -> bytes:
    return hmac.new(key.encode(), b"return-link:" + body, sha256).digest()


def fingerprint(key: str, secret: str) -> str:
    """What is kept of a link or a code: under the site's key, because a code is short enough to be tried out."""
    return hmac.new(key.encode(), f"return:{secret}".encode(), sha256).hexdigest()
