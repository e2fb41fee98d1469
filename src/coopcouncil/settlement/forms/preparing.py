"""What officers type when they prepare an edition."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation.forms import DayMonthYearField, choose
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement.domain import promises
from coopcouncil.settlement.models import Entry, Gap
from coopcouncil.settlement.queries.editions import services_to_choose
from coopcouncil.settlement.queries.entries import delivery_models


def _long(name: str, **other: Any) -> forms.CharField:
    return forms.CharField(
        label=promises.WORDS[name], required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **other
    )


def _line(name: str, most: int, **other: Any) -> forms.CharField:
    return forms.CharField(label=promises.WORDS[name], required=False, max_length=most, **other)


class EntryForm(forms.Form):
    """All that a promise says. `values` gives it by the names of `promises.WORDS`."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=promises.WORDS["title"], max_length=150)
    kind = forms.ChoiceField(label=promises.WORDS["kind"], choices=Entry.Kind.choices, widget=forms.RadioSelect)
    for_whom = forms.CharField(label=promises.WORDS["for_whom"], max_length=300)
    audiences = forms.MultipleChoiceField(
        label=promises.WORDS["audiences"], required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none where it is for everybody."),
    )  # fmt: skip
    minimum_age = forms.IntegerField(label=promises.WORDS["minimum_age"], required=False, min_value=0, max_value=130)
    maximum_age = forms.IntegerField(label=promises.WORDS["maximum_age"], required=False, min_value=0, max_value=130)
    wards = forms.MultipleChoiceField(
        label=promises.WORDS["wards"], required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none where it is for the whole borough."),
    )  # fmt: skip
    provides = forms.CharField(
        label=promises.WORDS["provides"], max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    standard = _line("standard", 300)
    threshold = _line("threshold", 300)
    clock = _line("clock", 40, help_text=_("A time such as “10 working_days” or “24 hours”. Casework keeps to it."))
    target = forms.IntegerField(
        label=promises.WORDS["target"], required=False, min_value=1, max_value=100, help_text=_("Times in a hundred.")
    )
    measured_by = _line("measured_by", 300)
    you_do = _long("you_do")
    accountable = forms.ChoiceField(label=promises.WORDS["accountable"])
    delivery_model = forms.ChoiceField(label=promises.WORDS["delivery_model"])
    safeguards = _long("safeguards")
    statutory_duty = forms.BooleanField(label=_("The law says that it must be there"), required=False)
    statutory_basis = _long("statutory_basis")
    statutory_minimum = _long("statutory_minimum")
    minimum_met = forms.BooleanField(label=_("The least that the law asks is met"), required=False)
    minimum_how = _long("minimum_how")
    funding_line = _line("funding_line", 200)
    yearly_cost = forms.DecimalField(
        label=_("What it costs a year, in pounds"), required=False, min_value=0, max_digits=16, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    outcome = forms.ChoiceField(label=promises.WORDS["outcome"])
    evidence = _long("evidence")
    reasons = _long("reasons")
    feedback_changed = _long("feedback_changed")
    equality_affected = _long("equality_affected", help_text=_("Equality Act 2010, section 149: who, and how."))
    equality_regard = _long("equality_regard")
    equality_on = DayMonthYearField(label=promises.WORDS["equality_on"], required=False)
    reason = forms.CharField(
        label=_("Why do you change it?"), required=False, max_length=500, help_text=_("It stands in the history.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "audiences", directory.audiences().items())
        choose(self, "wards", [(area.code, area.name) for area in places.areas("ward")])
        bodies = sorted(people.organisations(), key=lambda item: item.name)
        choose(self, "accountable", [(str(item.id), item.name) for item in bodies])
        choose(self, "delivery_model", delivery_models().items())
        choose(self, "outcome", directory.outcomes().items())

    @property
    def values(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name in promises.EDITABLE}
        cost = self.cleaned_data.get("yearly_cost")
        return {**given, "yearly_cost_pence": None if cost is None else int(cost * 100)}

    @staticmethod
    def filled(promise: dict[str, Any], version: int) -> dict[str, Any]:
        """The first values of the form for a promise."""
        pence, looked_on = promise["yearly_cost_pence"], promise["equality_on"]
        return {
            **promise,
            "version": version,
            "yearly_cost": None if pence is None else Decimal(pence) / 100,
            "equality_on": date.fromisoformat(looked_on) if looked_on else None,  # the three boxes take a day
        }


class NewEntryForm(EntryForm):
    """A promise that is not there yet: the type of service comes first."""

    service_type = forms.ChoiceField(label=_("Type of service"))
    service = forms.ChoiceField(
        label=_("Only one service of that type?"), required=False,
        help_text=_("As a rule, leave it at “All of them”. A promise about one service goes before that of its type."),
    )  # fmt: skip
    field_order = ("service_type", "service")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        kinds = sorted(directory.service_types().values(), key=lambda kind: kind.name)
        choose(self, "service_type", [(kind.code, kind.name) for kind in kinds])
        choose(self, "service", [("", _("All of them")), *services_to_choose()])


class BeginForm(forms.Form):
    title = forms.CharField(label=_("What is this edition called?"), max_length=120)
    code = forms.SlugField(
        label=_("Its short name in addresses"), max_length=40, help_text=_("Small letters, numbers and dashes.")
    )
    summary = forms.CharField(
        label=_("What is it, in plain words?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    based_on = forms.ChoiceField(label=_("Which edition does it go on from?"), required=False)


class ConsultForm(forms.Form):
    closes_on = DayMonthYearField(label=_("Until which day may people comment?"))


class EvidenceForm(forms.Form):
    met = forms.BooleanField(label=_("It was kept"), required=False)
    evidence = forms.CharField(label=_("What shows it?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class OfficerForm(forms.Form):
    words = forms.CharField(label=_("What was said"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))
    given_on = DayMonthYearField(label=_("On which day?"))


class ElectionForm(forms.Form):
    falls = forms.BooleanField(label=_("It falls into the time before an election"), required=False)
    note = forms.CharField(
        label=_("Why may it go on then?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DecisionForm(forms.Form):
    body = forms.CharField(label=_("Which body decided?"), max_length=150)
    competence = forms.CharField(
        label=_("What gives it the power to decide this?"),
        max_length=300,
        help_text=_("The article of a constitution."),
    )
    decided_on = DayMonthYearField(label=_("On which day?"))
    reasons = forms.CharField(label=_("Its reasons"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    record = forms.CharField(label=_("Where is it on record?"), max_length=500)


class OverrideForm(forms.Form):
    objectors = forms.CharField(label=_("Who objects?"), max_length=300, help_text=_("Groups and numbers, no names."))
    objection = forms.CharField(label=_("What do they say?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    strategic_reason = forms.CharField(
        label=_("Why does it go on all the same?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    softened_by = forms.CharField(
        label=_("What softens it?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    review_on = DayMonthYearField(label=_("When is it looked at again?"))


class LookAgainForm(forms.Form):
    """`review_on` is asked for where it goes on; the action refuses without."""

    found = forms.CharField(label=_("What did you find?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    goes_on = forms.TypedChoiceField(
        label=_("Does it go on?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    softened_by = forms.CharField(
        label=_("What softens it from now on, or what is done instead?"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    review_on = DayMonthYearField(
        label=_("When is it looked at again?"), required=False, help_text=_("Leave it out where it does not go on.")
    )


class GapForm(forms.Form):
    measure = forms.ChoiceField(label=_("What is it that they have less of?"), choices=Gap.Measure.choices)
    area = forms.ChoiceField(label=_("In which ward?"), required=False)
    group = forms.CharField(
        label=_("Which group of people?"), required=False, max_length=120, help_text=_("Leave it out for a whole ward.")
    )
    size = forms.FloatField(label=_("How large is the difference?"))
    low = forms.FloatField(label=_("At the least"))
    high = forms.FloatField(label=_("At the most"))
    unit = forms.CharField(label=_("Of what?"), max_length=60, help_text=_("Such as “miles further than elsewhere”."))
    people = forms.IntegerField(label=_("How many people is it about?"), required=False, min_value=10)
    grounds = forms.CharField(label=_("How do we know?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(label=_("Which figures show it?"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.code: area for area in places.areas("ward")}
        choose(self, "area", [("", _("No ward"))] + [(code, area.name) for code, area in self.areas.items()])


class GapAnswerForm(forms.Form):
    what = forms.CharField(label=_("What will be done?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    by_whom = forms.CharField(label=_("Who does it?"), max_length=150, help_text=_("An office, not a person’s name."))
    by_when = DayMonthYearField(label=_("By when?"))


class AnswerForm(forms.Form):
    words = forms.CharField(label=_("Our answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    changed_it = forms.BooleanField(label=_("The promise was changed because of it"), required=False)


class HideForm(forms.Form):
    reason = forms.CharField(label=_("Why is it not shown?"), max_length=200)
