"""Input shapes of people's own pages."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people.models import Membership, Organisation


def safe_address(request: HttpRequest, offered: str | None, otherwise: str = settings.LOGIN_REDIRECT_URL) -> str:
    """`offered` if it leads to a page of this site, else `otherwise`: nobody is sent elsewhere by a link to us."""
    fits = bool(offered) and url_has_allowed_host_and_scheme(
        offered, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return str(offered) if fits else otherwise


def own_id(request: Request) -> UUID:
    """The account of whoever is asking. Raises NotAllowed where that is no person."""
    if request.actor.account_id is None:
        raise NotAllowed("signed_in", about_object=False)
    return request.actor.account_id


class MembershipForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Why do you belong here?"),
        help_text=_("Choose one. You can come back and add another."),
        choices=Membership.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you belong here")},
    )

    def __init__(self, *args: Any, held: Collection[str], **kwargs: Any) -> None:
        """`held` are the grounds that were given before; only the others are offered."""
        super().__init__(*args, **kwargs)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        left = [(value, label) for value, label in Membership.Ground.choices if value not in held]
        self.is_asked = bool(left)
        ground.choices = left
        if held:
            ground.label, ground.help_text = _("Is there another reason why you belong?"), ""


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("We use it when we write to you."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type the name that we should call you by")},
    )


class OrganisationForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Type the organisation’s name")}
    )
    code = forms.SlugField(
        label=_("Short name for web addresses"),
        help_text=_("Small letters and dashes, such as larkhill-surgery. It can never change."),
        max_length=60,
        error_messages={
            "required": _("Type a short name for web addresses"),
            "invalid": _("Use only letters without accents, numbers and dashes"),
        },
    )
    kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=[("", _("Choose one")), *Organisation.Kind.choices],
        error_messages={"required": _("Choose a kind")},
    )
    summary = forms.CharField(label=_("What it does, in one sentence (if you like)"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail address (if it has one)"), required=False)
    phone = forms.CharField(
        label=_("Phone number (if it has one)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    website = forms.URLField(label=_("Web address (if it has one)"), required=False, assume_scheme="https")

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).lower()


class AppointForm(forms.Form):
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("The one they sign in with. They need an account first."),
        error_messages={"required": _("Type the e-mail address that they sign in with")},
    )
    role = forms.ChoiceField(
        label=_("What will they do here?"),
        choices=[("", _("Choose a role")), *Role.choices],
        error_messages={"required": _("Choose a role")},
    )
    starts_on = DayMonthYearField(label=_("First day"))
    last_day = DayMonthYearField(label=_("Last day, if you know it"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today


class EndForm(forms.Form):
    last_day = DayMonthYearField(label=_("Last day in this role"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = today
