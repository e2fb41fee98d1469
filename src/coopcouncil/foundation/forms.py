"""From a Django form's bound fields to the parameters of GOV.UK's macros, the one input Django has no match for, and
what every page with one form does.

Templates use `field`, `fields` and `problems` of `foundation/components/form.html`, which call these functions.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import languages
from coopcouncil.kernel.errors import BadInput, Conflict

_MOVED_ON = "moved_on"  # the code of an error that says that somebody else was first
_WIDTHS = ((4, "govuk-input--width-4"), (10, "govuk-input--width-10"), (20, "govuk-input--width-20"))


class DayMonthYear(forms.Widget):
    """Three small boxes for a date, as GOV.UK asks for one that people know by heart. Posts `<name>-day` and so on."""

    parts = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str] | None:
        values = [str(data.get(f"{name}-{part}", "")).strip() for part in self.parts]
        return values if any(values) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.parts)

    def format_parts(self, value: Any) -> list[str]:
        """Day, month and year as typed or as stored."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        if isinstance(value, list | tuple) and len(value) == 3:
            return [str(part) for part in value]
        return ["", "", ""]


class DayMonthYearField(forms.Field):
    """A date given in three boxes; `clean` returns a `datetime.date` or None. Months may be typed as names."""

    widget = DayMonthYear
    default_error_messages = {
        "required": gettext_lazy("Enter a date"),
        "incomplete": gettext_lazy("Enter the day, the month and the year"),
        "invalid": gettext_lazy("Enter a real date, such as 27 3 2026"),
    }
    _months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        day, month, year = value
        if not (day and month and year):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        short = month[:3].lower()
        number = self._months.index(short) + 1 if short in self._months else month
        try:
            if len(year) != 4:
                raise ValueError(year)
            return date(int(year), int(number), int(day))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; None where its page is only opened."""
    return request.POST if request.method == "POST" else None


def act_on(form: forms.Form, act: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse | None:
    """Where what was typed fits, `act` on it: do it, say so, and answer with where to go.

    None where the page is to be shown: nothing was sent, it does not fit, or the action refused it, as the form says.
    """
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except (BadInput, Conflict) as error:
        refuse(form, error)
        return None


def choose(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What a field offers: the choices that only its page knows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def refuse(form: forms.Form, error: BadInput | Conflict) -> None:
    """Say on the form why an action refused it: beside the input that the error names, else above them all."""
    if isinstance(error, BadInput):
        form.add_error(error.place if error.place in form.fields else None, languages.explain(error))
    else:
        form.add_error(None, forms.ValidationError(languages.say(error.args[0]), code=_MOVED_ON))


def status(form: forms.BaseForm) -> int:
    """What a page with this form answers: 200, 422 where what was typed does not fit, 409 where it came too late."""
    if form.has_error(NON_FIELD_ERRORS, _MOVED_ON):
        return 409
    return 422 if form.errors else 200


def problems(form: forms.BaseForm) -> dict[str, Any] | None:
    """Parameters of `govukErrorSummary`, each error a link to its input; None when there is nothing wrong."""
    if not form.errors:
        return None
    items: list[dict[str, str]] = [{"text": str(message)} for message in form.non_field_errors()]
    for name in form.errors:
        if name in form.fields:
            items += [{"text": message, "href": f"#{target(form[name])}"} for message in messages(form[name])]
    return {"titleText": _("There is a problem"), "errorList": items}


def messages(bound: forms.BoundField) -> list[str]:
    """What is wrong with one field. Where a kind of field only says "required", the field is named, so that a list of
    errors can be told apart; a message of the form's own stays as it is."""
    plain = {str(kind.default_error_messages["required"]) for kind in (forms.Field, DayMonthYearField)}
    found = []
    for error in bound.form.errors.as_data().get(bound.name, []):
        for text in error.messages:
            asked = error.code == "required" and text in plain
            found.append(_missing(bound) if asked else str(text))
    return found


def _missing(bound: forms.BoundField) -> str:
    words = {
        "checkbox": gettext_lazy("Tick “%(label)s” to go on"),
        "radios": gettext_lazy("Choose an answer: %(label)s"),
        "checkboxes": gettext_lazy("Choose at least one: %(label)s"),
        "select": gettext_lazy("Choose from the list: %(label)s"),
        "date": gettext_lazy("Enter a date: %(label)s"),
    }
    return str(words.get(component(bound), gettext_lazy("Fill in: %(label)s"))) % {"label": bound.label}


class HintedRadios(forms.RadioSelect):
    """Buttons with a hint under each: what `hint` says of its value."""

    def __init__(self, hint: Callable[[str], Any]) -> None:
        super().__init__()
        self.hint = hint


