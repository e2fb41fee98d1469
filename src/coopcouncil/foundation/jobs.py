"""Jobs that come round: once an hour, by whichever worker is first."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from coopcouncil.foundation import contributions, tasks

MARKER = "hourly-jobs"
EVERY = timedelta(hours=1)
OURS = (
    tasks.remove_old_sessions,
    tasks.remove_old_counts,
    tasks.remove_carried_entries,
    tasks.remove_finished_jobs,
)

# One statement, so that of two workers at the same moment the database lets one through.
_TURN = """
    INSERT INTO foundation_marker (name, at) VALUES (%(name)s, %(now)s)
    ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at WHERE foundation_marker.at <= %(before)s
    RETURNING name
"""


def enqueue_hourly(now: datetime) -> bool:
    """Put every hourly job in the queue, if none was put there in the last hour. Returns whether they were.

    All workers share the turn, which is kept in the database: it is taken and the jobs are queued, or neither.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TURN, {"name": MARKER, "now": now, "before": now - EVERY})
            mine = cursor.fetchone() is not None
        if mine:
            for job in (*OURS, *contributions.hourly):
                job.enqueue()
    return mine
