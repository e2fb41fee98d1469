"""What people type about their own data, and what officers type about it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.sharing.domain.rights import EXEMPTIONS
from coopcouncil.sharing.models import DataRequest, ReviewItem

LONGEST = 4000

EXEMPTION_WORDS = {
    "third_party": _("It is about somebody else, who did not agree"),
    "serious_harm": _("It could seriously harm somebody’s health"),
    "crime": _("It would hinder the police or a court"),
    "privilege": _("It is between us and our lawyers"),
    "confidential_reference": _("It is a reference given in confidence"),
}
WHYS = [
    ("identity", _("Who they are: the month begins when we know")),
    ("clarification", _("What they mean: these days do not count")),
]
HOWS = [
    ("signed_in", _("They asked in their account, with a second proof")),
    ("proof", _("They proved to us who they are, and it still holds")),
    ("document", _("I saw a document of theirs")),
    ("known", _("I know them well")),
    ("power_checked", _("They ask for somebody else: I saw the power, and it covers this")),
]


def _words(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, required=required, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the person is to read")},
    )  # fmt: skip


class AskForm(forms.Form):
    """What somebody asks about their data, in their account."""

    kind = forms.ChoiceField(
        label=_("What do you want?"),
        choices=DataRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want")},
    )
    for_whom = forms.ChoiceField(label=_("For whom do you ask?"), widget=forms.RadioSelect, required=False)
    words = _words(
        _("Tell us more (for a complaint: what went wrong)"), _("You need not say why you want a copy."), required=False
    )

    def __init__(self, *args: Any, powers: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["for_whom"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = [("", _("For me")), *powers], ""
        if not powers:
            del self.fields["for_whom"]


class RecordForm(forms.Form):
    """What somebody asked by letter, by telephone or at the counter."""

    who = forms.CharField(
        label=_("Their e-mail address, or a reference of theirs"),
        max_length=254,
        error_messages={"required": _("Type their e-mail address or a reference")},
    )
    kind = forms.ChoiceField(
        label=_("What do they want?"),
        choices=DataRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they want")},
    )
    via = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(value, label) for value, label in DataRequest.Via.choices if value != "account"],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came")},
    )
    received_on = DayMonthYearField(label=_("On which day did it come?"), help_text=_("The clock runs from that day."))
    words = _words(_("What did they say?"), required=False)


class AnswerRequestForm(forms.Form):
    words = _words(_("Your answer"))


class WordsForm(forms.Form):
    words = _words(_("What the person will read"))


class PauseForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What do you ask?"),
        choices=WHYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    words = _words(_("Your question, as the person will read it"))


class IdentityForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How did you make sure?"),
        choices=HOWS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you made sure")},
    )


class ItemForm(forms.Form):
    """What is decided of one thing that is held."""

    hidden = forms.MultipleChoiceField(
        label=_("What it holds"), help_text=_("Tick what is taken out, where only some parts are."), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    decision = forms.ChoiceField(
        label=_("Do they get it?"),
        choices=ReviewItem.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they get it")},
    )
    exemption = forms.ChoiceField(
        label=_("If not all of it: which exemption?"),
        choices=[("", ""), *((code, EXEMPTION_WORDS[code]) for code in EXEMPTIONS)],
        required=False,
    )
    reason = forms.CharField(
        label=_("And why does it fit here?"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hidden"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = parts
