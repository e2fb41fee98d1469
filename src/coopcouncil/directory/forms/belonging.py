"""Short forms of what belongs to a record: whom to ask for, languages, wards, ways to take part, terms, the law."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.forms.listed import BasisRows, ContactRows, LanguageRows, TermRows, WayRows
from coopcouncil.directory.forms.short import GroupForm, WithReason
from coopcouncil.foundation.forms import choose
from coopcouncil.people import public as people
from coopcouncil.places import public as places


class ContactsForm(GroupForm):
    names = ("contacts",)
    lists = (ContactRows(),)


class LanguagesForm(GroupForm):
    names = ("languages",)
    lists = (LanguageRows(),)


class WaysForm(GroupForm):
    names = ("ways",)
    lists = (WayRows(),)


class TermsForm(GroupForm):
    names = ("terms",)
    lists = (TermRows(),)


class WardsForm(WithReason):
    """Reports and requests of these wards go to the service, so the council must agree."""

    names = ("wards",)
    ward_ids = forms.MultipleChoiceField(
        label=_("For which wards is it?"), help_text=_("Tick none if it is for the whole borough."), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wards = {str(ward.id): ward.name for ward in places.areas("ward")}
        choose(self, "ward_ids", self._wards.items())

    def read(self, held: Mapping[str, Any]) -> dict[str, Any]:
        return {"ward_ids": [ward["ward_id"] for ward in held.get("wards") or []]}

    def written(self) -> dict[str, Any]:
        chosen, held = set(self.cleaned_data["ward_ids"]), self.held.get("wards") or []
        if {ward["ward_id"] for ward in held} == chosen:
            return {"wards": held}
        return {"wards": [{"ward_id": ward, "name": name} for ward, name in self._wards.items() if ward in chosen]}


class LawForm(WithReason):
    """Who delivers a duty may change; who answers for it may not."""

    names = ("owner", "bases")
    lists = (BasisRows(),)
    owner_id = forms.ChoiceField(
        label=_("Who stays accountable, whoever delivers it?"), required=False,
        help_text=_("Leave it empty where that is the provider itself."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = {str(item.id): item.name for item in people.organisations()}
        choose(self, "owner_id", [("", _("The provider itself")), *self._names.items()])

    def read(self, held: Mapping[str, Any]) -> dict[str, Any]:
        return {"owner_id": (held.get("owner") or {}).get("organisation_id", "")}

    def written(self) -> dict[str, Any]:
        body = self.cleaned_data["owner_id"]
        return {"owner": {"organisation_id": body, "name": self._names[body]} if body else None}
