"""The cache that all processes share: what limits on guessing count. It lies in the database (migration 0002)."""

import hmac
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import connection

TABLE = "foundation_cache"


def key(name: str, prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION: the digest of a name under the secret key.

    Names hold the addresses of browsers; neither the table nor its backups shall.
    """
    return hmac.new(settings.SECRET_KEY.encode(), f"{prefix}:{version}:{name}".encode(), sha256).hexdigest()


def remove_expired(now: datetime) -> int:
    """Throw away what counts no more. Returns how many rows went. Whoever writes next would clear up only when full."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE expires < %s", [now])  # noqa: S608 - a name of our own
        return cursor.rowcount
