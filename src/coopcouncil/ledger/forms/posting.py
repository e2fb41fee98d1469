"""One short form for each thing that is posted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField, HintedRadios, choose
from coopcouncil.ledger.forms.fields import PenceField, budget_field

Choices = Sequence[tuple[str, str]]


class KindForm(forms.Form):
    """What is to be posted."""

    kind = forms.ChoiceField(
        label=_("What do you want to post?"), error_messages={"required": _("Choose what to post")}
    )

    def __init__(self, *args: Any, kinds: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget = HintedRadios(lambda value: kinds[value][1])
        choose(self, "kind", [(value, label) for value, (label, _hint) in kinds.items()])


class PostForm(forms.Form):
    """What every posting says. `offers` has the choices of each field that offers some: where there is more than one,
    none is taken for granted."""

    amount = PenceField(label=_("Amount in pounds"))
    effective_on = DayMonthYearField(label=_("On which day?"))
    purpose = forms.CharField(
        label=_("What is it for?"), help_text=_("Name no person."), max_length=200,
        error_messages={"required": _("Say what it is for")},
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), help_text=_("The number of the document, or where it is kept."), max_length=200,
        error_messages={"required": _("Say where the evidence is")},
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, offers: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in offers.keys() & self.fields.keys():
            held = list(offers[name])
            choose(self, name, held if len(held) == 1 else [("", __("Choose")), *held])


class _SpendingForm(PostForm):
    """What is charged to a budget."""

    budget = budget_field()
    fund = forms.ChoiceField(label=_("Fund"))
    account = forms.ChoiceField(label=_("Account"))
    ward = forms.ChoiceField(label=_("Ward, if it was for one only"), required=False)
    field_order = ("budget", "fund", "account", "amount", "effective_on", "purpose", "evidence", "ward")


class PaymentForm(_SpendingForm):
    """One payment from a budget."""


class AccrualForm(_SpendingForm):
    """What was had and has no bill yet."""


class IncomeForm(PostForm):
    """Money that came in."""

    fund = forms.ChoiceField(label=_("Into which fund?"))
    account = forms.ChoiceField(label=_("What kind of income is it?"))
    field_order = ("fund", "account", "amount", "effective_on", "purpose", "evidence")


class TransferForm(PostForm):
    """Money that one fund gives to another."""

    from_fund = forms.ChoiceField(label=_("From which fund?"))
    to_fund = forms.ChoiceField(label=_("To which fund?"))
    field_order = ("from_fund", "to_fund", "amount", "effective_on", "purpose", "evidence")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("to_fund") and given.get("to_fund") == given.get("from_fund"):
            self.add_error("to_fund", _("Choose another fund than the one it comes from"))
        return given


class OweForm(PostForm):
    """What this organisation comes to owe to another."""

    creditor = forms.ChoiceField(label=_("To whom, and into which fund of theirs?"))
    budget = budget_field()
    fund = forms.ChoiceField(label=_("From which fund of ours?"))
    field_order = ("creditor", "budget", "fund", "amount", "effective_on", "purpose", "evidence")


class SettleForm(PostForm):
    """Paying what is owed."""

    debt = forms.ChoiceField(label=_("Which debt do you pay?"))
    field_order = ("debt", "amount", "effective_on", "purpose", "evidence")


class PromiseForm(PostForm):
    """What an order or a contract will cost."""

    budget = budget_field()
    field_order = ("budget", "amount", "effective_on", "purpose", "evidence")


class ChangeForm(forms.Form):
    """More or less for a budget."""

    budget = budget_field()
    year = forms.ChoiceField(label=_("Year"))
    way = forms.ChoiceField(
        label=_("What changes?"), choices=[("more", _("It gets more")), ("less", _("It gets less"))],
        widget=forms.RadioSelect, error_messages={"required": _("Choose whether it gets more or less")},
    )  # fmt: skip
    amount = PenceField(label=_("By how much, in pounds?"))
    reason = forms.CharField(
        label=_("Why?"), help_text=_("Everybody can read it, on the page of the budget. Name no person."),
        max_length=300, error_messages={"required": _("Say why")},
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, offers: Mapping[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "year", offers["year"])
