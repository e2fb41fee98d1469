"""Figures of the last two quarters of Ashmere's services, one of them corrected."""

import random
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from coopcouncil.directory import actions
from coopcouncil.directory.domain import quarters
from coopcouncil.directory.models import MonitoringReturn, Service
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.clock import LONDON
from coopcouncil.people import public as people

_SEED = 1844
_NEWS = (
    "", "", "We are open one evening more.", "Two of our rooms were closed for repairs.",
    "More families come than in the quarter before.", "A new volunteer group helps us on Saturdays.",
)  # fmt: skip
_FIXED = "One of our two lists was left out."


def load_returns() -> None:
    """For each provider whose manager we know: the two quarters before this one. The newest lacks one service."""
    if MonitoringReturn.objects.exists():
        return
    rng, today = random.Random(_SEED), clock.today()
    last = quarters.to_send(today)
    with transaction.atomic():
        for organisation_id, actor in _managers().items():
            kept = list(Service.objects.filter(organisation_id=organisation_id, status="active").order_by("code"))
            for quarter in (last.before, last):
                for service in kept if quarter != last else kept[1:]:
                    _send(actor, service, quarter, rng)


def _send(actor: Actor, service: Service, quarter: quarters.Quarter, rng: random.Random) -> None:
    now = datetime.combine(quarter.ends_on + timedelta(days=rng.randint(2, 20)), time(11, 30), LONDON)
    helped = rng.randint(40, 400)
    away, waiting = rng.randint(0, helped // 8), rng.randint(0, helped // 5)
    wrong = rng.random() < 0.2
    first = helped - rng.randint(5, 20) if wrong else helped
    figures = actions.Figures(first, away, waiting, rng.choice(_NEWS))
    sent = {"actor": actor, "service_id": service.id, "quarter": quarter.starts_on}
    actions.send_return(**sent, figures=figures, now=now)  # type: ignore[arg-type]
    if wrong:
        better = actions.Figures(helped, away, waiting, figures.what_changed, why_again=_FIXED)
        actions.send_return(**sent, figures=better, after=1, now=now + timedelta(days=1))  # type: ignore[arg-type]


def _managers() -> dict[UUID, Actor]:
    """One manager of each organisation that has one, as an actor."""
    made: dict[UUID, Actor] = {}
    for item in people.organisations():
        for account_id, _email in people.role_holders(item.id, EDITORS, clock.today())[:1]:
            made[item.id] = people.actor_for_account(account_id, clock.today())
    return made
