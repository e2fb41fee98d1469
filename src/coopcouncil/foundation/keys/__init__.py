"""The keys under which what is known of people is sealed: one each, wrapped, in a database of their own.

A *data key* seals the values of one subject (a person's account, one thing that was told, one file) that are kept for
one reason. Data keys are themselves wrapped by the *ring*, which lies outside every database. To erase is to destroy
the data keys: then no copy of the main database, however old, opens any more (docs/decisions/0015-a-key-each.md).
"""

from coopcouncil.foundation.keys.ring import KeyRing, LocalRing, new_ring_key, ring, unwrap_plainly
from coopcouncil.foundation.keys.store import (
    DataKey,
    Lost,
    close,
    conninfo,
    destroy,
    destroyed,
    held_of,
    is_prepared,
    key_by_id,
    key_for,
    keys_for,
    keys_url,
    made_since,
    open_ahead,
    prepare,
    rewrap,
)
from coopcouncil.foundation.keys.tokens import TOKEN_LETTERS, keyed_digest, normalised, token

__all__ = [
    "TOKEN_LETTERS",
    "DataKey",
    "KeyRing",
    "LocalRing",
    "Lost",
    "close",
    "conninfo",
    "destroy",
    "destroyed",
    "held_of",
    "is_prepared",
    "key_by_id",
    "key_for",
    "keyed_digest",
    "keys_for",
    "keys_url",
    "made_since",
    "new_ring_key",
    "normalised",
    "open_ahead",
    "prepare",
    "rewrap",
    "ring",
    "token",
    "unwrap_plainly",
]
