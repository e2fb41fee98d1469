"""Input shapes of proving who somebody is."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField

DOCUMENTS = {
    "passport": _("Passport"),
    "identity_card_with_chip": _("National identity card with a chip"),
    "driving_licence": _("Driving licence with a photo"),
    "residence_permit": _("Residence permit with a photo"),
    "proof_of_age_card": _("Proof of age card (PASS)"),
    "bus_pass": _("Older or disabled person’s bus pass"),
    "birth_certificate": _("Birth or adoption certificate"),
    "benefit_letter": _("Letter about a benefit or a pension"),
    "tenancy_agreement": _("Tenancy agreement"),
    "bank_letter": _("Letter or statement from a bank"),
}
CHECKS = {
    "security_features": _("I looked for its security features, and it is in date"),
    "issuer_asked": _("The chip was read, or whoever issued it confirmed it"),
    "face_compared": _("I compared the face with the photo"),
    "face_compared_by_trained": _("I compared the face, and I am trained to do so"),
    "questions_answered": _("I asked what only this person would know"),
    "records_searched": _("Our records show no death and no misuse of this name"),
    "known_for_years": _("Our records show that we have known this person for years"),
}


class LetterForm(forms.Form):
    line1 = forms.CharField(
        label=_("Address line 1"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
        error_messages={"required": _("Write the first line of your address")},
    )
    line2 = forms.CharField(
        label=_("Address line 2 (if you have one)"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    town = forms.CharField(
        label=_("Town"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": _("Write the town")},
    )
    postcode = forms.RegexField(
        r"^\s*[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}\s*$",
        label=_("Postcode"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={
            "required": _("Write the postcode"),
            "invalid": _("Write a full postcode, such as AM1 1AA"),
        },
    )

    def lines(self) -> list[str]:
        given = self.cleaned_data
        return [given["line1"], given["line2"], given["town"], str(given["postcode"]).upper()]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code in the letter"),
        help_text=_("Eight letters and numbers, such as 7KD4-QM9X. Big or small letters, both will do."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the code in the letter")},
    )


class FindPersonForm(forms.Form):
    who = forms.CharField(
        label=_("Their e-mail address, or a reference of theirs"),
        help_text=_("The address that they sign in with, in full; or the reference of something they told us."),
        max_length=254,
        error_messages={"required": _("Type their e-mail address or a reference")},
    )


class DocumentForm(forms.Form):
    organisation = forms.ChoiceField(
        label=_("Where do you act for?"), error_messages={"required": _("Choose where you act for")}
    )
    documents = forms.MultipleChoiceField(
        label=_("Which documents did you see?"),
        help_text=_("The original, in your hand. Write no number down, and keep no copy."),
        choices=list(DOCUMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what you saw")},
    )
    checks = forms.MultipleChoiceField(
        label=_("What did you check?"),
        choices=list(CHECKS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what you checked")},
    )

    name = forms.CharField(
        label=_("The full name on the document"),
        help_text=_("Letter by letter as it stands there, even where they are called something else here."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the name that is on the document")},
    )
    born_on = DayMonthYearField(label=_("The date of birth on the document (if it shows one)"), required=False)

    def __init__(self, *args: Any, organisations: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(found), name) for found, name in organisations]
        if len(field.choices) == 1:
            field.widget, field.initial = forms.HiddenInput(), str(next(iter(field.choices))[0])
