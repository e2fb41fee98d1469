"""A record in short forms, one a group of what belongs together, for a busy manager on a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.domain import changing, hours_words
from coopcouncil.directory.forms.belonging import (
    ContactsForm,
    LanguagesForm,
    LawForm,
    TermsForm,
    WardsForm,
    WaysForm,
)
from coopcouncil.directory.forms.rows import CostRows, HoursRows, OtherRows, PhoneRows, RouteRows
from coopcouncil.directory.forms.short import GroupForm, WithReason
from coopcouncil.directory.models import Audience, Service
from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.kernel.errors import NotFound


class HoursForm(GroupForm):
    names = ("opening_hours", "hours", "other_hours")
    lists = (HoursRows(), OtherRows())
    opening_hours = forms.CharField(
        label=_("In words"), required=False, max_length=200,
        help_text=_("Leave it as it is, and we write it for you from the hours below."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Where the hours are others and the words are still the old ones, the words follow the hours."""
        made = super().values()
        untouched = made["opening_hours"] == (self.held.get("opening_hours") or "")
        if made["hours"] and made["hours"] != self.held.get("hours") and untouched:
            made["opening_hours"] = hours_words.week_in_words(made["hours"], today=self.today) or made["opening_hours"]
        return made


class ContactForm(GroupForm):
    names = ("phone", "email", "website", "reached_by", "alert", "phones")
    lists = (PhoneRows(),)
    phone = forms.CharField(label=_("Phone number"), required=False, max_length=30)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    reached_by = forms.ChoiceField(
        label=_("How do people get it?"), choices=Service.ReachedBy.choices, widget=forms.RadioSelect
    )
    alert = forms.CharField(
        label=_("What must people know before they come?"), required=False, max_length=300,
        help_text=_("For now only, for example: the lift does not work this week"),
    )  # fmt: skip


class WordsForm(WithReason):
    names = ("name", "summary", "description", "accreditations")
    name = forms.CharField(label=_("Name of the service"), max_length=150)
    summary = forms.CharField(label=_("What it is, in one sentence"), max_length=300)
    description = forms.CharField(label=_("More about it"), required=False, widget=forms.Textarea, max_length=5000)
    accreditations = forms.CharField(label=_("Who vouches for it"), required=False, max_length=300)

    def clean_description(self) -> str:
        """Browsers send each end of a line as two signs."""
        return str(self.cleaned_data["description"]).replace("\r\n", "\n")


class CostsForm(WithReason):
    names = ("cost", "costs")
    lists = (CostRows(),)
    cost = forms.CharField(
        label=_("What it costs, in words"), help_text=_("For example: Free"), required=False, max_length=200
    )


class ForWhomForm(WithReason):
    names = ("eligibility", "routes")
    lists = (RouteRows(),)
    audiences = forms.MultipleChoiceField(
        label=_("For whom is it?"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    minimum_age = forms.IntegerField(label=_("From which age"), required=False, min_value=0, max_value=130)
    maximum_age = forms.IntegerField(label=_("Up to which age"), required=False, min_value=0, max_value=130)
    for_whom = forms.CharField(label=_("More about who it is for"), required=False, max_length=500)

    def read(self, held: Mapping[str, Any]) -> dict[str, Any]:
        now = held.get("eligibility") or {}
        return {**now, "for_whom": now.get("description", "")}

    def written(self) -> dict[str, Any]:
        given = self.cleaned_data
        held = {name: given[name] for name in ("minimum_age", "maximum_age")}
        held |= {"audiences": self._in_order(given["audiences"]), "description": given["for_whom"]}
        return {"eligibility": held if any(value not in (None, "", []) for value in held.values()) else None}

    def _in_order(self, chosen: Sequence[str]) -> list[str]:
        was = (self.held.get("eligibility") or {}).get("audiences", [])
        return list(was) if set(was) == set(chosen) else list(chosen)


class CapacityForm(GroupForm):
    names = ("capacity",)
    places = forms.IntegerField(label=_("How many places are there?"), required=False, min_value=0, max_value=1_000_000)
    free_places = forms.IntegerField(
        label=_("How many are free now?"), required=False, min_value=0, max_value=1_000_000
    )
    waiting_days = forms.IntegerField(
        label=_("How many days do people wait?"), required=False, min_value=0, max_value=5000,
        help_text=_("From asking to being helped, as a rule"),
    )  # fmt: skip

    def read(self, held: Mapping[str, Any]) -> dict[str, Any]:
        return dict(held.get("capacity") or {})

    def written(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("places", "free_places", "waiting_days")}
        if all(value is None for value in given.values()):
            return {"capacity": None}
        return {"capacity": {**given, "as_of": self.today.isoformat()}}


class RunningForm(WithReason):
    names = ("status", "delivery_model", changing.SINCE, "outcome", "scope")
    status = forms.ChoiceField(label=_("Is it open?"), choices=Service.Status.choices, widget=forms.RadioSelect)
    delivery_model = forms.ChoiceField(label=_("How it is run"), choices=Service.DeliveryModel.choices)
    delivery_model_since = DayMonthYearField(
        label=_("Run so since"), help_text=_("Only if you change how it is run"), required=False
    )
    scope = forms.ChoiceField(
        label=_("For a person or for an area"), choices=Service.Scope.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(label=_("What it is there to bring about"), choices=Service.Outcome.choices)

    def written(self) -> dict[str, Any]:
        made = super().written()
        return made if made[changing.SINCE] else {name: made[name] for name in made if name != changing.SINCE}


@dataclass(frozen=True)
class Group:
    """What is changed on one page. `title` completes “Change …”. `councils`: only the council changes it."""

    code: str
    title: Any
    form: type[GroupForm]
    councils: bool = False


GROUPS = (
    Group("hours", _("When it is open"), HoursForm),
    Group("contact", _("How to reach it"), ContactForm),
    Group("words", _("What it is"), WordsForm),
    Group("costs", _("What it costs"), CostsForm),
    Group("for-whom", _("Who it is for"), ForWhomForm),
    Group("capacity", _("Places and waiting time"), CapacityForm),
    Group("running", _("How it is run"), RunningForm),
    Group("contacts", _("Whom to ask for"), ContactsForm),
    Group("languages", _("Languages besides English"), LanguagesForm),
    Group("wards", _("For which wards"), WardsForm),
    Group("ways", _("How people can take part"), WaysForm),
    Group("terms", _("Under which words it is found"), TermsForm),
    Group("law", _("Who stays accountable, and the law"), LawForm, councils=True),
)


def group(code: str) -> Group:
    """Raises NotFound."""
    for found in GROUPS:
        if found.code == code:
            return found
    raise NotFound("There is no such part of a record.")
