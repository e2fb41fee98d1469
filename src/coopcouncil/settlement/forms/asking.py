"""What everybody may ask and say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.settlement.actions.consulting import LONGEST


class CommentForm(forms.Form):
    words = forms.CharField(
        label=_("What do you think of it?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody can read it once somebody has looked at it. Do not write your name, nor anything "
                    "private about somebody."),
    )  # fmt: skip


class LifeForm(forms.Form):
    """Where somebody lives and what their life is like. Nothing of it is kept."""

    postcode = forms.CharField(
        label=_("Your postcode"), required=False, max_length=10, help_text=_("Some promises are for some wards only."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )  # fmt: skip
    age = forms.IntegerField(label=_("Your age"), required=False, min_value=0, max_value=130)
    children = forms.BooleanField(label=_("I have children at home"), required=False)
    carer = forms.BooleanField(label=_("I look after somebody"), required=False)
    tenant = forms.BooleanField(label=_("I rent my home"), required=False)
