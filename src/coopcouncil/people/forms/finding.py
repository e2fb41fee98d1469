"""What an officer types who looks for a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.people.domain.finding import Clue, words

# Why somebody is looked for. Codes, so that no fact about anybody comes into the log.
REASONS = {
    "with_me": _("They are here with me, or on the telephone"),
    "wrote": _("They wrote to us, and I answer"),
    "case": _("A case of theirs is in my hands"),
    "two_records": _("We may hold two records of them"),
}
_OFF = {"autocomplete": "off", "spellcheck": "false"}


class SearchPeopleForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why do you look for them?"),
        help_text=_("It is kept with your name. They can see that you looked, and why."),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you look for them")},
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Whole words, first name or last name or both. Capitals and accents do not matter."),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )
    born = DayMonthYearField(label=_("Date of birth"), required=False)
    postcode = forms.CharField(
        label=_("Postcode"),
        help_text=_("All of it."),
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={**_OFF, "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        if typed and not words(Clue("phone", typed)):
            raise forms.ValidationError(__("Type a whole phone number, such as 01632 960123"))
        return typed

    def said(self) -> list[Clue]:
        """What is said of whoever is looked for. Only of a valid form."""
        given: dict[str, Any] = self.cleaned_data
        return [
            Clue("name", given["name"]),
            Clue("born", given["born"].isoformat() if given["born"] else ""),
            Clue("postcode", given["postcode"]),
            Clue("phone", given["phone"]),
        ]
