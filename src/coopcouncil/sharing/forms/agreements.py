"""What information governance types: an assessment, the officer's advice, an agreement, its signing and its end."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.models import ImpactAssessment

_LONG = forms.Textarea(attrs={"rows": 5})


def _organisations() -> list[tuple[str, str]]:
    return [
        ("", str(_("Choose one"))),
        *((str(body.id), body.name) for body in people.organisations() if body.kind != "council"),
    ]


def _purposes() -> list[tuple[str, str]]:
    # Some read alike for the person who is told why; here their short names tell them apart.
    found = ((code, f"{item.words} ({code.replace('_', ' ')})") for code, item in shipped_purposes().purposes.items())
    return sorted(found, key=lambda pair: pair[1])


def _assessments() -> list[tuple[str, str]]:
    return [("", str(_("None yet"))), *((str(row.id), row.title) for row in ImpactAssessment.objects.order_by("title"))]


class _Named(forms.Form):
    title = forms.CharField(label=_("What is it about?"), max_length=200)
    code = forms.CharField(
        label=_("A short name for it"),
        help_text=_("Small letters, digits and hyphens. It stands in files and never changes."),
        max_length=60,
        validators=[validate_slug],
    )


class AssessmentForm(_Named):
    """An impact assessment."""

    risks = forms.CharField(label=_("What could go wrong for people?"), widget=_LONG)
    measures = forms.CharField(label=_("What is done against it?"), widget=_LONG)


class AdviceForm(forms.Form):
    """The data protection officer's advice."""

    advice = forms.CharField(label=_("What do you advise?"), widget=_LONG)


class DecisionOnAdviceForm(forms.Form):
    """What the council does with the advice."""

    followed = forms.ChoiceField(
        label=_("Do we follow the advice?"),
        choices=[("yes", _("Yes")), ("no", _("No, for a reason"))],
        widget=forms.RadioSelect,
    )
    why_not = forms.CharField(label=_("If not, why?"), required=False, widget=_LONG)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("followed") == "no" and not str(cleaned.get("why_not", "")).strip():
            self.add_error("why_not", _("Say why the advice is not followed"))
        return cleaned


class AgreementForm(_Named):
    """A sharing agreement, not signed yet."""

    organisation_id = forms.ChoiceField(label=_("With whom?"), choices=_organisations)
    purposes = forms.MultipleChoiceField(
        label=_("For which purposes?"), choices=_purposes, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.CharField(label=_("What in law lets both sides?"), widget=_LONG)
    retention = forms.CharField(label=_("How long do they keep it?"), max_length=500)
    security = forms.CharField(label=_("How do they keep it safe? (optional)"), required=False, widget=_LONG)
    assessment_id = forms.ChoiceField(label=_("Which impact assessment?"), choices=_assessments, required=False)
    starts_on = DayMonthYearField(label=_("First day"))
    review_on = DayMonthYearField(label=_("When is it looked at again?"))
    ends_on = DayMonthYearField(label=_("From which day does it no longer hold?"))


class SigningForm(forms.Form):
    """Who signed."""

    signed_for_us = forms.CharField(label=_("Who signed for the council?"), max_length=120)
    signed_for_them = forms.CharField(label=_("Who signed for them?"), max_length=120)
    signed_on = DayMonthYearField(label=_("When was it signed?"))


class EndForm(forms.Form):
    """Why it ends before its time."""

    because = forms.CharField(
        label=_("Why does it end?"),
        help_text=_("From then on nothing is sent under it. What waits is held, and people see that it is."),
        widget=_LONG,
    )
