"""One complaint, and the lists of complaints."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from coopcouncil.casework.domain.complaints import ANSWERED, OMBUDSMAN, WITH_US
from coopcouncil.casework.models import Complaint, ComplaintStage
from coopcouncil.casework.queries.desk import Waiting
from coopcouncil.kernel.errors import NotFound

_STAGES = Prefetch("stages", ComplaintStage.objects.select_related("decided_by").order_by("number"))
_WITH = ("case__team", "case__owner__account", "case__organisation", "case__ward", "about__owner__account")


def complaint(complaint_id: UUID) -> Complaint:
    """With its case and that case's owner, the case that it is about, and its stages in order. Raises NotFound."""
    return _found(Complaint.objects.select_related(*_WITH).prefetch_related(_STAGES).filter(id=complaint_id).first())


def complaint_for_update(complaint_id: UUID) -> Complaint:
    """With its case, both locked until the transaction ends. Raises NotFound."""
    rows = Complaint.objects.select_for_update(of=("self", "case")).select_related("case", "about__owner")
    return _found(rows.filter(id=complaint_id).first())


def complaint_of_case(case_id: UUID) -> UUID | None:
    """The complaint that this case carries."""
    return Complaint.objects.filter(case_id=case_id).values_list("id", flat=True).first()


def stage_of(complaint: Complaint, number: int | None = None) -> ComplaintStage:
    """A stage of a complaint, the one that it is at unless told. Raises NotFound."""
    found = complaint.stages.filter(number=number or complaint.stage).first()
    if found is None:
        raise NotFound("There is no such stage.")
    found.complaint = complaint
    return found


def _found(row: Complaint | None) -> Complaint:
    if row is None:
        raise NotFound("There is no such complaint.")
    return row


def _listed() -> QuerySet[Complaint]:
    rows = Complaint.objects.select_related("case__owner__account", "case__organisation")
    return rows.defer("wanted", "advocate", "ombudsman_words", "case__words", "case__contact")


def complaints_of_teams(team_ids: Collection[UUID], *, but_of: UUID | None) -> QuerySet[Complaint]:
    """Those that these teams carry, but for the reader's own."""
    rows = _listed().filter(case__team_id__in=team_ids)
    return rows.exclude(case__person_id=but_of) if but_of else rows


def complaints_of_person(account_id: UUID, authority_ids: Collection[UUID] = ()) -> QuerySet[Complaint]:
    """A resident's own, and those of people for whom they speak."""
    return _listed().filter(Q(case__person_id=account_id) | Q(case__authority_id__in=authority_ids))


def complaints_about(case_id: UUID) -> list[Complaint]:
    return list(_listed().filter(about_id=case_id).order_by("made_on", "id"))


def quiet_since(today: date) -> list[UUID]:
    """Those that were answered, and of which nothing was asked while it could be."""
    rows = Complaint.objects.filter(state=ANSWERED, ask_until__lt=today).order_by("ask_until", "id")
    return list(rows.values_list("id", flat=True))


def what_was_upheld(complaint_id: UUID) -> str:
    """What kind of complaint it was, without a word about a person."""
    return Complaint.objects.values_list("case__title", flat=True).get(id=complaint_id)


def waiting(team_ids: Collection[UUID], *, but_of: UUID | None) -> Waiting:
    """How many complaints of these teams wait for the council, and when the first is due."""
    rows = complaints_of_teams(team_ids, but_of=but_of).filter(state__in=sorted(WITH_US))
    found = rows.aggregate(count=Count("id"), first=Min("case__next_due_at"))
    return Waiting(found["count"], found["first"])


def answered_of(account_id: UUID) -> list[UUID]:
    """The complaints of this person that were answered, and neither ended nor went on."""
    rows = Complaint.objects.filter(case__person_id=account_id, state=ANSWERED)
    return list(rows.order_by("made_on", "id").values_list("id", flat=True))


def with_ombudsman(account_id: UUID) -> list[str]:
    """The references of this person's complaints that an ombudsman looks at."""
    rows = Complaint.objects.filter(case__person_id=account_id, state=OMBUDSMAN)
    return list(rows.order_by("made_on", "id").values_list("case__reference", flat=True))


def deciders(complaint_id: UUID) -> set[UUID]:
    """The accounts of those who decided a stage of it."""
    rows = ComplaintStage.objects.filter(complaint_id=complaint_id, decided_by__isnull=False)
    return set(rows.values_list("decided_by_id", flat=True))


def remedies_open(complaint_ids: Collection[UUID]) -> dict[UUID, date]:
    """Of complaints of which something is still to be made good: by which day."""
    rows = ComplaintStage.objects.filter(
        complaint_id__in=complaint_ids, remedy_by__isnull=False, remedied_at__isnull=True
    ).order_by("-remedy_by")
    return {row: by for row, by in rows.values_list("complaint_id", "remedy_by") if by}


def complaints_for_export(account_id: UUID) -> list[dict[str, object]]:
    """What this person complained of, and what was answered; their words and the history stand with the case."""
    rows = Complaint.objects.select_related("case").prefetch_related(_STAGES).filter(case__person_id=account_id)
    return [
        {
            "reference": row.case.reference,
            "made_on": row.made_on.isoformat(),
            "words": row.case.words or "",
            "wanted": row.wanted or "",
            "advocate": row.advocate or {},
            "state": row.state,
            "ombudsman": {
                "reference": row.ombudsman_reference, "found": row.ombudsman_found, "words": row.ombudsman_words or "",
            },
            "stages": [
                {
                    "number": stage.number,
                    "received_at": stage.received_at.isoformat(),
                    "asked": stage.asked or "",
                    "understood": stage.understood or "",
                    "outcome": stage.outcome,
                    "answer": stage.answer or "",
                    "remedy": stage.remedy or "",
                    "payment_pence": stage.payment,
                    "answered_at": stage.answered_at.isoformat() if stage.answered_at else None,
                }
                for stage in row.stages.all()
            ],
        }
        for row in rows.order_by("made_on", "id")
    ]  # fmt: skip
