"""How the council may write to a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """The ways that reach this person, to choose one."""

    def __init__(self, *args: Any, ways: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_by"] = forms.ChoiceField(
            label=_("How should we write to you?"),
            choices=ways,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose how we should write to you")},
        )
