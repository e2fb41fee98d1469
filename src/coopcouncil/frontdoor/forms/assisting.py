"""Input shapes of helping somebody tell us."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def channel_words() -> dict[str, Any]:
    """How somebody came to an officer, in words."""
    return {
        "counter": _("At the counter"),
        "phone": _("On the phone"),
        "post": _("From a letter"),
        "home_visit": _("At their home"),
    }


class BeginForm(forms.Form):
    event = forms.ChoiceField(label=_("What happened?"), error_messages={"required": _("Choose what happened")})
    organisation = forms.ChoiceField(
        label=_("Where do you act for?"), error_messages={"required": _("Choose where you act for")}
    )
    channel = forms.ChoiceField(
        label=_("How did they come to you?"),
        choices=list(channel_words().items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they came to you")},
    )
    access_point = forms.ChoiceField(
        label=_("Which counter are you at?"),
        help_text=_("Only if they are at a counter."),
        required=False,
    )
    agreement = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=[
            ("in_person", _("They said yes to me, here")),
            ("by_phone", _("They said yes on the phone")),
            ("in_writing", _("They wrote it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask if they agree, and choose how they said so. Without that, stop here")},
    )

    def __init__(
        self,
        *args: Any,
        events: Sequence[tuple[str, str]],
        organisations: Sequence[tuple[str, str]],
        places: Sequence[tuple[str, str, str]],
        **kwargs: Any,
    ) -> None:
        """`places` are (id, name, organisation's name)."""
        super().__init__(*args, **kwargs)
        several = len(organisations) > 1
        self._choose("event", [("", _("Choose one")), *events])
        self._choose("organisation", [("", _("Choose one")), *organisations] if several else organisations)
        if not several:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = organisations[0][0] if organisations else ""
        named = [(code, f"{name} ({body})" if several else name) for code, name, body in places]
        self._choose("access_point", [("", _("Not at a counter")), *named])
        if len(named) == 1:
            self.fields["access_point"].initial = named[0][0]

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class TheirAccountForm(forms.Form):
    email = forms.EmailField(
        label=_("The e-mail address that they sign in with"),
        error_messages={"required": _("Type the address that they say")},
    )
    code = forms.CharField(
        label=_("The code that their account shows"),
        help_text=_("Twelve letters and numbers, such as 7KD4-QM9X-F2AP."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the code that they read out")},
    )
