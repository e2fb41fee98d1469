"""Decisions in cases, and their letters."""

from uuid import UUID

from django.utils.translation import gettext as _

from coopcouncil.casework.models import CaseDecision
from coopcouncil.directory import public as directory
from coopcouncil.foundation import pdf
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people


def decision(case_id: UUID, decision_id: UUID) -> CaseDecision:
    """With its case. Raises NotFound."""
    rows = CaseDecision.objects.select_related("case", "decided_by")
    found = rows.filter(id=decision_id, case_id=case_id).first()
    if found is None:
        raise NotFound("There is no such decision.")
    return found


def decisions_of(case_id: UUID) -> list[CaseDecision]:
    return list(CaseDecision.objects.filter(case_id=case_id).defer("reasons").order_by("decided_on", "id"))


def last_day_in_words(held: CaseDecision) -> str:
    """Until when it can be looked at again."""
    if held.appeal_by:
        return _("The last day for this is %(day)s.") % {"day": date_in_words(held.appeal_by)}
    return _("There is no last day for this, but do it soon.")


def about(held: CaseDecision) -> str:
    """What kind of service it is about."""
    return directory.service_type(held.service_type).name


def letter(held: CaseDecision) -> pdf.Letter:
    """The decision as a letter: what, why, and how to have it looked at again by which day."""
    case, council = held.case, people.council()
    name = people.person_name(case.person_id) if case.person_id else str((case.contact or {}).get("name", ""))
    return pdf.Letter(
        to=[name],
        date=date_in_words(held.decided_on),
        reference=case.reference,
        title=_("Our decision: %(outcome)s") % {"outcome": held.get_outcome_display()},
        paragraphs=[_("It is about: %(service)s.") % {"service": about(held)}],
        sections=[
            pdf.Section(_("Why"), paragraphs=(held.reasons or "").split("\n")),
            pdf.Section(
                _("If you do not agree"),
                paragraphs=[
                    f"{held.appeal['title']}. {last_day_in_words(held)}",
                    held.appeal["how"],
                    held.appeal["after"],
                    _("The law: %(source)s.") % {"source": held.appeal["source"]},
                ],
            ),
        ],
        farewell=[_("Yours,"), people.person_name(held.decided_by_id), council.name if council else ""],
    )
