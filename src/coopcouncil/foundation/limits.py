"""How often an organisation's key may ask: so many requests a minute, evenly; a minute's worth at once after a pause.

The count lies in the database, so that it holds however many processes there are. Where it cannot be kept the request
fails: nothing is let through uncounted.
"""

import math
from datetime import datetime, timedelta
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


def take(key_id: UUID, *, now: datetime) -> None:
    """Count one request of a key. Raises TooMany, with the seconds to wait, when it has asked too often."""
    interval = timedelta(minutes=1) / settings.API_REQUESTS_A_MINUTE
    given: dict[str, Any] = {"key": key_id, "now": now, "interval": interval, "burst": BURST}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, given)
        if cursor.fetchone() is not None:
            return
        cursor.execute("SELECT paid_until FROM foundation_allowance WHERE key_id = %s", [key_id])
        row = cursor.fetchone()
    ahead = row[0] + interval - now - BURST if row else interval
    raise TooMany(max(1, math.ceil(ahead.total_seconds())))
