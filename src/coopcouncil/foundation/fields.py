"""Fields that are sealed at rest: AES-256-GCM, bound to their column, under a key of whom or what they are about.

A model with such a field has a property `sealed_for`, the id of its subject: the account, the submission, the file.
A value names the key that sealed it, so that a row can change hands. Where the key was destroyed (`keys.destroy`) the
value reads as nothing; so does what a law alone keeps, outside `restricted.opened`. What is about nobody (the key of
an authenticator app) is sealed by the ring itself.
"""

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.db import models
from django.db.models import lookups
from django.db.models.functions import Left

from coopcouncil.foundation import keys, restricted

NOBODY = "@erased.invalid"  # the address of an account that is nobody's any more: there is nothing to seal
log = structlog.get_logger("coopcouncil.keys")

TOLD = "told"  # why most of it is kept
BY_LAW = "law"  # what a law keeps, though the person is erased
_EMPTY, _UNDER_THE_FACTS_KEY, _UNDER_A_KEY, _UNDER_THE_RING = b"\x00", b"\x01", b"\x02", b"\x03"
_ID_BYTES, _NONCE_BYTES = 16, 12


def seal(value: Any, *, place: str) -> bytes:
    """Encrypt JSON-able `value` under the ring. `place` (table and column) is authenticated: it cannot be moved."""
    return seal_bytes(_json(value), place=place)


def unseal(sealed: bytes, *, place: str) -> Any:
    """The value that `seal` was given. Raises InvalidTag if it was altered or moved."""
    return json.loads(_opened(sealed, place) or b"null")


def seal_bytes(plain: bytes, *, place: str, key: keys.DataKey | None = None) -> bytes:
    """Encrypt bytes, bound to their `place`, under a data key or else under the ring."""
    if key is None:
        return _UNDER_THE_RING + keys.ring().wrap(plain, about=place.encode())
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _UNDER_A_KEY + key.id.bytes + nonce + key.cipher.encrypt(nonce, plain, place.encode())


def _opened(sealed: bytes, place: str) -> bytes | None:
    """What was sealed; None where its key was destroyed, is restricted, or is lost. Raises InvalidTag."""
    kind, rest = sealed[:1], sealed[1:]
    if kind == _EMPTY:
        return rest
    if kind == _UNDER_THE_RING:
        return keys.ring().unwrap(rest, about=place.encode())
    if kind == _UNDER_THE_FACTS_KEY:  # as release 0.1 did; it is sealed anew with the upgrade (`older.seal_anew`)
        return keys.unwrap_plainly(rest, about=place.encode())
    try:
        key = keys.key_by_id(UUID(bytes=rest[:_ID_BYTES]))
    except keys.Lost as lost:  # after an older backup of the keys: the page goes on, and the operator reads of it
        log.error("a key is lost", why=str(lost), place=place)
        return None
    if key is not None and key.restricted and not restricted.is_open():
        return None
    start = _ID_BYTES + _NONCE_BYTES
    return key.cipher.decrypt(rest[_ID_BYTES:start], rest[start:], place.encode()) if key else None


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Bound:
    """A value on its way to the database, with whom it is about and why it is kept. Rows bind their own values."""

    value: Any
    subject: UUID
    keeping: str = TOLD


def bound(field: Any, row: models.Model, value: Any) -> Any:
    subject = getattr(row, field.subject, None)
    if value is None or subject is None:
        return value
    return Bound(value, subject, getattr(row, "kept_for", {}).get(field.name, field.keeping))


