"""How a delivery that died is ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

_READS = _("The person reads these words. Write nothing about anybody else.")


class CloseForm(forms.Form):
    """Closing it."""

    reason = forms.CharField(
        label=_("Why is it closed?"),
        help_text=_READS,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it is closed")},
    )


class RedirectForm(forms.Form):
    """Telling another organisation instead."""

    organisation = forms.ChoiceField(
        label=_("Who is told instead?"), error_messages={"required": _("Choose who is told instead")}
    )
    reason = forms.CharField(
        label=_("Why are they told instead?"),
        help_text=_READS,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why they are told instead")},
    )

    def __init__(self, data: Any = None, *, others: tuple[tuple[UUID, str], ...]) -> None:
        super().__init__(data, auto_id="id_instead_%s")
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose an organisation")), *((str(key), name) for key, name in others)]
