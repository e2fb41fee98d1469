"""Letting go of what was said: when its person is erased, and when its time is over."""

from collections.abc import Collection
from datetime import datetime
from importlib import resources
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from coopcouncil.casework.actions import timing
from coopcouncil.casework.actions.exchanging import tell_of_erasure
from coopcouncil.casework.actions.history import write_down
from coopcouncil.casework.actions.owning import leave_council
from coopcouncil.casework.domain.complaints import OVER
from coopcouncil.casework.events import CaseClosed
from coopcouncil.casework.models import (
    Case,
    CaseDocument,
    Complaint,
    Contact,
    Delegation,
    Entry,
    MatterStep,
    SavedView,
    Transfer,
    Visibility,
)
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import delegations, persons
from coopcouncil.foundation import audit, clock, events
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.forgetting import forget
from coopcouncil.foundation.retention import Due, Keeping, read_rules
from coopcouncil.sharing import public as sharing


def erase_person(account_id: UUID) -> None:
    """What was said in a person's cases is destroyed, and their cases are nobody's and over; what they owned as an
    officer others take.
    """
    now = clock.now()
    with transaction.atomic():
        leave_council(account_id=account_id, now=now)
        SavedView.objects.filter(account_id=account_id).delete()
        gone = persons.case_ids_of(account_id)
        tell_of_erasure(case_ids=gone, now=now)
        for case_id in gone:
            case = queries.case_for_update(case_id)
            if case.state != Case.State.CLOSED:
                timing.end_all(case, now=now, called_off=True)
                case.state, case.outcome, case.closed_at = Case.State.CLOSED, Case.Outcome.ENDED, now
                case.escalated_to = None
                write_down(
                    case, Entry.Kind.ENDED, actor=SYSTEM, now=now, visibility=Visibility.TEAM, data={"why": "erased"}
                )
                events.emit(CaseClosed(case.id, case.outcome))
            case.person, case.emptied_at, case.changed_at = None, now, now
            case.save()
            audit.note(SYSTEM, "casework.case_emptied", case)
        Contact.objects.filter(person_id=account_id).update(person=None)
        _forget(gone)
        theirs = Delegation.objects.filter(Q(person_id=account_id) | Q(holder_id=account_id))
        _forget_delegations(list(theirs.values_list("id", flat=True)), now)


def keepings() -> list[Keeping]:
    """Each rule of the catalogue, with how to find what is due and how to let it go."""
    file = resources.files("coopcouncil.casework") / "catalogue" / "retention.toml"
    rules = read_rules(file.read_text(encoding="utf-8"), file="retention.toml")
    words, rights = rules["case_words"], rules["case_delegations"]

    def words_due(now: datetime) -> list[Due]:
        rows = Case.objects.filter(closed_at__lt=words.before(now), emptied_at__isnull=True)
        found = rows.order_by("closed_at").values_list("id", "closed_at", "person_id")
        return [Due(row, at, (person,) if person else ()) for row, at, person in found if at]

    whose = rules["contact_person"]

    def whose_due(now: datetime) -> list[Due]:
        rows = Contact.objects.filter(at__lt=whose.before(now), person__isnull=False).order_by("at")
        return [Due(row, at, (person,)) for row, at, person in rows.values_list("id", "at", "person_id") if person]

    def rights_due(now: datetime) -> list[Due]:
        return [Due(row, at, tuple(theirs)) for row, at, theirs in delegations.ended_before(rights.before(now))]

    return [
        Keeping(words, words_due, _empty),
        Keeping(whose, whose_due, _forget_whose),
        Keeping(rights, rights_due, _forget_delegations),
    ]


def _forget_whose(ids: Collection[UUID], now: datetime) -> int:
    """That somebody got in touch stays for the figures; who it was goes."""
    return Contact.objects.filter(id__in=ids).update(person=None)


def _forget_delegations(ids: Collection[UUID], now: datetime) -> int:
    _let_letters_go(ids)
    return Delegation.objects.filter(id__in=ids).delete()[0]


def _let_letters_go(ids: Collection[UUID]) -> None:
    sharing.let_letters_go(ids)
    forget(ids, restrict=False)


def _empty(case_ids: Collection[UUID], now: datetime) -> int:
    """What was said goes; that there was a case, and how its promises were kept, stays."""
    with transaction.atomic():
        gone = Case.objects.filter(id__in=case_ids, state=Case.State.CLOSED)
        count = gone.update(person=None, opened_by=None, emptied_at=now)
        _forget(case_ids, restrict=False)
    return count


def _forget(case_ids: Collection[UUID], *, restrict: bool = True) -> None:
    _let_letters_go(list(MatterStep.objects.filter(case_id__in=case_ids, kind="letter").values_list("id", flat=True)))
    CaseDocument.objects.filter(case_id__in=case_ids).delete()
    carried = Complaint.objects.filter(case_id__in=case_ids)
    carried.update(ombudsman_reference="")
    carried.exclude(state__in=OVER).update(state=Complaint.State.ENDED)
    transfers = list(Transfer.objects.filter(case_id__in=case_ids).values_list("id", flat=True))
    forget([*case_ids, *transfers], restrict=restrict)
