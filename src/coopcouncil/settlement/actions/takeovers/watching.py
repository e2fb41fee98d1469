"""The guards, run for every service that a community runs, once an hour."""

from datetime import date, datetime

import structlog
from django.db import transaction

from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.actions.takeovers.running import sound, take
from coopcouncil.settlement.domain.takeovers import guards, stages
from coopcouncil.settlement.models import Alarm, Takeover
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
        if row.stage not in (stages.RUNNING, stages.STEPPED_IN):
            return 0
        held = queries.watched(row, now, today)
        for item in guards.found(held, today) if held else []:
            alarm = sound(SYSTEM, row, item.kind, item.code, item.words, now)
            raised += alarm is not None
            if item.kind == guards.FAILURE and row.stage == stages.RUNNING:
                _step_in(row, item.words, now, alarm or queries.alarms_of(row.id).filter(code=item.code).first())
    return raised


def _step_in(row: Takeover, words: Said, now: datetime, alarm: Alarm | None) -> None:
    """What keeps the council from stepping in does not take the alarm back: it stays on the desk, and in public."""
    stage = row.stage
    try:
        with transaction.atomic():
            take(SYSTEM, row, words, now, alarm)
    except Exception:
        row.stage = stage
        log.exception("the council could not step in", reference=row.reference)
