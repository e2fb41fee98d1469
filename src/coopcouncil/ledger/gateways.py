"""The key of the seals, which is in the home and never in the database; and what seals must be."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from coopcouncil.foundation import sealer
from coopcouncil.ledger.domain import seals

# What the seal of a posting and of each of its legs covers, in this order.
POSTING = (
    "id", "book_id", "number", "kind", "period_id", "effective_on", "posted_at", "purpose", "maker_id", "checker_id",
    "role", "evidence", "key", "ward_id", "reverses_id", "reason", "mirror_id", "legs", "pence",
)  # fmt: skip
LEG = ("line", "fund_id", "account_id", "budget_id", "counterparty_id", "pence")


@cache
def _made_from(_secret: str) -> bytes:
    # Nothing but this may be done with it, so the key of the audit trail is not used itself (HKDF, RFC 5869).
    return HKDF(SHA256(), 32, salt=None, info=b"coopcouncil ledger seals").derive(sealer.key().private_bytes_raw())


def seal_key() -> bytes:
    """The key of seals. Raises ImproperlyConfigured where the audit key is no key."""
    return _made_from(settings.AUDIT_KEY)


@cache
def sealed_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that a seal covers, in their order."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname != "seal")


def seal_of(row: models.Model) -> bytes:
    """What the seal of a row must be that is neither a posting nor a leg."""
    return seals.seal(seal_key(), row._meta.db_table, [getattr(row, name) for name in sealed_fields(type(row))])


def posting_seal(key: bytes, values: Sequence[Any], legs: Iterable[Sequence[Any]], before: bytes) -> bytes:
    """What the seal of a posting (`POSTING`) with its legs (`LEG`) must be, after `before` in its book."""
    return seals.seal(key, "ledger_posting", values, before, list(legs))
