"""The front door's hourly job: drafts past their day really go."""

from django_tasks import task

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions


@task()
def remove_expired_drafts() -> int:
    """Throw away what was begun and not sent in its time. Returns how many drafts went."""
    return actions.remove_expired(now=clock.now())
