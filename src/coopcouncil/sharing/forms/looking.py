"""What officers type to open what cannot wait, to review it, and to keep a reading from the person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.sharing.domain.rights import EXEMPTIONS
from coopcouncil.sharing.forms.rights import EXEMPTION_WORDS, LONGEST
from coopcouncil.sharing.models import Opening


def _who() -> forms.CharField:
    return forms.CharField(
        label=_("Their e-mail address, or a reference of theirs"),
        max_length=254,
        error_messages={"required": _("Type their e-mail address or a reference")},
    )


def _text(label: Any, hint: Any, required: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": required},
    )  # fmt: skip


class OpenForm(forms.Form):
    who = _who()
    why = forms.ChoiceField(
        label=_("Why can it not wait?"),
        choices=Opening.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it cannot wait.")},
    )
    reason = _text(
        _("What has happened, and what do you need to know?"),
        _("Somebody else reads this, and looks at what you did. The person sees that you looked."),
        _("Say in a sentence or two why you need it. Somebody else will read it."),
    )


class ReviewOpeningForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Was it right to open it?"),
        choices=Opening.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was right.")},
    )
    finding = _text(_("What did you find?"), "", _("Say what you found."))


class WithholdForm(forms.Form):
    who = _who()
    organisation = forms.ChoiceField(label=_("Whose readings?"))
    since = DayMonthYearField(label=_("From which day?"))
    until = DayMonthYearField(label=_("Until which day?"), help_text=_("A year at most. Then the person sees them."))
    exemption = forms.ChoiceField(
        label=_("Which exemption?"), choices=[(code, EXEMPTION_WORDS[code]) for code in EXEMPTIONS]
    )
    reason = _text(
        _("And why does it fit here?"), _("Whoever approves it reads this."), _("Say why the exemption fits here.")
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = organisations
