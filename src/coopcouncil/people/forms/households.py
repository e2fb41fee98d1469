"""What is typed of who lives with a person."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.kernel.words import spoken
from coopcouncil.people.domain.households import GROWN_UP, RELATIONS
from coopcouncil.people.domain.powers import age_on
from coopcouncil.people.forms.finding import REASONS
from coopcouncil.people.queries.households import Relative, Words

_OFF = {"autocomplete": "off", "spellcheck": "false"}


def relation_words(code: str) -> str:
    """A relation in words, in the language that is spoken just now."""
    return spoken(RELATIONS[code], __)


class MemberForm(forms.Form):
    name = forms.CharField(
        label=_("Their name"),
        max_length=150,
        widget=forms.TextInput(attrs=_OFF),
        error_messages={"required": _("Type their name")},
    )
    relation = forms.ChoiceField(
        label=_("What are they to you?"), error_messages={"required": _("Choose what they are to you")}
    )
    child = forms.ChoiceField(
        label=_("Are they a child?"),
        help_text=_("Somebody under 18."),
        choices=[("yes", _("Yes, a child")), ("no", _("No, an adult"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether they are a child")},
    )
    since = DayMonthYearField(label=_("Since when do they live with you? (if you know it)"), required=False)
    relative = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation = self.fields["relation"]
        assert isinstance(relation, forms.ChoiceField)
        relation.choices = [("", __("Choose one")), *((code, relation_words(code)) for code in RELATIONS)]

    def said(self) -> dict[str, Any]:
        """What the actions take. Only of a valid form."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "relation": given["relation"],
            "child": given["child"] == "yes",
            "since": given["since"],
        }


def as_told(words: Words) -> dict[str, Any]:
    """What was said of somebody, as the form begins with it."""
    return {"name": words.name, "relation": words.relation, "child": _yes(words.child), "since": words.since}


def as_offered(told: Relative | None, today: date) -> dict[str, Any]:
    """What a life event told of somebody, as the form begins with it."""
    if told is None:
        return {}
    return {"name": told.name, "child": _yes(age_on(told.born_on, today) < GROWN_UP), "relative": told.id}


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def relative_named(text: str) -> UUID | None:
    """The id in an address; None where there is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


class EndMemberForm(forms.Form):
    until = DayMonthYearField(label=_("The last day on which they lived with you (if you know it)"), required=False)

    def day(self) -> date | None:
        """Only of a valid form."""
        given: date | None = self.cleaned_data["until"]
        return given


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code"),
        help_text=_("Eight letters and numbers, such as 7KD4-QM9X. Somebody who lives with you gave it to you."),
        max_length=20,
        widget=forms.TextInput(attrs=_OFF),
        error_messages={"required": _("Type the code")},
    )


class AnswerForm(forms.Form):
    """`code` and `seen` come from the page before."""

    lives = forms.ChoiceField(
        label=_("Do you live together?"),
        choices=[("yes", _("Yes, that is right")), ("no", _("No, or I would rather not say"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you live together")},
    )
    code = forms.CharField(max_length=20, widget=forms.HiddenInput)
    seen = forms.UUIDField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """Why an officer looks. A code, so that no fact about anybody comes into the log."""

    why = forms.ChoiceField(
        label=_("Why do you look?"),
        help_text=_("It is kept with your name. They can see that you looked, and why."),
        choices=[(code, words) for code, words in REASONS.items() if code != "two_records"],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you look")},
    )
