"""What is typed to take back, to decide, to match."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import choose


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
        choose(self, "posting", choices)
