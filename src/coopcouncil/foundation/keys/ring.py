"""The key ring: what wraps every data key. It lies in a file or in the environment, or with a key service.

The ring's first key wraps whatever is new; the others open what was wrapped before them.
"""

import base64
import secrets
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

_ID_BYTES = 4
_NONCE_BYTES = 12


class KeyRing(Protocol):
    """What a key service must do, to be named by COOPCOUNCIL_KEY_RING: a class made without arguments."""

    def wrap(self, plain: bytes, *, about: bytes) -> bytes:
        """Encrypt a few bytes under the newest key; what they are `about` is authenticated with them."""

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        """What `wrap` was given. Raises InvalidTag if it was altered or moved, or no key of the ring opens it."""

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether it is wrapped under the newest key."""


class LocalRing:
    """A ring of AES-256-GCM keys: the lines of `secrets/facts.key`, or the words of COOPCOUNCIL_FACTS_KEY."""

    def __init__(self, text: str | None = None) -> None:
        self._keys: dict[bytes, AESGCM] = {}
        self._newest = b""
        self._read(settings.FACTS_KEY if text is None else text)

    def _read(self, text: str) -> None:
        keys = [_key(word) for word in text.split()]
        if not keys:
            raise ImproperlyConfigured(_WRONG)
        self._newest = _name(keys[0])
        self._keys = {_name(key): AESGCM(key) for key in keys}

    def wrap(self, plain: bytes, *, about: bytes) -> bytes:
        """The name of the key (4 bytes), a nonce (12), the rest."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return self._newest + nonce + self._keys[self._newest].encrypt(nonce, plain, about)

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        start = _ID_BYTES + _NONCE_BYTES
        name = wrapped[:_ID_BYTES]
        if name not in self._keys:
            self._read_again()
        if name not in self._keys:
            raise InvalidTag
        return self._keys[name].decrypt(wrapped[_ID_BYTES:start], wrapped[start:], about)

    def is_newest(self, wrapped: bytes) -> bool:
        return wrapped[:_ID_BYTES] == self._newest

    def _read_again(self) -> None:
        """A key may have come to the file since this process began."""
        file = settings.HOME / "secrets" / "facts.key"
        if file.is_file() and (text := file.read_text()).split()[-1:] == settings.FACTS_KEY.split()[-1:]:
            self._read(text)


_WRONG = "A facts key must be 32 bytes in base64; `coopcouncil init` makes one."


def _key(word: str) -> bytes:
    try:
        key = base64.b64decode(word, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(_WRONG)
    return key


def _name(key: bytes) -> bytes:
    return sha256(key).digest()[:_ID_BYTES]


def unwrap_plainly(sealed: bytes, *, about: bytes) -> bytes:
    """What release 0.1 sealed with the facts key itself: a nonce (12 bytes), then the rest. Raises InvalidTag."""
    for word in settings.FACTS_KEY.split():
        with suppress(InvalidTag):
            return AESGCM(_key(word)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    raise InvalidTag


def new_ring_key() -> str:
    """A new key as the ring's file holds it: 32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def ring() -> KeyRing:
    """The ring of this installation. Raises ImproperlyConfigured."""
    return _ring(settings.KEY_RING, settings.FACTS_KEY)


@lru_cache(maxsize=4)
def _ring(path: str, _facts_key: str) -> KeyRing:
    made: KeyRing = import_string(path)()
    return made
