"""Jobs of casework."""

from datetime import timedelta

from django_tasks import task

from coopcouncil.casework.actions import (
    advocating,
    closing,
    complaining,
    noticing,
    owning,
    register,
    stepping_in,
    timing,
)
from coopcouncil.foundation import clock

# Whose last role ends tonight hands over in its evening, while there is somebody to ask.
EVENING = timedelta(hours=6)


@task()
def watch_clocks() -> int:
    """Warn, write down what was broken, and climb the ladder."""
    return timing.watch(now=clock.now())


@task()
def watch_elsewhere() -> int:
    """See which other bodies let their time go by."""
    return advocating.watch_elsewhere(now=clock.now())


@task()
def ask_again() -> int:
    """Ask once more whether it is solved, where nobody answered."""
    return closing.ask_again(now=clock.now())


@task()
def own_what_went_wrong() -> int:
    """Open a case for each notice that went wrong and that no case is about."""
    return noticing.own_all_that_went_wrong(now=clock.now())


@task()
def own_step_ins() -> int:
    """Open a case for each service that the council took back and that no open case is about."""
    return stepping_in.own_all_step_ins(now=clock.now())


@task()
def publish_failures() -> int:
    """Publish what no provider replied to in time."""
    return register.publish_what_is_due(now=clock.now())


@task()
def end_quiet_complaints() -> int:
    """End the complaints that were answered, and of which no more was asked while it could be."""
    return complaining.end_quiet(now=clock.now(), today=clock.today())


@task()
def keep_teams() -> int:
    """Let people be back, and take the cases of those whose last role ends."""
    now = clock.now()
    tomorrow = (now + EVENING).astimezone(clock.LONDON).date()
    return owning.keep_teams(now=now, today=clock.today(), tomorrow=tomorrow)
