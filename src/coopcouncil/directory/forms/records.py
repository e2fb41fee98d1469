from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.models import Service


class WhyForm(forms.Form):
    """Why somebody needs to know where a confidential place is. A code, so that nothing else gets into the trail."""

    WHY: ClassVar = [
        ("safety", _("To keep somebody safe")),
        ("emergency", _("Police, fire or ambulance must go there")),
        ("visit", _("To visit, inspect or mend it")),
        ("record", _("To see that the record is right")),
    ]
    why = forms.ChoiceField(
        label=_("Why do you need it?"), help_text=_("Your name, the time and this are kept."), choices=WHY,
        widget=forms.RadioSelect, error_messages={"required": _("Choose why you need it")},
    )  # fmt: skip


class ServiceForm(forms.ModelForm):
    """What a provider may change of its own record."""

    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the one that was read

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def read_again(self, version: int) -> None:
        """Have the form say that it was written by whoever has seen this version: what they wrote stays in it."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["version"] = str(version)
        self.data = data

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        if not (values.get("phone") or values.get("email") or values.get("website")) and not self.errors:
            self.add_error(
                "phone", _("Enter a phone number, an e-mail address or a website, so that people can reach it")
            )
        return values
