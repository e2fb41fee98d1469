"""Fields that are sealed at rest: AES-256-GCM, bound to their column, with a key kept outside the database."""

import json
import secrets
from base64 import b64decode
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

_VERSION = b"\x01"
_NONCE_BYTES = 12


@lru_cache(maxsize=4)
def _cipher(facts_key: str) -> AESGCM:
    """Made once a key: a page unseals dozens of values, and making it costs more than using it."""
    try:
        key = b64decode(facts_key, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("The facts key must be 32 bytes in base64; `coopcouncil init` makes one.")
    return AESGCM(key)


def seal(value: Any, *, place: str) -> bytes:
    """Encrypt JSON-able `value`. `place` (table and column) is authenticated, so a value cannot be moved elsewhere."""
    return seal_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), place=place)


def unseal(sealed: bytes, *, place: str) -> Any:
    """The value that `seal` was given. Raises InvalidTag if it was altered or moved."""
    return json.loads(unseal_bytes(sealed, place=place))


def seal_bytes(plain: bytes, *, place: str) -> bytes:
    """Encrypt bytes, bound to their `place`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + _cipher(settings.FACTS_KEY).encrypt(nonce, plain, place.encode())


def unseal_bytes(sealed: bytes, *, place: str) -> bytes:
    """The bytes that `seal_bytes` was given. Raises InvalidTag if they were altered or moved."""
    start = len(_VERSION) + _NONCE_BYTES
    return _cipher(settings.FACTS_KEY).decrypt(sealed[len(_VERSION) : start], sealed[start:], place.encode())


class SealedBytesField(models.BinaryField):
    """Bytes, such as a file, readable only with the facts key. They cannot be searched or sorted, by design."""

    # What a model's attribute holds, for the type checker.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def _seal(self, value: Any) -> bytes:
        return seal_bytes(bytes(value), place=self._place())

    def _unseal(self, sealed: bytes) -> Any:
        return unseal_bytes(sealed, place=self._place())

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else self._seal(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self._unseal(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = value if prepared else self.get_prep_value(value)
        return None if sealed is None else connection.Database.Binary(sealed)


class SealedJSONField(SealedBytesField):
    """Any JSON value, sealed."""

    def _seal(self, value: Any) -> bytes:
        return seal(value, place=self._place())

    def _unseal(self, sealed: bytes) -> Any:
        return unseal(sealed, place=self._place())

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))

    def get_default(self) -> Any:
        # BinaryField turns a missing default into bytes, which JSON cannot hold.
        if not self.has_default():
            return None
        return self.default() if callable(self.default) else self.default
