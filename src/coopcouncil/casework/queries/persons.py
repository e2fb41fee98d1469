"""What casework holds of one person."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.casework.models import Case, CaseClock, CaseDecision, CaseDocument, Entry, Report, Task, Transfer
from coopcouncil.casework.queries import elsewhere


def case_ids_of(account_id: UUID) -> list[UUID]:
    return list(Case.objects.filter(person_id=account_id).order_by("opened_at", "id").values_list("id", flat=True))


def reported_by(account_id: UUID) -> list[Report]:
    """What somebody reported on the map while signed in, without its words, the newest first."""
    rows = Report.objects.filter(account_id=account_id).only("reference", "category", "reported_at", "is_open")
    return list(rows.order_by("-reported_at", "id"))


def brought_by(account_id: UUID) -> list[Case]:
    """The problems and complaints that somebody told the council of themself, without their words, the newest first."""
    told = {"kind__in": [Case.Kind.REQUEST, Case.Kind.COMPLAINT], "source": Case.Source.RESIDENT}
    rows = Case.objects.filter(person_id=account_id, emptied_at__isnull=True, **told)
    return list(rows.only("title", "opened_at", "state", "outcome").order_by("-opened_at", "id"))


def cases_for_export(account_id: UUID) -> list[dict[str, Any]]:
    """Every case about this person with all that was written in it, as text and dates; in ten queries."""
    cases = Case.objects.select_related("organisation", "team", "owner__account").filter(person_id=account_id)
    found = list(cases.order_by("opened_at", "id"))
    ids = [case.id for case in found]
    history, tasks = defaultdict[UUID, list[dict[str, Any]]](list), defaultdict[UUID, list[dict[str, Any]]](list)
    handed = defaultdict[UUID, list[dict[str, Any]]](list)
    clocks, files = defaultdict[UUID, list[dict[str, Any]]](list), defaultdict[UUID, list[dict[str, Any]]](list)
    for entry in Entry.objects.filter(case_id__in=ids).order_by("at", "id"):
        history[entry.case_id].append(
            {"at": _text(entry.at), "what": entry.kind, "text": entry.text or "", "read_by": entry.visibility}
        )
    for task in Task.objects.select_related("organisation").filter(case_id__in=ids).order_by("given_at", "id"):
        tasks[task.case_id].append(
            {
                "for": task.organisation.name if task.organisation else task.who,
                "words": task.words or "",
                "answer": task.answer or "",
                "state": task.state,
                "due_on": task.due_on.isoformat(),
            }
        )
    for clock in CaseClock.objects.filter(case_id__in=ids).order_by("started_at", "id"):
        clocks[clock.case_id].append(
            {"promise": clock.terms["title"], "due_at": _text(clock.due_at), "state": clock.state}
        )
    for file in CaseDocument.objects.filter(case_id__in=ids).defer("content").order_by("added_at", "id"):
        files[file.case_id].append({"name": file.name, "size": file.size, "added_at": _text(file.added_at)})
    decided = defaultdict[UUID, list[dict[str, Any]]](list)
    for one in CaseDecision.objects.filter(case_id__in=ids).order_by("decided_on", "id"):
        decided[one.case_id].append(
            {
                "about": one.service_type,
                "outcome": one.outcome,
                "reasons": one.reasons or "",
                "decided_on": one.decided_on.isoformat(),
                "appeal": one.appeal["title"],
                "appeal_by": one.appeal_by.isoformat() if one.appeal_by else None,
            }
        )
    taken = elsewhere.for_export(ids)
    for transfer in Transfer.objects.select_related("council").filter(case_id__in=ids).order_by("offered_at", "id"):
        assert transfer.case_id is not None
        handed[transfer.case_id].append(
            {
                "council": transfer.council.name,
                "from_us": transfer.side == Transfer.Side.GIVING,
                "state": transfer.state,
                "told": transfer.offer or {},
                "reason": transfer.reason or "",
                "there": transfer.theirs or {},
            }
        )
    return [
        {
            "reference": case.reference,
            "title": case.title,
            "words": case.words or "",
            "contact": case.contact or {},
            "organisation": case.organisation.name if case.organisation else "",
            "team": case.team.name,
            "owner": str(case.owner.account),
            "opened_at": _text(case.opened_at),
            "closed_at": _text(case.closed_at),
            "state": case.state,
            "outcome": case.outcome,
            "promises": clocks[case.id],
            "history": history[case.id],
            "decisions": decided[case.id],
            "tasks": tasks[case.id],
            "other_councils": handed[case.id],
            "files": files[case.id],
            "taken_up_elsewhere": taken.get(case.id, []),
        }
        for case in found
    ]


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
