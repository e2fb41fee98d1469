"""Finding what is sealed, by the whole of a word: keyed digests, which nobody can make or guess without the key."""

import hashlib
import hmac
import re
import unicodedata
from base64 import b64decode, urlsafe_b64encode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TOKEN_LETTERS = 22  # 132 bits


def keyed_digest(place: str, *parts: str) -> str:
    """64 hex digits for `parts`, bound to their `place` (a table and column): the same every time, with this key."""
    return _digest(place, *parts).hex()


def token(kind: str, text: str) -> str:
    """22 letters for `text`, in the one form in which it is looked for, bound to its kind."""
    return urlsafe_b64encode(_digest("token", kind, text))[:TOKEN_LETTERS].decode()


def normalised(text: str) -> str:
    """Without capitals, accents and what is only there to part: "O\u2019Brien-Núñez" is "obriennunez"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^\w@.+]|_", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def _digest(place: str, *parts: str) -> bytes:
    try:
        key = b64decode(settings.SEARCH_KEY, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("The search key must be 32 bytes in base64; `coopcouncil init` makes one.")
    return hmac.new(key, "\x1f".join((place, *parts)).encode(), hashlib.sha256).digest()
