"""Contacts and service failures, as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.domain import register as rules
from coopcouncil.casework.domain.contacts import shipped_categories
from coopcouncil.casework.models import Case
from coopcouncil.directory import public as directory

OF_USE = "of_use"
# Another computer gets in touch too, but nobody writes that down.
BY_PEOPLE = [(code, label) for code, label in Case.Channel.choices if code != Case.Channel.API]


class ContactForm(forms.Form):
    """One contact. `case_words` asks for what was said; without it, what it was about."""

    channel = forms.ChoiceField(
        label=_("How did they get in touch?"),
        choices=BY_PEOPLE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they got in touch")},
    )
    category = forms.ChoiceField(
        label=_("Was it of use to them?"),
        help_text=_("If they should not have had to get in touch, choose why they did."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it was of use to them")},
    )
    service_type = forms.ChoiceField(label=_("What was it about?"), required=False)
    access_point = forms.ChoiceField(label=_("Where? (if they came to a place)"), required=False)
    facts_again = forms.IntegerField(
        label=_("How many things had they to tell us once more?"),
        help_text=_("For example their address, or what had happened. Leave it empty if none."),
        min_value=0,
        max_value=50,
        required=False,
    )
    minutes = forms.IntegerField(label=_("How many minutes did it take?"), min_value=0, max_value=600, required=False)
    words = forms.CharField(
        label=_("What was said?"),
        help_text=_("It goes into the history of the case. Everybody of the council who works on it can read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _("Write down what was said")},
    )

    def __init__(self, data: Any = None, *, about_a_case: bool) -> None:
        super().__init__(data, auto_id="id_contact_%s")
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)
        avoidable = [(code, _(title)) for code, title in shipped_categories().items()]
        category.choices = [(OF_USE, _("Yes, it was of use to them")), *avoidable]
        places = self.fields["access_point"]
        assert isinstance(places, forms.ChoiceField)
        places.choices = [("", _("At no place of ours"))] + [
            (str(place.id), place.name) for place in directory.access_points()
        ]
        if about_a_case:
            del self.fields["service_type"]
        else:
            del self.fields["words"]
            types = self.fields["service_type"]
            assert isinstance(types, forms.ChoiceField)
            known = sorted((kind.name, code) for code, kind in directory.service_types().items())
            types.choices = [("", _("Something else")), *((code, name) for name, code in known)]

    def contact(self) -> dict[str, Any]:
        """What `record_contact` takes."""
        given = self.cleaned_data
        category = given["category"]
        return {
            "channel": given["channel"],
            "category": "" if category == OF_USE else category,
            "service_type": given.get("service_type", ""),
            "access_point_id": given["access_point"] or None,
            "facts_again": given["facts_again"] or 0,
            "minutes": given["minutes"],
            "words": given.get("words", ""),
        }


class ReplyForm(forms.Form):
    """The provider's reply."""

    words = forms.CharField(
        label=_("What happened, and what have you changed?"),
        help_text=_("Everybody will read it beside the failure. Write nothing about any person."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=rules.MOST_WORDS,
        error_messages={"required": _("Say what happened, and what you have changed")},
    )


class StrikeOutForm(forms.Form):
    """Why it was no failure."""

    because = forms.CharField(
        label=_("Why was it no failure?"),
        help_text=_("This is published."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Say why it was no failure")},
    )
