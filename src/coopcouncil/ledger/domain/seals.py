"""Seals: what a row held when it was written, under a key that the database does not have (HMAC-SHA-256, RFC 2104).

A posting's seal covers its legs and the seal before it in its book, so that none can be changed, taken out, put in or
written anew by whoever has the database alone. Other rows are sealed each by itself.
"""

import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID


def seal(
    key: bytes, kind: str, values: Iterable[Any], before: bytes = b"", legs: Sequence[Sequence[Any]] = ()
) -> bytes:
    """The 32 bytes for a row of `kind` with these values, in the order of its columns."""
    content = json.dumps(
        [kind, before.hex(), list(values), legs], default=_plain, sort_keys=True, separators=(",", ":")
    )
    return hmac.digest(key, content.encode(), "sha256")


def same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _plain(value: Any) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be sealed.")
