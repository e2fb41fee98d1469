"""The guards, run for every service that a community runs, once an hour."""

from datetime import date, datetime

import structlog
from django.db import transaction

from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.settlement.actions.takeovers.running import sound, take
from coopcouncil.settlement.domain.takeovers import guards, stages
from coopcouncil.settlement.queries import takeovers as queries

log = structlog.get_logger("coopcouncil.settlement")


def watch(*, now: datetime, today: date) -> int:
    """Look at each service that a community runs: keep what is found, and step in where it fails. Returns how many
    alarms were raised; twice in a row, the second time none. One that goes wrong keeps no other from being looked at.
    """
    raised = 0
    for reference in queries.running():
        try:
            raised += _look_at(reference, now, today)
        except Exception:
            log.exception("a community’s service could not be looked at", reference=reference)
    return raised


def _look_at(reference: str, now: datetime, today: date) -> int:
    raised = 0
    with transaction.atomic():
        row = queries.takeover_for_update(reference)
        if row.stage != stages.RUNNING:
            return 0
        held = queries.watched(row, now, today)
        for item in guards.found(held, today) if held else []:
            alarm = sound(SYSTEM, row, item.kind, item.code, item.words, now)
            raised += alarm is not None
            if alarm is not None and item.kind == guards.FAILURE and row.stage == stages.RUNNING:
                take(SYSTEM, row, item.words, now, alarm)
    return raised