class SealedBytesField(models.BinaryField):
    """Bytes, such as a file. They cannot be searched or sorted, by design.

    `keeping` says why the value is kept: what is kept for another reason has another key. A row that keeps for another
    reason than most of its kind says so itself (`kept_for`, by the field's name).
    """

    subject = "sealed_for"

    # What a model's attribute holds, for the type checker.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, keeping: str = TOLD, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeping = keeping

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def _plain(self, value: Any) -> bytes:
        return bytes(value)

    def _read(self, plain: bytes) -> Any:
        return plain

    def _gone(self) -> Any:
        """What a value reads as whose key was destroyed."""
        return None if self.null else b""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return bound(self, model_instance, super().pre_save(model_instance, add))

    def get_prep_value(self, value: Any) -> bytes | None:
        plain = value.value if isinstance(value, Bound) else value
        if plain is None:
            return None
        if plain in ({}, [], "", b""):
            return _EMPTY + self._plain(plain)  # tells nothing of anybody
        if isinstance(value, Bound):
            key = keys.key_for(value.subject, value.keeping)
            return seal_bytes(self._plain(plain), place=self._place(), key=key)
        if hasattr(self.model, "sealed_for"):
            raise TypeError(f"{self.model.__name__}.{self.name}: save the row itself, so that it is known whose it is.")
        return seal_bytes(self._plain(value), place=self._place())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        plain = _opened(bytes(value), self._place())
        return self._gone() if plain is None else self._read(plain)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = value if prepared else self.get_prep_value(value)
        return None if sealed is None else connection.Database.Binary(sealed)


class SealedJSONField(SealedBytesField):
    """Any JSON value, sealed."""

    def _plain(self, value: Any) -> bytes:
        return _json(value)

    def _read(self, plain: bytes) -> Any:
        return json.loads(plain)

    def _gone(self) -> Any:
        if self.null:
            return None
        return self.get_default() if self.has_default() else {}

    def _check_str_default_value(self) -> list[Any]:
        return []  # a text is as good as any JSON value; only plain bytes may not be one

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))

    def get_default(self) -> Any:
        # BinaryField turns a missing default into bytes, which JSON cannot hold.
        if not self.has_default():
            return None
        return self.default() if callable(self.default) else self.default


class SealedEmailField(models.EmailField):
    """An e-mail address, sealed, that can be found by the whole of it, in capitals or not, and in no other way.

    The column holds a keyed digest, by which it is found, and the sealed address: `digest.base64`. A constraint that
    wants it unique says `by_digest("email")`.
    """

    subject = "sealed_for"
    keeping = TOLD
    _of_another = False

    @classmethod
    def take_over(cls, model: type[models.Model], name: str, *, subject: str) -> None:
        """Seal the e-mail field of a library's model, whose rows are about the id that `subject` names."""
        field: Any = model._meta.get_field(name)
        field.__class__, field.subject, field._of_another = cls, subject, True

    def clone(self) -> Any:
        if not self._of_another:
            return super().clone()
        # The library's own migrations know of an ordinary field; one of ours changes its column.
        _name, _path, args, kwargs = self.deconstruct()
        return models.EmailField(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "text"

    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return bound(self, model_instance, super().pre_save(model_instance, add))

    def get_prep_value(self, value: Any) -> Any:
        """What is looked for: the digest."""
        if value is None or isinstance(value, Bound):
            return value
        return _email_token(str(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        address = value.value if isinstance(value, Bound) else value
        if address.endswith(NOBODY):
            return address
        if not isinstance(value, Bound):
            raise TypeError(f"{self.model.__name__}.{self.name}: save the row itself, so that it is known whose it is.")
        return sealed_email(value, place=self._place())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value or value.endswith(NOBODY):
            return value
        plain = _opened(b64decode(value.partition(".")[2]), self._place())
        return "" if plain is None else json.loads(plain)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only the whole address can be looked for."""
        return {"exact": _Exact, "iexact": _IExact, "in": _In, "isnull": lookups.IsNull}.get(lookup_name)


def sealed_email(value: Bound, *, place: str) -> str:
    """An address as its column holds it."""
    key = keys.key_for(value.subject, value.keeping)
    return f"{_email_token(value.value)}.{b64encode(seal_bytes(_json(value.value), place=place, key=key)).decode()}"


def _email_token(address: str) -> str:
    return keys.token("email", address.strip().casefold())


def by_digest(name: str) -> Left:
    """The part of a sealed e-mail column that is the same for the same address."""
    return Left(name, keys.TOKEN_LETTERS)


class _Digest:
    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        sql, params = super().process_lhs(compiler, connection, lhs)  # type: ignore[misc]
        return f"left({sql}, {keys.TOKEN_LETTERS})", params


class _Exact(_Digest, lookups.Exact):
    pass


class _IExact(_Digest, lookups.Exact):
    lookup_name = "iexact"


class _In(_Digest, lookups.In):
    pass
