"""What the directory says of an organisation, as its manager or the council fills it in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.forms.rows import PhoneRows
from coopcouncil.directory.forms.short import GroupForm


class OrganisationForm(GroupForm):
    """`agrees`: whoever fills it in may say for the council what its legal form is, and since when it is there."""

    names = ("alternate_name", "description", "email", "website", "phones", "legal_status", "year_incorporated")
    lists = (PhoneRows(),)
    description = forms.CharField(
        label=_("What you are and do"), help_text=_("In words that everybody understands"), required=False,
        widget=forms.Textarea, max_length=5000,
    )  # fmt: skip
    alternate_name = forms.CharField(
        label=_("Also called"), help_text=_("A short name, or one that people know"), required=False, max_length=150
    )
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    legal_status = forms.CharField(
        label=_("Legal form"), help_text=_("For example: co-operative society"), required=False, max_length=100
    )
    year_incorporated = forms.IntegerField(label=_("Founded in which year?"), required=False, min_value=900,
                                           max_value=2200)  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, *, agrees: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not agrees:
            for name in ("legal_status", "year_incorporated"):
                del self.fields[name]
                self.sections[0][1].remove(name)

    def clean_description(self) -> str:
        """Browsers send each end of a line as two signs."""
        return str(self.cleaned_data["description"]).replace("\r\n", "\n")
