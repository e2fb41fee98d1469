"""What a person is told of their complaint: what comes next, who comes after us, and the letter to keep."""

from datetime import date

from django.utils.translation import gettext as _

from coopcouncil.casework.domain.complaints import Ombudsman, Scheme
from coopcouncil.casework.models import Complaint, ComplaintStage
from coopcouncil.foundation import pdf
from coopcouncil.foundation.jinja import date_in_words, money
from coopcouncil.people import public as people


def whose(complaint: Complaint) -> str:
    """The name of the person whose complaint it is; empty where it is not known any more."""
    if complaint.case.person_id is not None:
        return people.person_name(complaint.case.person_id)
    return str((complaint.case.contact or {}).get("name", ""))


def after_us(ombudsman: Ombudsman, until: date | None) -> list[str]:
    """The right to go to the ombudsman, with its last day where it is known, and how to reach them."""
    lines = [
        _("You can ask the %(name)s to look at it. They do not belong to us, and it costs nothing.")
        % {"name": ombudsman.name}
    ]
    if until:
        words = (
            _("As a rule they take it until %(day)s: twelve months from when you first knew of it.")
            if ombudsman.counted_from == "known"
            else _("As a rule they take it until %(day)s: twelve months from our answer.")
        )
        lines.append(words % {"day": date_in_words(until)})
    return [
        *lines,
        _("Phone %(phone)s, go to %(web)s, or write to %(post)s.")
        % {"phone": ombudsman.phone, "web": ombudsman.web, "post": ombudsman.post},
        _("The law or rule: %(source)s.") % {"source": ombudsman.source},
    ]


def what_next(stage: ComplaintStage, scheme: Scheme) -> list[str]:
    """What the person can do who is not content with our answer at a stage."""
    if stage.ask_until:
        return [
            _("Ask for the next stage by %(day)s, on your page, by phone or by letter. You need not say why. Somebody "
              "else looks at it, who decided nothing of it before.") % {"day": date_in_words(stage.ask_until)},
            *after_us(scheme.ombudsman, stage.ombudsman_until),
        ]  # fmt: skip
    return after_us(scheme.ombudsman, stage.ombudsman_until)


def letter(complaint: Complaint, stage: ComplaintStage, scheme: Scheme) -> pdf.Letter:
    """Our answer at a stage, or why we do not look into it: with the right to go further and its last day."""
    declined = stage.answered_at is None
    sections = []
    if stage.understood:
        sections.append(pdf.Section(_("What you complained of"), paragraphs=stage.understood.split("\n")))
    why = _("Why we do not look into it") if declined else _("Our answer, and why")
    outcome = [] if declined else [str(stage.get_outcome_display()) + "."]
    sections.append(pdf.Section(why, paragraphs=[*outcome, *(stage.answer or "").split("\n")]))
    if stage.remedy:
        made_good = stage.remedy.split("\n")
        if stage.payment:
            made_good.append(_("We pay you %(money)s.") % {"money": money(stage.payment)})
        if stage.remedy_by:
            made_good.append(_("This is done by %(day)s.") % {"day": date_in_words(stage.remedy_by)})
        sections.append(pdf.Section(_("What we do about it"), paragraphs=made_good))
    sections.append(pdf.Section(_("If you do not agree"), paragraphs=what_next(stage, scheme)))
    council = people.council()
    by = people.person_name(stage.decided_by_id) if stage.decided_by_id else ""
    return pdf.Letter(
        to=[whose(complaint)],
        date=date_in_words(stage.answered_at or complaint.case.closed_at),
        reference=complaint.case.reference,
        title=_("Your complaint: our answer") if not declined else _("Your complaint"),
        paragraphs=[
            _("You complained to us on %(day)s. This is our answer at stage %(number)s of %(all)s.")
            % {"day": date_in_words(complaint.made_on), "number": stage.number, "all": len(scheme.stages)}
        ],
        sections=sections,
        farewell=[_("Yours,"), by, council.name if council else ""],
    )
