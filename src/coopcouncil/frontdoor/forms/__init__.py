"""A question as GOV.UK's macros want it: what to show, what was typed, what is wrong with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.foundation.languages import say
from coopcouncil.frontdoor.domain import facts, speech
from coopcouncil.frontdoor.domain.facts import Part, WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Translated

ID = "answer"
# What the browser offers; the bytes decide. Without HEIC, iPhones send JPEG by themselves.
ACCEPT = "image/jpeg,image/png,application/pdf"
NAMES_ID = "answer-names"
_WIDTHS = {2, 3, 4, 5, 10, 20, 30}
_EMAIL = Fact("email", "email", "E-mail address", "What is your e-mail address?", 0)


@dataclass(frozen=True)
class Question:
    """One page's question. `groups` are (macro, parameters) pairs; `errors` the error summary's list.

    `names` are offered while typing, in a list that the browser shows; anything else may be typed as well.
    """

    fact: Fact
    groups: tuple[tuple[str, dict[str, Any]], ...]
    errors: tuple[dict[str, str], ...]
    has_own_heading: bool
    names: tuple[str, ...] = ()


def typed(fact: Fact, data: QueryDict) -> Any:
    """What a person typed, in the shape that `facts.read` takes: a text, a list, or boxes by name."""
    parts = facts.parts(fact)
    if fact.type == "file":
        return ""  # a file is no text: `views.journey.files` takes it
    if len(parts) == 1:
        return data.getlist("value") if parts[0].control == "checkboxes" else data.get("value", "")
    return {part.code: data.get(part.code, "") for part in parts}


def question(fact: Fact, boxes: Any, wrong: WrongAnswer | None = None, names: Sequence[str] = ()) -> Question:
    """The page's question, filled in with `boxes` (as typed, or as kept) and marked where it is `wrong`."""
    parts = facts.parts(fact)
    values = boxes if isinstance(boxes, Mapping) else {"value": boxes}
    known = {text.english: text for text in speech.texts_of(fact) if isinstance(text, Translated)}
    message = f"{say(wrong.message, known)} {say(wrong.mend, known)}".strip() if wrong else ""
    at = _part_with_error(parts, wrong)
    errors = ({"text": message, "href": f"#{_box_id(parts, at)}"},) if wrong else ()
    heading = {"text": fact.question, "isPageHeading": True}
    hint = {"text": fact.hint} if fact.hint else None
    if len(parts) == 1:
        made = _single(fact, parts[0], values.get("value", ""), heading, hint, message)
        if names:
            made[1]["attributes"] = {"list": NAMES_ID}
        return Question(fact, (made,), errors, True, tuple(names))
    dates = [part for part in parts if part.code in {"day", "month", "year"}]
    groups: list[tuple[str, dict[str, Any]]] = []
    for part in parts:
        if part in dates:
            if part is dates[0]:
                groups.append(_date(fact, dates, values, heading, hint, message, at, alone=len(dates) == len(parts)))
            continue
        groups.append(_box(part, str(values.get(part.code) or ""), message if part.code == at else ""))
    return Question(fact, tuple(groups), errors, len(dates) == len(parts))


def _part_with_error(parts: tuple[Part, ...], wrong: WrongAnswer | None) -> str:
    if wrong is None:
        return ""
    codes = [part.code for part in parts]
    return wrong.part if wrong.part in codes else codes[0]


def _box_id(parts: tuple[Part, ...], code: str) -> str:
    return ID if len(parts) == 1 else f"{ID}-{code}"


def _single(
    fact: Fact, part: Part, value: Any, heading: dict[str, Any], hint: dict[str, Any] | None, message: str
) -> tuple[str, dict[str, Any]]:
    error = {"text": message} if message else None
    if part.control in {"radios", "checkboxes"}:
        chosen = {str(item) for item in value} if isinstance(value, list | tuple) else {str(value)}
        legend = {**heading, "classes": "govuk-fieldset__legend--l"}
        return part.control, {
            "idPrefix": ID,
            "name": "value",
            "fieldset": {"legend": legend},
            "hint": hint,
            "errorMessage": error,
            "items": _items(fact, chosen),
            "classes": "govuk-radios--inline" if fact.type == "yes_no" else "",
        }
    if part.control == "file":
        return part.control, {
            "id": ID,
            "name": "value",
            "label": {**heading, "classes": "govuk-label--l"},
            "hint": hint,
            "errorMessage": error,
            "attributes": {"accept": ACCEPT},
        }
    made = _attributes(part) | {
        "id": ID,
        "name": "value",
        "label": {**heading, "classes": "govuk-label--l"},
        "hint": hint,
        "errorMessage": error,
        "value": str(value or ""),
    }
    return part.control, made


def _items(fact: Fact, chosen: set[str]) -> list[dict[str, Any]]:
    if fact.type == "yes_no":
        return [
            {"value": code, "text": text, "checked": code in chosen}
            for code, text in (("yes", _("Yes")), ("no", _("No")))
        ]
    items: list[dict[str, Any]] = []
    for option in fact.options:
        if option.exclusive and fact.type == "many" and items:
            items.append({"divider": _("or")})
        items.append(
            {
                "value": option.code,
                "text": option.label,
                "hint": {"text": option.hint} if option.hint else None,
                "checked": option.code in chosen,
                "behaviour": "exclusive" if option.exclusive and fact.type == "many" else None,
            }
        )
    return items


