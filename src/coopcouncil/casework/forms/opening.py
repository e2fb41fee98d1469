"""What is typed to open a case: by an officer in one page, by a resident question by question."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.forms import Choices, from_list, offer, one_of, words
from coopcouncil.casework.models import Case
from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import public as places

CHANNELS = [
    (value, label)
    for value, label in Case.Channel.choices
    if value in {Case.Channel.COUNTER, Case.Channel.PHONE, Case.Channel.POST, Case.Channel.EMAIL}
]
_OFF = {"autocomplete": "off", "spellcheck": "false"}


def _postcode(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=10)


def _whole_postcode(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return places.normalise_postcode(typed)
    except BadInput as error:
        raise forms.ValidationError(__("Enter a whole postcode, such as AM1 1AA")) from error


class NewCaseForm(forms.Form):
    channel = one_of(_("How did they get in touch?"), CHANNELS)
    access_point = from_list(_("At which place?"), (), required=False)
    who = forms.CharField(
        label=_("Their e-mail address, or a reference of theirs"),
        help_text=_("If they have an account. Then they can follow the case there."),
        required=False, max_length=254, widget=forms.TextInput(attrs=_OFF),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Their name"), help_text=_("If they have no account."), required=False, max_length=150,
        widget=forms.TextInput(attrs=_OFF),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Their phone number"), required=False, max_length=30,
        widget=forms.TextInput(attrs={**_OFF, "inputmode": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Where else can we write to them?"), help_text=_("An e-mail address."), required=False
    )
    about = from_list(_("What is it about?"), (), required=False)
    title = forms.CharField(
        label=_("In a few words, what kind of problem?"),
        help_text=_("For example: damp in a flat. It shows in lists, so do not name anybody here."), max_length=100,
    )  # fmt: skip
    words = words(_("What is wrong, as they said it?"))
    organisation = from_list(_("Who has to act?"), (), _("If you know. You can say it later."), required=False)
    postcode = _postcode(_("Postcode of the place"), _("So that we count the right ward."))
    urgency = one_of(_("How urgent is it?"), Case.Urgency.choices)

    def __init__(
        self, *args: Any, about: Choices, organisations: Choices, access_points: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "about", about)
        offer(self, "organisation", organisations)
        offer(self, "access_point", access_points)

    def clean_postcode(self) -> str:
        return _whole_postcode(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("who") and not given.get("name") and "who" not in self.errors:
            self.add_error("who", __("Say who it is about: their e-mail address or reference, or else their name"))
        return given


class WhomForm(forms.Form):
    authority = one_of(_("Who is it about?"), ())

    def __init__(self, *args: Any, whom: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = whom


class AboutForm(forms.Form):
    about = from_list(
        _("What is it about?"), (), _("The nearest is good enough. If nothing fits, choose “Something else”.")
    )

    def __init__(self, *args: Any, about: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "about", about)


class WhatForm(forms.Form):
    words = words(
        _("What is wrong?"),
        _("In your own words. Say what happened, since when, and what would make it good."),
        rows=8,
    )


class WhereForm(forms.Form):
    postcode = _postcode(
        _("What is the postcode of the place?"), _("If it is about a place. Leave it empty if it is not.")
    )

    def clean_postcode(self) -> str:
        return _whole_postcode(self.cleaned_data["postcode"])
