"""What somebody types about a problem, and what a body says about it."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions.report_answers import MOST_WORDS
from coopcouncil.casework.actions.reporting import LONGEST_DESCRIPTION, LONGEST_PLACE
from coopcouncil.casework.domain import report_answers
from coopcouncil.casework.domain.report_categories import Attribute, Category
from coopcouncil.foundation import languages
from coopcouncil.kernel.errors import Mistakes
from coopcouncil.places import public as places

_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,12})?", re.ASCII)


class PlaceForm(forms.Form):
    """Where it is: a mark on the map, a postcode, or an area; and in words."""

    postcode = forms.CharField(
        label=gettext_lazy("Postcode"), required=False, max_length=10,
        help_text=gettext_lazy("Of a building next to it. You can leave this out if you use the map."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    place = forms.CharField(
        label=gettext_lazy("Where exactly?"), required=False, max_length=LONGEST_PLACE,
        help_text=gettext_lazy("The street and what is next to it: “Mill Lane, outside the bakery”. Everybody can read "
                               "it."),
    )  # fmt: skip
    latitude = forms.CharField(
        label=gettext_lazy("Latitude"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    longitude = forms.CharField(
        label=gettext_lazy("Longitude"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    area = forms.ChoiceField(
        label=gettext_lazy("I only know the area"), required=False,
        help_text=gettext_lazy("Then say below where in it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {area.code: area for area in places.areas("ward")}
        field: Any = self.fields["area"]
        field.choices = [("", _("Choose an area")), *((code, area.name) for code, area in self._areas.items())]

    def clean(self) -> dict[str, Any]:
        """With `position`: longitude and latitude in degrees, by the first of mark, postcode and area that is given."""
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        if values["latitude"] or values["longitude"]:
            values["position"] = self._typed(values)
        elif values["postcode"]:
            values["position"] = places.postcode_position(values["postcode"])
            if values["position"] is None:
                self.add_error("postcode", _("We do not know that postcode. Look at it again, or use the map."))
        elif values["area"]:
            values["position"] = self._areas[values["area"]].centre
            if not values["place"].strip():
                self.add_error("place", _("Say where in that area it is."))
        else:
            self.add_error("postcode", _("Say where it is: a postcode, or a mark on the map."))
        return values

    def _typed(self, values: dict[str, Any]) -> tuple[float, float] | None:
        for name, most in (("latitude", 90), ("longitude", 180)):
            text = values[name].strip()
            if not _DEGREES.fullmatch(text) or abs(float(text.replace(",", "."))) > most:
                self.add_error(name, _("Write degrees, such as 53.0211 and -0.6203."))
                return None
        longitude, latitude = (float(values[name].strip().replace(",", ".")) for name in ("longitude", "latitude"))
        return longitude, latitude


class DetailsForm(forms.Form):
    """What is wrong there: the words, what the category asks, a photo, and how to reach whoever reports it."""

    description = forms.CharField(
        label=gettext_lazy("What is wrong?"), max_length=LONGEST_DESCRIPTION,
        help_text=gettext_lazy("Everybody can read this. Name nobody, and write no phone number or number plate."),
        widget=forms.Textarea(attrs={"rows": "5"}),
    )  # fmt: skip
    photo = forms.FileField(
        label=gettext_lazy("Photo, if you have one"), required=False,
        help_text=gettext_lazy("Please show no faces and no number plates. We remove where and when it was taken. "
                               "An officer looks at it before others can see it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Your name"), required=False, max_length=100,
                           widget=forms.TextInput(attrs={"autocomplete": "name"}))  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), required=False, max_length=254,
        help_text=gettext_lazy("We write when something happens."),
    )  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("Your phone number"), required=False, max_length=40,
                            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))  # fmt: skip

    def __init__(self, category: Category, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        asked = {f"a-{item.code}": _asking(item) for item in category.asks}
        self.asked = list(asked)
        self.fields = {"description": self.fields["description"], **asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        """With `answers` to what the category asks."""
        values = super().clean() or self.cleaned_data
        given = {item.code: self._texts(f"a-{item.code}") for item in self.category.asks}
        try:
            values["answers"] = report_answers.read_answers(self.category, given)
        except Mistakes as error:
            for wrong in error.mistakes:
                self.add_error(f"a-{wrong.place}", languages.explain(wrong))
        return values

    def _texts(self, name: str) -> list[str]:
        getlist = getattr(self.data, "getlist", None)
        return list(getlist(name)) if getlist else [str(self.data[name])] if name in self.data else []

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "email", "phone")]


def _asking(item: Attribute) -> forms.Field:
    """The field of one question. What it may hold is read by the domain alone, so that software is held to the same."""
    words: dict[str, Any] = {"label": languages.as_written(item.question), "required": False}
    words["help_text"] = languages.as_written(item.hint)
    choices = [(key, languages.as_written(text)) for key, text in item.values]
    if item.datatype == "singlevaluelist":
        return _Any(**words, widget=forms.RadioSelect(choices=choices), choices=choices)
    if item.datatype == "multivaluelist":
        return _Any(**words, widget=forms.CheckboxSelectMultiple(choices=choices), choices=choices)
    if item.datatype == "text":
        return forms.CharField(**words, widget=forms.Textarea(attrs={"rows": "3"}))
    kind = {"inputmode": "decimal"} if item.datatype == "number" else {}
    return forms.CharField(**words, max_length=report_answers.LONGEST_LINE, widget=forms.TextInput(attrs=kind))


class _Any(forms.Field):
    """A choice that the domain checks."""

    def __init__(self, *, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices


class PartAnswerForm(forms.Form):
    """What a body says to its part."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you say?"), widget=forms.RadioSelect,
        choices=[
            ("accepted", gettext_lazy("We are working on it")),
            ("fixed", gettext_lazy("It is fixed")),
            ("passed", gettext_lazy("It is not our job: the council carries on with it")),
            ("refused", gettext_lazy("We will do nothing about it")),
        ],
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("In your words"), required=False, max_length=MOST_WORDS,
        help_text=gettext_lazy("Everybody can read this, and we tell whoever reported it. You must fill it in for the "
                               "last two answers."),
        widget=forms.Textarea(attrs={"rows": "4"}),
    )  # fmt: skip
    to = forms.ChoiceField(
        label=gettext_lazy("If it is not yours: whose is it?"), required=False,
        help_text=gettext_lazy("Leave it empty if you do not know. The council finds out."),
    )  # fmt: skip

    def __init__(self, bodies: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [("", _("I do not know")), *bodies]


class ReasonForm(forms.Form):
    """Why a report is taken off the public pages, or a part asked for again."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=200, help_text=gettext_lazy("It goes into the history of the report.")
    )
