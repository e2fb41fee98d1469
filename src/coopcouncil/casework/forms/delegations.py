"""What is typed to let somebody act for one."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.models import Case, Delegation
from coopcouncil.foundation.forms import DayMonthYearField

_OFF = {"autocomplete": "off", "spellcheck": "false"}
ALL = "all"
FIRST_OFFER = timedelta(days=91)  # a quarter of a year, until somebody says otherwise


class AppointForm(forms.Form):
    name = forms.CharField(label=_("Their name"), max_length=150, widget=forms.TextInput(attrs=_OFF))
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We write to it, and do not say your name there. They sign in with this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    case = forms.ChoiceField(label=_("Which problem?"), widget=forms.RadioSelect)
    may = forms.ChoiceField(
        label=_("What may they do?"), choices=Delegation.May.choices, widget=forms.RadioSelect
    )  # fmt: skip
    until = DayMonthYearField(
        label=_("Until which day?"), help_text=_("A year at most. You can end it at any time before.")
    )

    def __init__(self, *args: Any, cases: Collection[Case], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        which = self.fields["case"]
        assert isinstance(which, forms.ChoiceField)
        which.choices = [(str(case.id), f"{case.title} ({case.reference})") for case in cases] + [
            (ALL, __("Every problem of mine, those to come too"))
        ]
        self.fields["until"].initial = today + FIRST_OFFER

    def case_id(self) -> UUID | None:
        """None for every case. Only of a valid form."""
        chosen = self.cleaned_data["case"]
        return None if chosen == ALL else UUID(chosen)


class DelegationCodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code"),
        help_text=_("Eight letters and numbers, such as 7KD4-QM9X. It stands in the e-mail that you got."),
        max_length=20,
        widget=forms.TextInput(attrs=_OFF),
    )


class AcceptForm(forms.Form):
    """`code` comes from the page before."""

    accept = forms.ChoiceField(
        label=_("Do you want to act for them?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    code = forms.CharField(max_length=20, widget=forms.HiddenInput)
