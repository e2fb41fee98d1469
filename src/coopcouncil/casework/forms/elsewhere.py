"""What is typed to take a case up with another body."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.models import CaseDocument, Matter, MatterStep
from coopcouncil.foundation.forms import DayMonthYearField, choose

Choices = Sequence[tuple[str, str]]
_OFF = {"autocomplete": "off"}
AGREED = [
    ("in_person", _("Yes, face to face")),
    ("phone", _("Yes, by telephone")),
    ("writing", _("Yes, in writing")),
    ("account", _("Yes, in their account here")),
    ("", _("No, or we have not asked: no file of theirs goes")),
]


def _long(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class TakeUpForm(forms.Form):
    track = forms.ChoiceField(label=_("What kind of body is it?"))
    organisation = forms.ChoiceField(label=_("Which one?"), required=False)
    name = forms.CharField(
        label=_("Its name (if it is not in the list)"), max_length=150, required=False,
        widget=forms.TextInput(attrs=_OFF),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Its e-mail address (if you know it)"), required=False, widget=forms.EmailInput(attrs=_OFF)
    )
    address = forms.CharField(
        label=_("Its postal address (if you know it)"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    asks = _long(_("What do we ask of them?"), 3, _("One thing a line. It stands in each letter."))
    agreed = forms.ChoiceField(
        label=_("Did the person agree that we tell this body?"), choices=AGREED, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    agreed_on = DayMonthYearField(label=_("On which day? (if they agreed)"), required=False)

    def __init__(self, *args: Any, tracks: Choices, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "track", [("", __("Choose")), *tracks])
        choose(self, "organisation", [("", __("None of these")), *bodies])

    def body(self) -> dict[str, str]:
        """Only of a valid form."""
        return {key: self.cleaned_data[key] for key in ("name", "email", "address")}


class LetterForm(forms.Form):
    name = forms.CharField(label=_("To whom does it go?"), max_length=150, widget=forms.TextInput(attrs=_OFF))
    email = forms.EmailField(label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs=_OFF))
    address = forms.CharField(
        label=_("Postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    opening = _long(_("How the letter begins"), 3, _("In English. Change it as you like."))
    what = _long(_("What is wrong"), 6, _("Write only what this body needs. The resident reads the letter too."))
    evidence = forms.MultipleChoiceField(
        label=_("Which files go with it?"),
        help_text=_("Choose each one. None goes by itself."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sent = forms.ChoiceField(
        label=_("How does it go?"), choices=MatterStep.Sent.choices, widget=forms.RadioSelect
    )  # fmt: skip

    def __init__(self, *args: Any, files: Collection[CaseDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if files:
            choose(self, "evidence", [(str(file.id), str(file.name)) for file in files])
        else:
            del self.fields["evidence"]

    def to(self) -> dict[str, str]:
        """Only of a valid form."""
        return {key: self.cleaned_data[key] for key in ("name", "email", "address")}

    def document_ids(self) -> list[UUID]:
        """Only of a valid form."""
        return [UUID(chosen) for chosen in self.cleaned_data.get("evidence", [])]


class ReplyForm(forms.Form):
    words = _long(_("What did they answer?"), 6, _("The resident reads it."))


class EndMatterForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=Matter.Outcome.choices, widget=forms.RadioSelect
    )  # fmt: skip
    words = _long(
        _("Say it in plain words"), 4, _("The resident reads it. Their problem stays ours until it is solved.")
    )
