"""Why somebody reads what a law keeps of a person who was erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.kernel.words import spoken
from coopcouncil.sharing.domain.restricting import REASONS


class WhyForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why do you read it?"),
        help_text=_("The law allows no other reason. It is kept with your name."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you read it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = self.fields["why"]
        assert isinstance(why, forms.ChoiceField)
        why.choices = [(code, spoken(said, __)) for code, said in REASONS.items()]
