"""What is typed about teams and who is in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.forms import Choices, from_list, offer, one_of
from coopcouncil.casework.models import Officer
from coopcouncil.foundation.forms import DayMonthYearField


class TeamForm(forms.Form):
    name = forms.CharField(label=_("What is the team called?"), max_length=100)
    code = forms.SlugField(
        label=_("Short name"), help_text=_("Small letters and hyphens, such as homes-and-streets."), max_length=60
    )
    summary = forms.CharField(
        label=_("What does it look after?"), help_text=_("One sentence."), max_length=300, required=False
    )
    service_types = forms.MultipleChoiceField(
        label=_("Which services’ problems come to this team first?"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    takes_the_rest = forms.BooleanField(
        label=_("It also takes the problems that no other team looks after"), required=False
    )

    def __init__(self, *args: Any, service_types: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service_types"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = service_types


class JoinForm(forms.Form):
    account = from_list(_("Who?"), (), _("Everybody at the council whose role lets them own cases."))
    rank = one_of(_("What do they do in the team?"), Officer.Rank.choices)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "account", people)


class AwayForm(forms.Form):
    until = DayMonthYearField(
        label=_("On which day will they be back?"), help_text=_("The first day that they work again.")
    )
