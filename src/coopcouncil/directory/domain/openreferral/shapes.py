"""What a JSON Schema finds, in plain words. The checking itself is done by `jsonschema-rs`."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import jsonschema_rs

from coopcouncil.directory.domain.openreferral.findings import Finding, Findings, Path, quoted
from coopcouncil.directory.domain.openreferral.profile import page_schema, schema, shipped_profile

# Without an offset, as the profile's own examples have it: hours are those of the place.
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d)(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXAMPLES = {
    "uuid": "Write a UUID, such as 5f0e2c4a-8a3b-4b7e-9d61-0c2f3a1b4d5e.",
    "uri": "Write a whole address that begins with https://.",
    "email": "Write one e-mail address, such as hello@ashmere.example.",
    "date": "Write year, month and day, such as 2026-11-27.",
    "time": "Write hours and minutes, such as 09:30.",
    "date-time": "Write date, time and offset, such as 2026-11-27T09:30:00Z.",
}
_CALLED = {"uuid": "a UUID", "uri": "a web address", "email": "an e-mail address", "date": "a date", "time": "a time",
           "date-time": "a moment"}  # fmt: skip
_TYPES = {"string": "words in quotes", "number": "a number", "integer": "a whole number", "boolean": "true or false",
          "array": "a list", "object": "a record in braces"}  # fmt: skip


def is_time(text: str) -> bool:
    """Whether this is a time of day: hours and minutes, perhaps seconds and an offset."""
    return _TIME.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether this is a day that the calendar has, written YYYY-MM-DD."""
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    profile = shipped_profile()
    return jsonschema_rs.Draft202012Validator(
        page_schema(profile) if kind == "page" else schema(profile, kind),
        validate_formats=True,
        ignore_unknown_formats=False,
        formats={"time": is_time, "date": is_date},
        email_options=jsonschema_rs.EmailOptions(allow_display_text=False),
    )


def of_record(data: Any, kind: str, path: Path) -> Findings:
    """Everything that the profile refuses in one record."""
    return _found(data, kind, path)


def of_page(data: Any) -> Findings:
    """Everything that the profile refuses around the records of a page."""
    return _found(data, "page", ())


def _found(data: Any, kind: str, path: Path) -> Iterator[Finding]:
    for error in _validator(kind).iter_errors(data):
        told = error.kind.as_dict()
        yield _said(error.kind.name, told, error.instance, (*path, *error.instance_path))


def _said(keyword: str, told: dict[str, Any], value: Any, path: Path) -> Finding:
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    if keyword == "required":
        lacking = str(told["property"])
        return Finding("error", "missing", (*path, lacking), f"“{lacking}” is missing.", f"Add “{lacking}”.")
    if keyword == "type" and value is None:
        return Finding("error", "empty", path, "It is there and holds nothing (null).", "Leave it out, or fill it.")
    if keyword == "type":
        wanted = " or ".join(_TYPES.get(kind, kind) for kind in told["types"])
        return Finding("error", "wrong-type", path, f"{quoted(value)} is not {wanted}.", f"Write {wanted}.")
    if keyword == "format":
        form = str(told["format"])
        return Finding("error", f"bad-{form}", path, f"{quoted(value)} is not {_CALLED[form]}.", _EXAMPLES[form])
    if keyword == "enum":
        options = ", ".join(map(str, told["options"]))
        return Finding(
            "error", "not-a-choice", path, f"{quoted(value)} is not a choice here.", f"Use one of: {options}."
        )
    return Finding(
        "error", "refused", path, f"“{name}” breaks the rule “{keyword}”.", "Look the field up in the profile."
    )