def target(bound: forms.BoundField) -> str:
    """The id of the first input of a field, where a link in the error summary leads."""
    return f"{bound.auto_id}-day" if isinstance(bound.field.widget, DayMonthYear) else str(bound.auto_id)


def component(bound: forms.BoundField) -> str:
    """Which of our field macros draws this field."""
    widget = bound.field.widget
    kinds: list[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str]] = [
        (DayMonthYear, "date"),
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.PasswordInput, "password"),
        (forms.FileInput, "file"),
    ]
    return next((kind for types, kind in kinds if isinstance(widget, types)), "input")


def params(bound: forms.BoundField, *, heading: bool = False) -> dict[str, Any]:
    """The parameters of the GOV.UK macro that `component(bound)` names.

    With `heading` the label (or legend) is the page's h1, as on a page that asks one question.
    """
    words = {"text": bound.label, **_heading(heading)}
    made: dict[str, Any] = {"name": bound.html_name}
    if bound.help_text:
        made["hint"] = {"text": bound.help_text}
    if bound.errors:
        made["errorMessage"] = {"text": " ".join(messages(bound))}
    kind = component(bound)
    if kind == "date":
        return made | _date(bound, words)
    if kind in {"radios", "checkboxes"}:
        return made | {
            "idPrefix": bound.auto_id,
            "fieldset": {"legend": _legend(words, heading)},
            "items": _items(bound, checked="checked"),
        }
    if kind == "checkbox":
        return made | {
            "idPrefix": bound.auto_id,
            "items": [{"value": "on", "text": bound.label, "checked": bool(bound.value())}],
        }
    made |= {"id": bound.auto_id, "label": words}
    if kind == "select":
        return made | {"items": _items(bound, checked="selected")}
    return made | _typed(bound, kind)


def _typed(bound: forms.BoundField, kind: str) -> dict[str, Any]:
    attrs = {**bound.field.widget.attrs, **bound.field.widget_attrs(bound.field.widget)}
    value = bound.value()
    # A password is never sent back to the page.
    made: dict[str, Any] = {} if kind in {"password", "file"} or value is None else {"value": str(value)}
    for name in ("autocomplete", "inputmode", "spellcheck"):
        if name in attrs:
            made[name] = attrs[name]
    if isinstance(bound.field, forms.EmailField):
        made |= {"type": "email", "autocomplete": attrs.get("autocomplete", "email"), "spellcheck": False}
    elif isinstance(bound.field, forms.IntegerField):
        # GOV.UK: number inputs are hard to use; ask for digits with a text input.
        made |= {"inputmode": attrs.get("inputmode", "numeric")}
    longest = getattr(bound.field, "max_length", None)
    if kind == "input" and longest:
        made["classes"] = next((width for limit, width in _WIDTHS if longest <= limit), "")
    extra = {key: attrs[key] for key in ("maxlength", "minlength", "autofocus") if key in attrs}
    return made | ({"attributes": {key: str(value) for key, value in extra.items()}} if extra else {})


def _date(bound: forms.BoundField, words: Mapping[str, Any]) -> dict[str, Any]:
    widget = bound.field.widget
    assert isinstance(widget, DayMonthYear)
    classes = {"day": "2", "month": "2", "year": "4"}
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    wrong = " govuk-input--error" if bound.errors else ""
    return {
        "id": bound.auto_id,
        "fieldset": {"legend": _legend(words, "isPageHeading" in words)},
        "items": [
            {
                "name": f"{bound.html_name}-{part}",
                "id": f"{bound.auto_id}-{part}",
                "label": labels[part],
                "classes": f"govuk-input--width-{classes[part]}{wrong}",
                "value": value,
            }
            for part, value in zip(widget.parts, widget.format_parts(bound.value()), strict=True)
        ],
    }


def _heading(heading: bool) -> dict[str, Any]:
    return {"isPageHeading": True, "classes": "govuk-label--l"} if heading else {}


def _legend(words: Mapping[str, Any], heading: bool) -> dict[str, Any]:
    return {**words, "classes": "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s"}


def _items(bound: forms.BoundField, *, checked: str) -> list[dict[str, Any]]:
    held = bound.value()
    chosen = {str(value) for value in held} if isinstance(held, list | tuple | set) else {str(held)}
    if held is None:
        chosen = {""} if checked == "selected" else set()
    widget = bound.field.widget
    assert isinstance(widget, forms.widgets.ChoiceWidget)
    hint = widget.hint if isinstance(widget, HintedRadios) else None
    return [
        {"value": str(value), "text": str(text), checked: str(value) in chosen}
        | ({"hint": {"text": str(hint(str(value)))}} if hint else {})
        for value, text in widget.choices
        # "---" is no answer to a question with buttons; "No" and "For me" are, though they stand for nothing.
        if not (checked == "checked" and value in (None, "") and not str(text).strip("-"))
    ]
