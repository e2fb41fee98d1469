"""What officers type to keep something, or to let it go again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.sharing.forms.rights import LONGEST


class HoldForm(forms.Form):
    who = forms.CharField(
        label=_("Their e-mail address, or the reference of one thing they told"),
        help_text=_("By e-mail address everything of theirs is kept; by a reference, that one thing."),
        max_length=254,
        error_messages={"required": _("Type their e-mail address or a reference")},
    )
    until = DayMonthYearField(label=_("Until which day must it be kept?"))
    reason = forms.CharField(
        label=_("Why must it be kept?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it must be kept.")},
    )  # fmt: skip


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=_("Why need it not be kept any more?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it need not be kept any more.")},
    )  # fmt: skip
