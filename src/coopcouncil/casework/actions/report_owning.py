"""The council's own case of a report: one owner by name, who holds every body to its part."""

from datetime import datetime

import structlog
from django.db import transaction

from coopcouncil.casework.actions.history import tell_officer, write_down
from coopcouncil.casework.actions.opening import Problem, open_case
from coopcouncil.casework.models import Case, Entry, Report, ReportPart, Team
from coopcouncil.casework.queries import cases, report_places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.errors import Conflict

_CHANNELS = {Report.Channel.WEB: "web", Report.Channel.OFFLINE: "web", Report.Channel.SOFTWARE: "api"}
# What only the owner must hear of at once; the rest stands in the history.
_TELL = frozenset({"dead", "refused", "passed"})

log = structlog.get_logger("coopcouncil.casework")


def own(report: Report, now: datetime) -> None:
    """Open the council's case of a report. Call inside the transaction that makes it.

    Where nobody at all could own it, the report goes on its way all the same, and an hourly job looks again.
    """
    if not Team.objects.exists():
        return
    category = report_places.shipped(report.category)
    bodies = {part.organisation_id for part in queries.parts(report.id)}
    problem = Problem(
        title=category.name if category else report.category,
        words=report.description,
        kind=Case.Kind.REPORT,
        source=Case.Source.REPORT,
        channel=_CHANNELS[Report.Channel(report.channel)],
        organisation_id=bodies.pop() if len(bodies) == 1 else None,
        ward_id=report.ward_id,
        person_id=report.account_id,
        contact={key: value for key, value in (report.contact or {}).items() if key in ("name", "phone", "email")},
        promise="report",
    )
    try:
        with transaction.atomic():
            opened = open_case(actor=SYSTEM, problem=problem, now=now)
    except Conflict:
        log.error("nobody can own a report", report=str(report.id))
        return
    report.case_id = opened.id
    Report.objects.filter(id=report.id).update(case_id=opened.id)


def own_all(*, now: datetime) -> int:
    """Open a case of each open report that has none. Returns how many."""
    owned = 0
    for report_id in queries.without_case():
        with transaction.atomic():
            report = queries.report_for_update(report_id)
            if report.case_id is None and report.is_open:
                own(report, now)
                owned += report.case_id is not None
    return owned


def news(report: Report, part: ReportPart, kind: str, words: str, now: datetime) -> None:
    """Write into the case what became of a part; its owner hears of what needs them. Call inside a transaction."""
    if report.case_id is None:
        return
    case = cases.case_for_update(report.case_id)
    text = f"{part.does}: {part.get_state_display()}. {words}".strip()
    entry = write_down(
        case, Entry.Kind.NEWS, actor=SYSTEM, now=now, organisation_id=part.organisation_id, text=text,
        data={"report": report.reference, "answer": kind},
    )  # fmt: skip
    if kind in _TELL and case.state != Case.State.CLOSED:
        tell_officer(case, staffing.officer(case.owner_id), entry)
