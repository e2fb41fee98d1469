"""What a provider says of a quarter and of its places, and what the council says of a proposed change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models import Feature, LocationType


class ReturnForm(forms.Form):
    """One quarter in four answers; `after` is the number of the return that was read, 0 for none."""

    helped = forms.IntegerField(label=_("How many people did you help?"), min_value=0, max_value=2_000_000_000)
    turned_away = forms.IntegerField(
        label=_("How many did you turn away?"), help_text=_("Because there was no room, or it was not for them"),
        min_value=0, max_value=2_000_000_000,
    )  # fmt: skip
    waiting = forms.IntegerField(
        label=_("How many were waiting on the last day?"), min_value=0, max_value=2_000_000_000
    )
    what_changed = forms.CharField(
        label=_("What changed?"), help_text=_("In a few words, about the service. Never about a person."),
        required=False, widget=forms.Textarea, max_length=1000,
    )  # fmt: skip
    why_again = forms.CharField(label=_("What was wrong in what you sent before?"), max_length=300)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["why_again"]


class PlaceForm(forms.Form):
    """Where a service is found, and how one gets in."""

    location_type = forms.ChoiceField(
        label=_("What kind of address is it?"), widget=forms.RadioSelect, initial=LocationType.PHYSICAL,
        choices=[(kind.value, kind.label) for kind in (LocationType.PHYSICAL, LocationType.POSTAL)],
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the place"), max_length=150)
    address_1 = forms.CharField(label=_("Building and street"), max_length=200)
    address_2 = forms.CharField(label=_("Second line of the address"), required=False, max_length=200)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    postcode = forms.CharField(label=_("Postcode"), max_length=10)
    transportation = forms.CharField(
        label=_("How to get there"), help_text=_("For example: bus 12 stops outside"), required=False, max_length=300
    )
    features = forms.MultipleChoiceField(
        label=_("What is there for people who need it?"), choices=Feature.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why does it change?"), help_text=_("The council reads it, and it stays in the public history."),
        required=False, max_length=500,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecideForm(forms.Form):
    """Yes or no to a proposed change; no has a reason."""

    verdict = forms.ChoiceField(
        label=_("Do you agree?"), widget=forms.RadioSelect,
        choices=[("approve", _("Yes, put it into the record")), ("refuse", _("No, leave the record as it is"))],
    )  # fmt: skip
    because = forms.CharField(
        label=_("Why?"), help_text=_("Needed if you say no. The provider reads it."), required=False, max_length=500
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("verdict") == "refuse" and not str(values.get("because") or "").strip():
            self.add_error("because", _("Say why, so that the provider knows what to do"))
        return values
