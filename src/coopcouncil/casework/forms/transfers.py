"""What an officer says who hands a case to another council, or takes one; what a resident types to follow theirs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.domain.outcomes import MOST_WORDS
from coopcouncil.foundation.forms import choose


class OfferForm(forms.Form):
    """To which council, why, and what lets us tell it."""

    council = forms.ChoiceField(
        label=_("Which council?"),
        help_text=_("Those with which we have exchanged letters."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a council")},
    )
    why = forms.CharField(
        label=_("Why does it belong there?"),
        help_text=_("The other council and the resident read this."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why")},
    )
    basis = forms.ChoiceField(
        label=_("What lets us tell the other council?"),
        choices=[("agreed", _("The resident agreed")), ("law", _("A law allows it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    basis_words = forms.CharField(
        label=_("When and how they agreed, or which law"),
        help_text=_("For example: “on the phone today, I read out what is sent”."),
        max_length=500,
        error_messages={"required": _("Say when and how, or name the law")},
    )
    contact_name = forms.CharField(
        label=_("The resident’s name"),
        help_text=_("Leave out whatever the other council does not need, or the resident did not agree to."),
        max_length=150,
        required=False,
    )
    contact_phone = forms.CharField(label=_("Their phone number"), max_length=30, required=False)
    contact_email = forms.EmailField(label=_("Their e-mail address"), required=False)

    def __init__(self, *args: Any, councils: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "council", [(str(found), name) for found, name in councils])


class WhyForm(forms.Form):
    """Why an offer is taken back."""

    reason = forms.CharField(
        label=_("Why do we take it back?"),
        help_text=_("The resident reads this."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why")},
    )


class AnswerForm(forms.Form):
    """Take it, for a team; or refuse it, with a reason."""

    answer = forms.ChoiceField(
        label=_("What is our answer?"),
        choices=[
            ("accept", _("We take it: from now on it is ours")),
            ("refuse", _("We do not take it: it stays with them")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer")},
    )
    team = forms.ChoiceField(
        label=_("If we take it: for which team?"),
        help_text=_("Somebody of the team owns it at once."),
        required=False,
        widget=forms.Select,
    )
    reason = forms.CharField(
        label=_("If we do not: why?"),
        help_text=_("The other council and the resident read this."),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(str(team), name) for team, name in teams]
        choose(self, "team", [("", _("The team whose service it is")), *found])


class CodeForm(forms.Form):
    """The code that stands beside the link."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Twelve letters and numbers, such as 7KD4-QM9X-F2AP. It stands beside the link."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code")},
    )