def _date(
    fact: Fact,
    parts: list[Part],
    values: Mapping[str, Any],
    heading: dict[str, Any],
    hint: dict[str, Any] | None,
    message: str,
    at: str,
    *,
    alone: bool,
) -> tuple[str, dict[str, Any]]:
    """Day, month and year in one group; where the question has other boxes too, the group has a legend of its own."""
    legend = {**heading, "classes": "govuk-fieldset__legend--l"}
    if not alone:
        own = _("Date of birth") if fact.type == "person" else _("Date")
        optional = _(" (optional)") if all(part.optional for part in parts) else ""
        legend = {"text": f"{own}{optional}", "classes": "govuk-fieldset__legend--s"}
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    wrong_here = bool(message) and at in labels
    return "date", {
        "id": ID,
        "fieldset": {"legend": legend},
        "hint": hint if alone else {"text": _("For example, 27 3 1950")},
        "errorMessage": {"text": message} if wrong_here else None,
        "items": [
            {
                "name": part.code,
                "id": f"{ID}-{part.code}",
                "label": labels[part.code],
                "value": str(values.get(part.code) or ""),
                "classes": f"govuk-input--width-{part.width or 2}" + (" govuk-input--error" if wrong_here else ""),
                "inputmode": "numeric",
                "autocomplete": part.autocomplete or None,
            }
            for part in parts
        ],
    }


def _box(part: Part, value: str, message: str) -> tuple[str, dict[str, Any]]:
    text = say(part.label) + (_(" (optional)") if part.optional else "")
    return part.control, _attributes(part) | {
        "id": f"{ID}-{part.code}",
        "name": part.code,
        "label": {"text": text},
        "value": value,
        "errorMessage": {"text": message} if message else None,
    }


def _attributes(part: Part) -> dict[str, Any]:
    made: dict[str, Any] = {"type": part.type}
    if part.width in _WIDTHS:
        made["classes"] = f"govuk-input--width-{part.width}"
    for name in ("inputmode", "autocomplete"):
        if value := getattr(part, name):
            made[name] = value
    if part.type == "email":
        made["spellcheck"] = False
    return made


def email(text: str, *, today: date) -> str:
    """An e-mail address as it is kept. Raises WrongAnswer."""
    return str(facts.read(_EMAIL, text, today=today))


# --- designing ------------------------------------------------------------------------------------------------------


class NewEventForm(forms.Form):
    """A life event that is not there yet."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=60)
    code = forms.RegexField(
        label=gettext_lazy("Its name in addresses"),
        help_text=gettext_lazy("Small letters, numbers and dashes, such as new-library-card. It never changes."),
        regex=r"^[a-z][a-z0-9-]{0,59}$",
        error_messages={"invalid": gettext_lazy("Start with a small letter; use small letters, numbers and dashes")},
    )

    def __init__(self, *args: Any, taken: Collection[str], **kwargs: Any) -> None:
        """`taken` are the codes of the life events that are offered."""
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in self.taken:
            raise forms.ValidationError(_("There is a life event of that name. Write its next version instead."))
        return code


class ReleaseForm(forms.Form):
    """The day from which an approved version is offered."""

    release_on = DayMonthYearField(label=gettext_lazy("From which day are people offered it?"))


class TakeBackForm(forms.Form):
    """Why what was told is taken back, and what the services should know."""

    because = forms.ChoiceField(
        label=gettext_lazy("Why do you take it back?"),
        choices=[
            ("mistake", gettext_lazy("It was a mistake")),
            ("not_true_now", gettext_lazy("It is not true any more")),
            ("about_me", gettext_lazy("Somebody else told this about me, and it is not true")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why you take it back")},
    )
    words = forms.CharField(
        label=gettext_lazy("Is there something the services should know? (optional)"),
        help_text=gettext_lazy("Every service that was told will read these words, and nobody else."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WordsForm(forms.Form):
    """How a service knows what it holds, for the person."""

    words = forms.CharField(
        label=_("How do you know? (optional)"),
        help_text=_("The person will read this. For example: “It stands so in the letter that you sent us.”"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proposal_id = forms.UUIDField(widget=forms.HiddenInput)


class WhichForm(forms.Form):
    """What the person told, or what a service holds: which is right."""

    which = forms.ChoiceField(
        label=_("Which is right?"),
        choices=[("mine", ""), ("theirs", "")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which is right")},
    )

    def say(self, *, mine: str, theirs: str, organisation: str) -> None:
        """Offer the two values in the words in which a person reads them."""
        field = self.fields["which"]
        assert isinstance(field, forms.ChoiceField)
        what = {"mine": mine.replace("\n", ", "), "theirs": theirs.replace("\n", ", "), "who": organisation}
        field.choices = [
            ("theirs", _("%(theirs)s – what %(who)s holds") % what),
            ("mine", _("%(mine)s – what I told") % what),
        ]
