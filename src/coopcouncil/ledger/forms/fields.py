"""Fields that several forms of the ledger have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money

MOST_PENCE = 10**13


class PenceField(forms.CharField):
    """An amount in pounds and pence, above nothing; `clean` returns whole pence."""

    default_error_messages = {"required": _("Enter the amount")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        try:
            pence = Money.parse(text).pence
        except BadInput:
            pence = 0
        if not 0 < pence <= MOST_PENCE:
            raise forms.ValidationError(_("Enter an amount above nothing, such as £1,234.56"))
        return pence


def budget_field() -> forms.CharField:
    return forms.CharField(
        label=_("Budget"), help_text=_("Its code or its name, as in the list of budgets."), max_length=200,
        error_messages={"required": _("Enter the code or the name of the budget")},
    )  # fmt: skip
