"""What officers send where notices come as files."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class OrganisationForm(forms.Form):
    """For which organisation; asked only of those who work for several."""

    organisation = forms.ChoiceField(
        label=_("For which organisation?"), error_messages={"required": _("Choose the organisation")}
    )

    def offer(self, organisations: Mapping[UUID, str]) -> None:
        """Offer these; of one alone nothing is asked."""
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(key), name) for key, name in organisations.items()]
        if len(organisations) == 1:
            field.initial, field.widget = next(iter(field.choices))[0], forms.HiddenInput()


class AnswersFileForm(OrganisationForm):
    """A file of answers."""

    file = forms.FileField(
        label=_("Your answers, as a CSV or JSON file"),
        help_text=_("With the columns notice, id, answer, and, where you need them, reason and at. At most 1 MB."),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty")},
    )
