"""How often something may be asked or tried: so many in a time, evenly; that many at once after a pause.

The count lies in the database, so that it holds however many processes there are. Where it cannot be kept the request
fails: nothing is let through uncounted.
"""

import hmac
import math
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from coopcouncil.kernel.errors import TooMany

BURST = timedelta(minutes=1)

# The generic cell rate algorithm (ITU-T I.371). `paid_until` is the moment at which a key that asks evenly would ask
# next; it moves on by one interval with each request, and may lie at most the burst ahead. One statement, so that two
# requests at once are both counted. The table is unlogged (migration 0003): it is worth no wait for the disk, and after
# a crash every key simply begins afresh.
_TAKE = """
    INSERT INTO foundation_allowance AS held (key_id, paid_until) VALUES (%(key)s, %(now)s + %(interval)s)
    ON CONFLICT (key_id) DO UPDATE SET paid_until = GREATEST(held.paid_until, %(now)s) + %(interval)s
    WHERE GREATEST(held.paid_until, %(now)s) + %(interval)s <= %(now)s + %(burst)s
    RETURNING paid_until
"""
_GIVE_BACK = "UPDATE foundation_allowance SET paid_until = paid_until - %(interval)s WHERE key_id = %(key)s"


def take(key_id: UUID, *, now: datetime) -> None:
    """Count one request of a key. Raises TooMany, with the seconds to wait, when it has asked too often."""
    _take(key_id, settings.API_REQUESTS_A_MINUTE, BURST, now)


def take_try(name: str, *, most: int, within: timedelta, now: datetime) -> None:
    """Count one try of whatever `name` stands for (a purpose and a browser's address, say).

    Raises TooMany, with the seconds to wait, after `most` tries `within` that time. The name is kept as a digest under
    the secret key, and no longer than it counts.
    """
    _take(_key(name), most, within, now)


def give_back_try(name: str, *, most: int, within: timedelta) -> None:
    """Take back a try that was right: only wrong ones count."""
    given: dict[str, Any] = {"key": _key(name), "interval": within / most}
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, given)


def remove_expired(now: datetime) -> int:
    """Throw away what counts no more. Returns how many rows went."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_allowance WHERE paid_until < %s", [now])
        return cursor.rowcount


def _take(key_id: UUID, most: int, within: timedelta, now: datetime) -> None:
    interval = within / most
    given: dict[str, Any] = {"key": key_id, "now": now, "interval": interval, "burst": within}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, given)
        if cursor.fetchone() is not None:
            return
        cursor.execute("SELECT paid_until FROM foundation_allowance WHERE key_id = %s", [key_id])
        row = cursor.fetchone()
    ahead = row[0] + interval - now - within if row else interval
    raise TooMany(max(1, math.ceil(ahead.total_seconds())))


def _key(name: str) -> UUID:
    return UUID(bytes=hmac.new(settings.SECRET_KEY.encode(), f"try:{name}".encode(), sha256).digest()[:16])
