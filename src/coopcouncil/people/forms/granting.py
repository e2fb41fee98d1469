"""Input shapes of what the council hands to other organisations."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField


class GrantForm(forms.Form):
    starts_on = DayMonthYearField(label=_("First day"))
    last_day = DayMonthYearField(label=_("Last day, if you know it"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today


class EndGrantForm(forms.Form):
    last_day = DayMonthYearField(label=_("Last day on which they may help"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today
