"""One case, and the lists of cases."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from coopcouncil.casework.models import Case, CaseClock, CaseDocument, CaseLink, Entry, Task
from coopcouncil.kernel.errors import NotFound
from coopcouncil.kernel.identifiers import check_reference

_WITH = (
    "team", "owner__account", "owner__team", "organisation", "ward", "person", "access_point", "escalated_to__account"
)  # fmt: skip


def case(case_id: UUID) -> Case:
    """With team, owner, organisation, person and places. Raises NotFound."""
    found = Case.objects.select_related(*_WITH).defer("ward__geometry").filter(id=case_id).first()
    if found is None:
        raise NotFound("There is no such case.")
    return found


def case_for_update(case_id: UUID) -> Case:
    """Locked until the transaction ends. Raises NotFound."""
    found = Case.objects.select_for_update().filter(id=case_id).first()
    if found is None:
        raise NotFound("There is no such case.")
    return found


def open_case_of_notice(notice_id: UUID) -> UUID | None:
    return Case.objects.filter(~Q(state="closed"), notice_id=notice_id).values_list("id", flat=True).first()


def cases_for_update(owner_ids: Collection[UUID]) -> list[Case]:
    """The open cases of these officers, locked, in one order for everybody who locks several."""
    rows = Case.objects.select_for_update().filter(~Q(state="closed"), owner_id__in=owner_ids)
    return list(rows.defer("contact", "words").order_by("id"))


def _listed() -> QuerySet[Case]:
    rows = Case.objects.select_related("team", "owner__account", "organisation", "ward", "escalated_to__account")
    return rows.defer("contact", "words", "ward__geometry")


def cases_of_person(account_id: UUID, *, also: Q | None = None) -> QuerySet[Case]:
    """A resident's own cases, and those that they may see for others (`also`), the newest first."""
    own = Q(person_id=account_id)
    return _listed().filter(own if also is None else own | also).order_by("-opened_at", "id")


def clocks_of(case_id: UUID) -> list[CaseClock]:
    return list(CaseClock.objects.filter(case_id=case_id).order_by("started_at", "code", "id"))


def clocks_running(case_id: UUID) -> list[CaseClock]:
    """The clocks of a case that have not ended. Whoever changes one holds the case."""
    return list(CaseClock.objects.filter(case_id=case_id, ended_at__isnull=True).order_by("started_at", "code", "id"))


def cases_to_look_at(now: datetime, *, most: int) -> list[UUID]:
    """The cases with a clock to warn of, one that has run out, or one broken and not yet at the top of the ladder."""
    rows = CaseClock.objects.filter(
        Q(state="running", warned=False, warn_at__lte=now)
        | Q(state="running", due_at__lt=now)
        | Q(state="breached", rung__lt=2)
    )
    return list(rows.order_by("case_id").values_list("case_id", flat=True).distinct()[:most])


def entries_of(case_id: UUID, visible_to: Collection[str]) -> list[Entry]:
    """The history of a case, as these kinds of reader see it, the oldest first."""
    rows = Entry.objects.select_related("by", "organisation").filter(case_id=case_id, visibility__in=visible_to)
    return list(rows.order_by("at", "id"))


def tasks_of(case_id: UUID) -> list[Task]:
    rows = Task.objects.select_related("organisation", "officer__account").filter(case_id=case_id)
    return list(rows.order_by("given_at", "id"))


def task(task_id: UUID) -> Task:
    """With its case and organisation. Raises NotFound."""
    found = Task.objects.select_related("case", "organisation").filter(id=task_id).first()
    if found is None:
        raise NotFound("There is no such task.")
    return found


def tasks_of_organisations(organisation_ids: Collection[UUID]) -> QuerySet[Task]:
    """What these organisations were asked to do; no word of it, for a list."""
    rows = Task.objects.select_related("case", "organisation").filter(organisation_id__in=organisation_ids)
    return rows.defer("words", "answer", "named", "case__words", "case__contact")


def documents_of(case_id: UUID, visible_to: Collection[str]) -> list[CaseDocument]:
    rows = CaseDocument.objects.filter(case_id=case_id, visibility__in=visible_to)
    return list(rows.defer("content").order_by("added_at", "id"))


def document(document_id: UUID) -> CaseDocument:
    """With its case. Raises NotFound."""
    found = CaseDocument.objects.select_related("case").filter(id=document_id).first()
    if found is None:
        raise NotFound("There is no such file.")
    return found


def links_of(case_id: UUID) -> list[tuple[CaseLink, Case]]:
    """The cases that belong with this one, either way round, with the link."""
    rows = CaseLink.objects.filter(Q(case_id=case_id) | Q(other_id=case_id)).order_by("made_at", "id")
    links = list(rows)
    others = _listed().in_bulk([row.other_id if row.case_id == case_id else row.case_id for row in links])
    return [(row, others[row.other_id if row.case_id == case_id else row.case_id]) for row in links]


def asked_before(moment: datetime) -> list[UUID]:
    """The cases of which somebody was asked whether they are solved, before that moment, and has not answered."""
    rows = Case.objects.filter(state="asked", asked_at__lte=moment)
    return list(rows.order_by("asked_at").values_list("id", flat=True))


def has_entry(case_id: UUID, kind: str, *, since: datetime | None, why: str) -> bool:
    """Whether the history has a line of this kind, for this reason, from that moment on."""
    rows = Entry.objects.filter(case_id=case_id, kind=kind, data__why=why)
    return (rows.filter(at__gte=since) if since else rows).exists()


def case_by_reference(reference: str) -> Case | None:
    """Raises BadInput where it cannot be a reference."""
    return Case.objects.filter(reference=check_reference(reference)).first()


def are_linked(one: UUID, another: UUID) -> bool:
    pair = [one, another]
    return CaseLink.objects.filter(case_id__in=pair, other_id__in=pair).exists()


def cases_with_notices() -> QuerySet[Case]:
    """Every case about a notice, closed ones too."""
    return Case.objects.filter(notice__isnull=False)
