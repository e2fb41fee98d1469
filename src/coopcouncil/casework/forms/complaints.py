"""What people type who complain, and officers who answer them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.domain.complaints import REMEDIES, shipped_schemes
from coopcouncil.casework.domain.outcomes import MOST_WORDS
from coopcouncil.casework.models import Case, Complaint, ComplaintStage
from coopcouncil.foundation.forms import DayMonthYearField, HintedRadios
from coopcouncil.kernel.words import translated
from coopcouncil.people import public as people

# The catalogue's English in words that are translated. A council's own scheme stands in its own words.
SCHEMES = {
    "corporate": (
        _("A service of the council"),
        _("Council Tax, benefits, bins, planning, schools, parking, how we treated you"),
    ),
    "housing": (
        _("My home, where the council or a housing association is the landlord"),
        _("Repairs, damp, rent and charges, neighbours, the estate"),
    ),
    "children": (
        _("Social care for a child or a young person"),
        _("Children in need, in care or leaving care, fostering. A child can complain too, and have an advocate."),
    ),
    "adults": (
        _("Social care for an adult"),
        _("Care and support, carers, direct payments, care homes that the council arranged"),
    ),
    "health": (
        _("The National Health Service"),
        _("A doctor, a hospital, an ambulance. We take it to them, with you."),
    ),
}
REMEDY_WORDS = {
    "apology": _("We say sorry"),
    "explanation": _("We explain what happened"),
    "put_right": _("We put it right"),
    "decision_again": _("We decide again"),
    "payment": _("We pay money"),
    "change": _("We change how we work"),
}


def scheme_title(code: str) -> Any:
    """What a scheme is about, in the reader's language where it is known."""
    if code in SCHEMES:
        return SCHEMES[code][0]
    return translated(shipped_schemes().by_code(code).title, None)


def scheme_hint(code: str) -> Any:
    """What belongs to a scheme, for example."""
    if code in SCHEMES:
        return SCHEMES[code][1]
    return translated(shipped_schemes().by_code(code).hint, None)


def _words(label: Any, hint: Any = "", *, required: bool = True, rows: int = 5, error: Any = None) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=MOST_WORDS, required=required,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": error or _("Write something first")},
    )  # fmt: skip


def _schemes() -> list[tuple[str, Any]]:
    return [(scheme.code, scheme_title(scheme.code)) for scheme in shipped_schemes().schemes]


def _bodies() -> list[tuple[str, Any]]:
    return [("", _("I do not know")), *((str(body.id), body.name) for body in people.organisations())]


class _ComplaintForm(forms.Form):
    scheme = forms.ChoiceField(
        label=_("What is it about?"), choices=_schemes, widget=HintedRadios(scheme_hint),
        error_messages={"required": _("Choose what it is about")},
    )  # fmt: skip
    words = _words(
        _("What went wrong?"), _("In your own words. You need not know any rules."), rows=7,
        error=_("Say what went wrong"),
    )  # fmt: skip
    wanted = _words(_("What would put it right?"), required=False, rows=3)
    known_on = DayMonthYearField(
        label=_("When did you first know of it?"),
        help_text=_("About when is enough. After twelve months we may not be able to look into it."),
    )
    organisation = forms.ChoiceField(
        label=_("Which organisation is it about, if you know?"), choices=_bodies, required=False
    )
    postcode = forms.CharField(
        label=_("Postcode where it happened, if it was at a place"), max_length=10, required=False
    )


