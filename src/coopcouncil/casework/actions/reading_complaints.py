"""Reading complaints: each reading is logged, and its person sees that it was read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions.reading import CasePage, page_of
from coopcouncil.casework.domain.complaints import Scheme, shipped_schemes
from coopcouncil.casework.models import Complaint, ComplaintStage, Visibility
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import complaints as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor


@dataclass(frozen=True)
class ComplaintPage:
    """A complaint as one kind of reader sees it, with the rules by which it goes and the case that carries it."""

    complaint: Complaint
    scheme: Scheme
    stages: list[ComplaintStage]
    case: CasePage

    @property
    def at(self) -> ComplaintStage:
        """The stage that it is at."""
        return self.stages[-1]


def read_complaint(*, actor: Actor, complaint_id: UUID) -> ComplaintPage:
    """The whole of a complaint, for whoever works on it. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.complaint(complaint_id)
        permissions.require(actor, "casework.see", found.case)
        audit.read(actor, "casework.complaint_read", found, about=[found.case.person_id])
        return _page(found, list(Visibility.values))


def read_own_complaint(*, actor: Actor, complaint_id: UUID, today: date) -> ComplaintPage:
    """What the person may read of it, or whoever speaks for them. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.complaint(complaint_id)
        permissions.require(actor, "casework.see_own", OnDay(found.case, today))
        audit.read(actor, "casework.case_read_for_you", found, about=[found.case.person_id])
        return _page(found, [Visibility.RESIDENT])


def note_complaints_listed(*, actor: Actor, shown: list[tuple[UUID, UUID | None]]) -> None:
    """Log that complaints were shown in a list: (complaint, person) of each row."""
    readings = [(("casework.complaint", complaint_id), [person]) for complaint_id, person in shown]
    if readings:
        audit.read_all(actor, "casework.complaints_listed", readings)


def _page(found: Complaint, visible: list[str]) -> ComplaintPage:
    stages = list(found.stages.all())
    for stage in stages:
        stage.complaint = found
    return ComplaintPage(
        complaint=found,
        scheme=shipped_schemes().by_code(found.scheme),
        stages=stages,
        case=page_of(found.case, visible),
    )
