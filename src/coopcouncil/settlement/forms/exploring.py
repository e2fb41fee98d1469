"""What somebody asks the explorer: which places go, what comes instead, and three sliders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.settlement.domain.access import FAR_M, REACH_M
from coopcouncil.settlement.domain.what_if import Settings
from coopcouncil.settlement.domain.what_if.result import FALL


class Slider(forms.NumberInput):
    """A range with its value beside it; without scripts the value is the one that was sent."""

    input_type = "range"


class ExploreForm(forms.Form):
    """The sliders always have a value, so that a link needs to name only the places."""

    withdraw = forms.MultipleChoiceField(
        label=_("Which would go?"), widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one place"),
            "invalid_choice": _("One of these is no such place: choose again"),
        },
    )  # fmt: skip
    replace = forms.ChoiceField(label=_("What would take its part?"), required=False)
    postcode = forms.CharField(
        label=_("Or a postcode where there would be a new one"), required=False, max_length=10, strip=True
    )
    far = forms.IntegerField(
        label=_("From how many metres is it far?"), help_text=_("1,600 metres are some 20 minutes on foot."),
        min_value=400, max_value=4000, widget=Slider(attrs={"step": 100}),
    )  # fmt: skip
    reach = forms.IntegerField(
        label=_("From how many metres does nobody come?"), min_value=800, max_value=6000,
        widget=Slider(attrs={"step": 200}),
    )  # fmt: skip
    fall = forms.IntegerField(
        label=_("Who loses?"), help_text=_("Whoever has so many per cent less of the service than before."),
        min_value=1, max_value=50, widget=Slider(attrs={"step": 1}),
    )  # fmt: skip

    FIRST = {"far": int(FAR_M), "reach": int(REACH_M), "fall": round(FALL * 100)}

    def settings(self) -> Settings:
        """Where the form is valid."""
        return Settings(self.cleaned_data["far"], self.cleaned_data["reach"], self.cleaned_data["fall"] / 100)

    def sliders(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]
