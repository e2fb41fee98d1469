"""What is typed to end a promise, or a part of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.ledger.forms.fields import PenceField


class ReleaseForm(forms.Form):
    """How much is not promised any more: by a posting, or for a reason."""

    amount = PenceField(label=_("How much of it is not promised any more, in pounds?"))
    number = forms.IntegerField(
        label=_("If it was paid: the number of the posting"), required=False, min_value=1, max_value=10**15,
        help_text=_("As in the list of postings."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("If it was not paid: why is it not needed?"), max_length=300, required=False,
        help_text=_("It stands in the book for good. Name no person."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "number" in given and not given["number"] and not (given.get("reason") or "").strip():
            self.add_error("reason", _("Give the number of the posting that paid it, or say why it is not needed"))
        return given
