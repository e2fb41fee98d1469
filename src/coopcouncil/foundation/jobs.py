"""What comes round, by whichever worker is first; and the jobs that do so once an hour."""

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
    tasks.remove_old_lists_of_erased,
)

# One statement, so that of two workers at the same moment the database lets one through.
_TURN = """
    INSERT INTO foundation_marker (name, at) VALUES (%(name)s, %(now)s)
    ON CONFLICT (name) DO UPDATE SET at = EXCLUDED.at WHERE foundation_marker.at <= %(before)s
    RETURNING name
"""


def take_turn(marker: str, *, every: timedelta, now: datetime) -> bool:
    """Whether this process is to do now what comes round so often: of all that ask, one is told so."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, {"name": marker, "now": now, "before": now - every})
        return cursor.fetchone() is not None


def enqueue_hourly(now: datetime) -> bool:
    """Put every hourly job in the queue, if none was put there in the last hour. Returns whether they were.

    All workers share the turn, which is kept in the database: it is taken and the jobs are queued, or neither.
    """
    with transaction.atomic():
        mine = take_turn(MARKER, every=EVERY, now=now)
        if mine:
            for job in (*OURS, *contributions.hourly):
                job.enqueue()
    return mine
