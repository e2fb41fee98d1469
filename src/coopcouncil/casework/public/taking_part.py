"""What a person gave by telling of a problem, for their own page."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.casework.domain.report_categories import shipped_categories
from coopcouncil.casework.models import Case, Report
from coopcouncil.casework.queries import persons
from coopcouncil.foundation import languages
from coopcouncil.foundation.contributions import TakenPart


def taken_part(account_id: UUID) -> list[TakenPart]:
    """Reports and problems of this person, by what kind they are; nothing of what was said. Two queries."""
    return [
        *(_of_report(row) for row in persons.reported_by(account_id)),
        *(_of_case(row) for row in persons.brought_by(account_id)),
    ]


def _of_report(row: Report) -> TakenPart:
    category = shipped_categories().get(row.category)
    return TakenPart(
        kind=_("You reported a problem on the map"),
        what=languages.as_written(category.name) if category else row.reference,
        url=reverse("casework:report", args=[row.reference]),
        at=row.reported_at,
        came_of_it=_("Still open") if row.is_open else _("Everybody responsible has answered"),
    )


def _of_case(row: Case) -> TakenPart:
    return TakenPart(
        kind=_("You told the council of a problem"),
        what=row.title,
        url=reverse("casework:my_case", args=[row.id]),
        at=row.opened_at,
        came_of_it=str(row.get_outcome_display() or row.get_state_display()),
    )
