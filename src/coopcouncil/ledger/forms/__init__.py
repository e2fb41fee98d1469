"""What is typed on the ledger's pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money


class PenceField(forms.CharField):
    """An amount in pounds and pence, above nothing; `clean` returns whole pence."""

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        try:
            pence = Money.parse(text).pence
        except BadInput:
            pence = 0
        if not 0 < pence <= 10**13:
            raise forms.ValidationError(_("Enter an amount above nothing, such as £1,234.56"))
        return pence


class PaymentForm(forms.Form):
    """One payment from a budget."""

    budget = forms.CharField(
        label=_("Budget code"), help_text=_("As it stands in the list of budgets."), max_length=80,
        error_messages={"required": _("Enter the code of the budget")},
    )  # fmt: skip
    fund = forms.ChoiceField(label=_("Fund"))
    account = forms.ChoiceField(label=_("Account"))
    amount = PenceField(label=_("Amount in pounds"), max_length=20)
    effective_on = DayMonthYearField(label=_("When was it, or is it, paid?"))
    purpose = forms.CharField(
        label=_("What is it for?"), help_text=_("Name no person."), max_length=200,
        error_messages={"required": _("Say what it is for")},
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), help_text=_("The number of the invoice, or where the document is kept."), max_length=200
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(
        self, *args: Any, funds: Sequence[tuple[str, str]], accounts: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = funds  # type: ignore[attr-defined]
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("Why is it taken back?"), help_text=_("It stands in the book for good. Name no person."),
        max_length=300,
        error_messages={"required": _("Say why")},
    )  # fmt: skip


class DecisionForm(forms.Form):
    """A second person's decision."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[("approve", _("Post it")), ("refuse", _("Refuse it"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("If you refuse it, why?"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("decision") == "refuse" and not (given.get("reason") or "").strip():
            self.add_error("reason", _("Say why"))
        return given


class MatchForm(forms.Form):
    """Which posting a line of a statement is."""

    posting = forms.ChoiceField(
        label=_("Which posting is it?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a posting")}
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posting"].choices = choices  # type: ignore[attr-defined]
