"""Helping somebody tell us: through which channel, where, and the two codes that keep accounts their owner's."""

import hmac
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from coopcouncil.kernel.identifiers import RANDOM_BYTES, new_code

CHANNELS = ("counter", "phone", "post", "home_visit")
AGREEMENTS = ("in_person", "by_phone", "in_writing")
_WINDOW = 15 * 60  # seconds


def has_place(channel: str) -> bool:
    """Whether somebody is helped at one of our places: not on the phone, by post or at home."""
    return channel == "counter"


def slip_code(key: str, submission_id: UUID) -> str:
    """The code on the printed slip: worked out under the site's key, so that it is kept nowhere."""
    return _code(key, b"slip:" + submission_id.bytes)


def account_code(key: str, account_id: UUID, moment: datetime) -> str:
    """The code in somebody's account that lets an officer put in there what they help to tell. New each 15 minutes."""
    return _code(key, b"helped:" + account_id.bytes + (int(moment.timestamp()) // _WINDOW).to_bytes(8))


def is_account_code(key: str, account_id: UUID, code: str, moment: datetime) -> bool:
    """Whether it is the code shown now, or the one before: it can be read out for at least 15 minutes."""
    now = int(moment.timestamp()) // _WINDOW
    codes = [_code(key, b"helped:" + account_id.bytes + window.to_bytes(8)) for window in (now, now - 1)]
    return sum(hmac.compare_digest(code, right) for right in codes) > 0


def is_slip_code(key: str, submission_id: UUID, code: str) -> bool:
    """Whether it is the code on that submission's slip."""
    return hmac.compare_digest(code, slip_code(key, submission_id))


def _code(key: str, message: bytes) -> str:
    return new_code(hmac.new(key.encode(), message, sha256).digest()[:RANDOM_BYTES])
