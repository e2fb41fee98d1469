"""What an officer types who decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.domain.outcomes import MOST_WORDS
from coopcouncil.casework.models import CaseDecision
from coopcouncil.directory import public as directory


def _services() -> list[tuple[str, Any]]:
    return [("", _("Choose")), *((code, kind.name) for code, kind in directory.service_types().items())]


class DecideForm(forms.Form):
    """A decision with its reasons; how it can be looked at again follows from the kind of service."""

    service_type = forms.ChoiceField(
        label=_("What is it about?"), choices=_services, error_messages={"required": _("Choose what it is about")}
    )
    outcome = forms.ChoiceField(
        label=_("What is decided?"), choices=CaseDecision.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided")},
    )  # fmt: skip
    reasons = forms.CharField(
        label=_("The reasons, for the person"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Give the reasons, for the person")},
    )  # fmt: skip
    reviewed = forms.BooleanField(
        label=_("It looks at an earlier decision again"), required=False,
        help_text=_("Somebody else than who decided first. The letter then names what comes after a review."),
    )  # fmt: skip
