from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models import Service


class ServiceForm(forms.ModelForm):
    """What a provider may change of its own record."""

    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Service
        fields: ClassVar = [
            "name", "summary", "phone", "email", "website", "opening_hours", "cost", "description", "delivery_model",
            "scope", "outcome", "status",
        ]  # fmt: skip
        labels: ClassVar = {
            "name": _("Name of the service"),
            "summary": _("What it is, in one sentence"),
            "phone": _("Phone number"),
            "email": _("E-mail address"),
            "opening_hours": _("When it is open"),
            "cost": _("What it costs"),
            "description": _("More about it"),
            "delivery_model": _("How it is run"),
            "scope": _("Who it is for"),
            "outcome": _("What it is there to bring about"),
            "status": _("Is it open?"),
        }
        help_texts: ClassVar = {
            "opening_hours": _("For example: Monday to Friday, 9am to 5pm"),
            "cost": _("For example: Free"),
        }
        widgets: ClassVar = {
            "scope": forms.RadioSelect,
            "status": forms.RadioSelect,
            "description": forms.Textarea,
        }

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        if not (values.get("phone") or values.get("email") or values.get("website")) and not self.errors:
            self.add_error(
                "phone", _("Enter a phone number, an e-mail address or a website, so that people can reach it")
            )
        return values
