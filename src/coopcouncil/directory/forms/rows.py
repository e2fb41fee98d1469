"""Lists of a record as lines of a short form: hours, days that are otherwise, costs, numbers to ring, ways to ask."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.domain import hours_words
from coopcouncil.directory.models import ReferredBy
from coopcouncil.foundation.forms import DayMonthYearField

WEEK = [
    ("MO", _("Monday")), ("TU", _("Tuesday")), ("WE", _("Wednesday")), ("TH", _("Thursday")), ("FR", _("Friday")),
    ("SA", _("Saturday")), ("SU", _("Sunday")),
]  # fmt: skip

Row = dict[str, Any]


class TimeOfDayField(forms.CharField):
    """A time as people type it; `clean` returns "HH:MM", or nothing."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").strip()
        if not text:
            return ""
        try:
            return hours_words.typed_time(text)
        except ValueError:
            raise forms.ValidationError(_("Enter a time, such as 9am or 17:30"), code="invalid") from None


class Rows:
    """One list of a record: its name there, what an empty line holds, and how a line is asked for and read."""

    name = ""
    legend: Any = ""
    more: Any = ""
    spare = 1
    blank: ClassVar[Row] = {}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        raise NotImplementedError

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields of a line show at first."""
        return {name: row.get(name) for name in self.fields(row)}

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        """The line as it was filled in, or None where it was emptied. Raises ValidationError, by field."""
        raise NotImplementedError

    def was(self, text: str) -> Row:
        """A line as it was when the form was shown: only what such a line may hold."""
        try:
            held = json.loads(text or "{}")
        except ValueError:
            held = {}
        known = held if isinstance(held, dict) else {}
        return {**self.blank, **{name: value for name, value in known.items() if name in self.blank}}


class HoursRows(Rows):
    name, legend, more = "hours", _("Hours"), _("More hours")
    blank: ClassVar[Row] = {
        "freq": "WEEKLY", "interval": 1, "byday": "", "bymonthday": "", "opens_at": None, "closes_at": None,
        "valid_from": None, "valid_to": None, "dtstart": None, "on_holidays": False, "attending_type": "",
        "description": "", "notes": "", "schedule_link": "",
    }  # fmt: skip

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        if not self._simple(row):
            words = hours_words.hours_in_words(row)
            return {"keep": forms.BooleanField(label=_("Keep: %(hours)s") % {"hours": words}, required=False)}
        return {
            "days": forms.MultipleChoiceField(
                label=_("On which days?"), choices=WEEK, required=False, widget=forms.CheckboxSelectMultiple
            ),
            "opens_at": TimeOfDayField(
                label=_("Opens at"), help_text=_("For example 9am, or 17:30"), required=False, max_length=10
            ),
            "closes_at": TimeOfDayField(label=_("Closes at"), required=False, max_length=10),
            "on_holidays": forms.BooleanField(label=_("Open on bank holidays too"), required=False),
        }

    @staticmethod
    def _simple(row: Mapping[str, Any]) -> bool:
        days = [code for code in str(row.get("byday") or "").split(",") if code]
        return row.get("freq") == "WEEKLY" and not row.get("bymonthday") and all(
            code in hours_words.DAYS for code in days
        )  # fmt: skip

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        if not self._simple(row):
            return {"keep": True}
        codes = [code for code in str(row["byday"]).split(",") if code]
        if not codes and (row["opens_at"] or row["description"]):
            codes = list(hours_words.DAYS)
        said = {name: hours_words.time_in_words(row[name]) if row[name] else "" for name in ("opens_at", "closes_at")}
        return {"days": codes, "on_holidays": row["on_holidays"], **said}

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        if "days" not in given:
            return row if given["keep"] else None
        days, opens, closes = given["days"], given["opens_at"], given["closes_at"]
        if not days and not opens and not closes:
            return None
        if not days:
            raise forms.ValidationError({"days": _("Tick the days on which it opens at this time")})
        if bool(opens) != bool(closes):
            raise forms.ValidationError(
                {"closes_at" if opens else "opens_at": _("Say both when it opens and when it closes")}
            )
        held = [code for code in row["byday"].split(",") if code] or list(hours_words.DAYS)
        byday = row["byday"] if set(days) == set(held) and row["opens_at"] else ",".join(days)
        return {
            **row, "byday": byday, "opens_at": opens or None, "closes_at": closes or None,
            "on_holidays": given["on_holidays"],
        }  # fmt: skip


class OtherRows(Rows):
    name, legend, more = "other_hours", _("Days when it is different"), _("More days when it is different")
    blank: ClassVar[Row] = {"starts_on": None, "ends_on": None, "opens_at": None, "closes_at": None, "reason": ""}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        return {
            "starts_on": DayMonthYearField(label=_("First day"), required=False),
            "ends_on": DayMonthYearField(
                label=_("Last day"), help_text=_("Leave it empty if it is one day"), required=False
            ),
            "opens_at": TimeOfDayField(
                label=_("Opens at"), help_text=_("Leave both times empty if it is closed"), required=False,
                max_length=10,
            ),
            "closes_at": TimeOfDayField(label=_("Closes at"), required=False, max_length=10),
            "reason": forms.CharField(
                label=_("Why"), help_text=_("For example: bank holiday. Everybody can read it."), required=False,
                max_length=200,
            ),
        }  # fmt: skip

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {
            name: hours_words.time_in_words(row[name]) if row[name] else "" for name in ("opens_at", "closes_at")
        }
        for name in ("starts_on", "ends_on"):
            made[name] = [str(int(part)) for part in reversed(row[name].split("-"))] if row[name] else None
        return {**made, "reason": row["reason"]}

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        first, last = given["starts_on"], given["ends_on"] or given["starts_on"]
        if not first and not last and not given["opens_at"] and not given["closes_at"]:
            return None
        if not first:
            raise forms.ValidationError({"starts_on": _("Enter the first day")})
        if last < first:
            raise forms.ValidationError({"ends_on": _("The last day is before the first")})
        if bool(given["opens_at"]) != bool(given["closes_at"]):
            raise forms.ValidationError({"opens_at": _("Say both when it opens and when it closes, or neither")})
        return {
            **row, "starts_on": first.isoformat(), "ends_on": last.isoformat(), "opens_at": given["opens_at"] or None,
            "closes_at": given["closes_at"] or None, "reason": given["reason"],
        }  # fmt: skip


class CostRows(Rows):
    name, legend, more = "costs", _("A price"), _("Another price")
    blank: ClassVar[Row] = {
        "option": "", "amount_pence": None, "currency": "GBP", "amount_description": "", "valid_from": None,
        "valid_to": None,
    }  # fmt: skip

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        return {
            "option": forms.CharField(
                label=_("What for, or for whom"), help_text=_("For example: under 16"), required=False, max_length=150
            ),
            "pounds": forms.DecimalField(
                label=_("How much, in pounds"), help_text=_("For example 4.50; 0 if it is free"), required=False,
                min_value=0, max_digits=9, decimal_places=2,
            ),
            "amount_description": forms.CharField(
                label=_("More about the price"), help_text=_("For example: each time, or: ask first"), required=False,
                max_length=200,
            ),
        }  # fmt: skip

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        pence = row["amount_pence"]
        pounds = None if pence is None else f"{pence // 100}.{pence % 100:02d}"
        return {"option": row["option"], "pounds": pounds, "amount_description": row["amount_description"]}

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        pounds: Decimal | None = given["pounds"]
        if pounds is None and not given["option"] and not given["amount_description"]:
            return None
        return {
            **row, "option": given["option"], "amount_pence": None if pounds is None else int(pounds * 100),
            "amount_description": given["amount_description"],
        }  # fmt: skip


class PhoneRows(Rows):
    name, legend, more = "phones", _("Another number"), _("One more number")
    blank: ClassVar[Row] = {"number": "", "extension": "", "kind": "voice", "description": "", "languages": []}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        return {
            "number": forms.CharField(label=_("Number"), required=False, max_length=40),
            "description": forms.CharField(
                label=_("When to ring it"), help_text=_("For example: at night"), required=False, max_length=200
            ),
        }

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        if not given["number"]:
            return None
        return {**row, "number": given["number"], "description": given["description"]}


class RouteRows(Rows):
    name, legend, more = "routes", _("Who may ask for it"), _("Somebody else who may ask for it")
    blank: ClassVar[Row] = {"by": "", "how": "", "url": ""}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        return {
            "by": forms.ChoiceField(label=_("Who"), choices=[("", _("Nobody")), *ReferredBy.choices], required=False),
            "how": forms.CharField(label=_("How"), required=False, max_length=300),
        }

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        return {**row, "by": given["by"], "how": given["how"]} if given["by"] else None
