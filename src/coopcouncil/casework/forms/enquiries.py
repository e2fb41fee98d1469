"""What a councillor types to ask for somebody, an officer to answer, an administrator to say who speaks for a ward."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.models import Enquiry
from coopcouncil.foundation.forms import DayMonthYearField

Choices = Sequence[tuple[str, str]]
_OFF = {"autocomplete": "off"}


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class EnquiryForm(forms.Form):
    ward = forms.ChoiceField(label=_("Which ward?"))
    service_type = forms.ChoiceField(label=_("What is it about?"), required=False)
    words = forms.CharField(
        label=_("What is wrong, and what do you ask?"), widget=forms.Textarea(attrs={"rows": 6}), max_length=10_000
    )
    name = forms.CharField(label=_("Their name"), max_length=150, widget=forms.TextInput(attrs=_OFF))
    phone = forms.CharField(
        label=_("Their telephone number (if you know it)"), max_length=40, required=False,
        widget=forms.TextInput(attrs=_OFF),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Their e-mail address (if you know it)"), required=False, widget=forms.EmailInput(attrs=_OFF)
    )
    basis = forms.ChoiceField(
        label=_("Why may we answer you about them?"),
        help_text=_("Ask for their word where you can. It is kept with the enquiry."),
        choices=Enquiry.Basis.choices, widget=forms.RadioSelect,
    )  # fmt: skip
    asked_on = DayMonthYearField(label=_("When did they agree, or ask you?"))
    asked_how = forms.ChoiceField(label=_("How?"), choices=Enquiry.How.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, wards: Choices, types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "ward", wards)
        _choose(self, "service_type", [("", __("Something else")), *types])

    def constituent(self) -> dict[str, str]:
        """Only of a valid form."""
        return {key: self.cleaned_data[key].strip() for key in ("name", "phone", "email")}


class ShareForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How did you pass it on?"), choices=Enquiry.How.choices, widget=forms.RadioSelect
    )  # fmt: skip
    says = forms.ChoiceField(
        label=_("What do they say?"), widget=forms.RadioSelect, required=False,
        choices=[
            ("", _("Nothing yet")), ("solved", _("It is solved")), ("not_solved", _("It is not solved")),
        ],
    )  # fmt: skip
    words = forms.CharField(
        label=_("In their words (if you like)"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
    )  # fmt: skip


class WordsForm(forms.Form):
    words = forms.CharField(label=_("Add something"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000)


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Our answer"),
        help_text=_("The councillor reads it, and passes it on. Say what was done, or what happens next and by when."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
    )


class SeatForm(forms.Form):
    councillor = forms.ChoiceField(label=_("Which councillor?"))
    ward = forms.ChoiceField(label=_("For which ward?"))
    since = DayMonthYearField(label=_("From which day?"))

    def __init__(self, *args: Any, councillors: Choices, wards: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "councillor", councillors)
        _choose(self, "ward", wards)
