"""Input shapes of powers to speak for another person."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.people.models import Authority

EVIDENCE = {
    "registered_lpa": _("The power of attorney, with the stamp or the reference of the Office of the Public Guardian"),
    "court_order": _("The order of the Court of Protection or of a family court"),
    "appointee_letter": _("The letter that names you as appointee"),
    "birth_certificate": _("The child’s birth or adoption certificate"),
    "agreement": _("A parental responsibility agreement"),
    "professional": _("The word of a doctor, nurse or social worker"),
    "own_word": _("Nothing on paper"),
}
SCOPES = {"property": _("Money and property"), "welfare": _("Health and daily care")}


class ClaimForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Which power do you have?"),
        choices=Authority.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which power you have")},
    )
    first_names = forms.CharField(
        label=_("Their first names"),
        help_text=_("As they stand on the document. If it is about you, your own."),
        max_length=100,
        error_messages={"required": _("Write their first names")},
    )
    last_name = forms.CharField(
        label=_("Their last name"), max_length=100, error_messages={"required": _("Write their last name")}
    )
    born_on = DayMonthYearField(
        label=_("Their date of birth"), error_messages={"required": _("Enter their date of birth")}
    )
    scope = forms.MultipleChoiceField(
        label=_("What does the order cover? (only for a deputy)"),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    evidence_kind = forms.ChoiceField(
        label=_("What can you show?"),
        help_text=_("Somebody at the council will ask to see it."),
        choices=[("", _("Choose one")), *EVIDENCE.items()],
        error_messages={"required": _("Choose what you can show")},
    )
    evidence_number = forms.CharField(label=_("Its number or reference (if it has one)"), max_length=60, required=False)
    issued_on = DayMonthYearField(label=_("Its date (if you know it)"), required=False)
    last_day = DayMonthYearField(label=_("The last day of the power (if it has one)"), required=False)

    def claim(self) -> dict[str, Any]:
        """What `claim_authority` takes."""
        given = dict(self.cleaned_data)
        last_day = given.pop("last_day")
        return {**given, "expires_on": day_after(last_day)}


def day_after(last_day: date | None) -> date | None:
    return last_day + timedelta(days=1) if last_day else None


class CheckForm(forms.Form):
    seen = forms.ChoiceField(
        label=_("What did you see?"),
        help_text=_("With nothing on paper, or with a document that does not prove it, what is told goes as reported."),
        choices=[("", _("Choose one")), *EVIDENCE.items()],
        error_messages={"required": _("Choose what you saw")},
    )
    subject_email = forms.EmailField(
        label=_("The e-mail address of the person spoken for (if they have an account here)"),
        help_text=_("Then they see what is told for them, and can end the power."),
        required=False,
    )
    last_day = DayMonthYearField(label=_("The last day of the power (if the document names one)"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("They read this. Say what they can do next."),
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": _("Say why")},
    )
