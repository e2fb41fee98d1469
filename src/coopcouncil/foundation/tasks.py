"""The foundation's hourly jobs: what is over is thrown away."""

from django.core.management import call_command
from django_tasks import task

from coopcouncil.foundation import cache, clock, forgetting, limits, outbox, sessions


@task()
def remove_old_sessions() -> int:
    """Throw away the sessions of browsers whose time is over. Returns how many went."""
    return sessions.remove_expired(clock.now())


@task()
def remove_old_counts() -> int:
    """Throw away the counts of guesses whose time is over. Returns how many went."""
    now = clock.now()
    return cache.remove_expired(now) + limits.remove_expired(now)


@task()
def remove_carried_entries() -> int:
    """Throw away what the outbox carried long ago. Returns how many rows went."""
    return outbox.remove_carried(clock.now())


@task()
def remove_old_lists_of_erased() -> int:
    """Throw away the lists of who was erased on days of which no backup of the keys is kept. Returns how many went."""
    return forgetting.remove_old(clock.now())


@task()
def remove_finished_jobs() -> None:
    """Throw away the notes of jobs that ended two weeks ago."""
    call_command("prune_db_task_results", queue_name="*", min_age_days=14, verbosity=0)