class MakeForm(_ComplaintForm):
    """What somebody complains of, in their account."""

    for_whom = forms.ChoiceField(label=_("For whom do you complain?"), widget=forms.RadioSelect, required=False)
    advocate_name = forms.CharField(
        label=_("Does somebody speak for you? Their name"), max_length=150, required=False,
        help_text=_("An advocate, a friend, a councillor. We then speak with them too."),
    )  # fmt: skip
    advocate_phone = forms.CharField(label=_("Their telephone number"), max_length=40, required=False)
    advocate_email = forms.EmailField(label=_("Their e-mail address"), required=False)
    field_order = ["for_whom", *_ComplaintForm.base_fields]

    def __init__(self, *args: Any, powers: Sequence[tuple[str, str]] = (), about: Case | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["for_whom"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = [("", _("For me")), *powers], ""
        if not powers or about is not None:
            del self.fields["for_whom"]
        if about is not None:  # the case says where it belongs
            for name in ("organisation", "postcode", *(("scheme",) if about.service_type else ())):
                del self.fields[name]


class RecordForm(_ComplaintForm):
    """What somebody complained of by telephone, by letter or face to face."""

    who = forms.CharField(
        label=_("Their e-mail address here, or a reference of theirs"), max_length=254, required=False,
        help_text=_("Leave it empty where they have no account."),
    )  # fmt: skip
    name = forms.CharField(label=_("Their name, where they have no account"), max_length=150, required=False)
    phone = forms.CharField(label=_("Their telephone number"), max_length=40, required=False)
    email = forms.EmailField(label=_("Their e-mail address"), required=False)
    channel = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(value, label) for value, label in Case.Channel.choices if value not in {"web", "api"}],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came")},
    )
    received_on = DayMonthYearField(label=_("On which day did it come?"), help_text=_("The clock runs from that day."))
    field_order = ["who", "name", "phone", "email", "channel", "received_on", *_ComplaintForm.base_fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("who") and not given.get("name"):
            self.add_error("who", _("Say who it is: by their account, or by their name"))
        return given


class NextStageForm(forms.Form):
    """Asking for the next stage; nobody need say why."""

    words = _words(
        _("What is still wrong? You need not say."), _("It helps who looks at it next."), required=False, rows=4
    )


class UnderstoodForm(forms.Form):
    understood = _words(
        _("How we understand the complaint"),
        _("Each point, and what they want. Say too what we are not responsible for, and who is. They read it."),
    )


class ReasonForm(forms.Form):
    reason = _words(_("Our reasons, for the person"), _("They read these words, and how to reach the ombudsman."))


class WordsForm(forms.Form):
    words = _words(_("What they said, or what was done"))


class MoreTimeForm(forms.Form):
    count = forms.IntegerField(
        label=_("How much more?"), min_value=1, max_value=60,
        error_messages={"required": _("Say how much more time is needed")},
    )  # fmt: skip
    reason = _words(_("Why, for the person"), _("They read it with the name of the ombudsman."), rows=3)


class PanelForm(forms.Form):
    met_on = DayMonthYearField(label=_("On which day did the panel meet?"))
    independent = _words(_("Who sat on it? Name the three."), rows=3)


class ReportForm(forms.Form):
    reported_on = DayMonthYearField(label=_("On which day did the panel’s report come?"))


class AnswerForm(forms.Form):
    """Our answer at a stage."""

    outcome = forms.ChoiceField(
        label=_("What is our answer?"), choices=ComplaintStage.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose our answer")},
    )  # fmt: skip
    answer = _words(_("Our reasons, for the person"), _("Answer every point that they made, in plain words."), rows=8)
    remedies = forms.MultipleChoiceField(
        label=_("How do we make it good?"), choices=[(code, REMEDY_WORDS[code]) for code in REMEDIES], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    remedy = _words(_("What we do about it, for the person"), required=False, rows=4)
    payment = forms.DecimalField(
        label=_("How many pounds are paid?"), min_value=0, max_digits=8, decimal_places=2, required=False
    )
    remedy_by = DayMonthYearField(label=_("If something is still to be done: by when?"), required=False)
    independent = forms.CharField(
        label=_("Who was independent of the council?"), help_text=_("Needed where the rules ask for somebody."),
        max_length=300, required=False,
    )  # fmt: skip

    def clean_payment(self) -> int | None:
        pounds = self.cleaned_data["payment"]
        return int(pounds * 100) if pounds else None


class LearnForm(forms.Form):
    learned = _words(
        _("What changes, so that it does not happen again?"), _("Nothing about a person: it may be published."), rows=4
    )


class OmbudsmanForm(forms.Form):
    reference = forms.CharField(label=_("The ombudsman’s reference"), max_length=40, required=False)
    asked_on = DayMonthYearField(label=_("On which day did the ombudsman ask us?"))


class OmbudsmanDecidedForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What did the ombudsman find?"), choices=Complaint.Found.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the ombudsman found")},
    )  # fmt: skip
    decided_on = DayMonthYearField(label=_("On which day?"))
    words = _words(_("What was decided, and what we do about it"))
