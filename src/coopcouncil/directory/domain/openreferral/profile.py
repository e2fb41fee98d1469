"""The profile, read from `catalogue/openreferral_uk.toml`, and the JSON Schema that says the same."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_PLAIN: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "yes-no": {"type": "boolean"},
    **{
        form: {"type": "string", "format": form} for form in ("uuid", "uri", "email", "date", "time", "date-time")
    },
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of a record. `holds` is a word of `_PLAIN`, "" where `choices` or a record of kind `of` is held."""

    name: str
    holds: str = ""
    choices: tuple[str, ...] = ()
    of: str = ""
    many: bool = False
    required: bool = False


Fields = Mapping[str, Field]


@dataclass(frozen=True)
class Profile:
    """The kinds of record and their fields. `beyond` names fields of HSDS 3.0 that the profile leaves out."""

    version: str
    records: Mapping[str, Fields]
    page: Fields
    api: Fields
    beyond: Mapping[str, frozenset[str]]

    def of(self, kind: str) -> Fields:
        """The fields of a kind of record, or of the API's own description ("api")."""
        return self.api if kind == "api" else self.records[kind]

    def known(self, kind: str) -> frozenset[str]:
        """Every name that a record of this kind may use with a meaning that HSDS gives it."""
        return frozenset(self.of(kind)) | self.beyond.get(kind, frozenset())

    def children(self, kind: str) -> Mapping[str, str]:
        """Field → kind of record, for the fields that hold records; those beyond the profile too."""
        held = {field.name: field.of for field in self.of(kind).values() if field.of}
        more = {name: _BEYOND[name] for name in self.beyond.get(kind, frozenset()) if name in _BEYOND}
        return more | held


# What lists of the same name hold, whichever record they are in.
_BEYOND = {
    "phones": "phone", "contacts": "contact", "schedules": "schedule", "service_areas": "service_area",
    "languages": "language", "attributes": "attribute", "locations": "location", "funding": "funding",
}  # fmt: skip


def read_profile(text: str) -> Profile:
    """Raises KeyError or ValueError where the file is not in order, which is a fault of ours."""
    told = tomllib.loads(text)
    return Profile(
        version=told["version"],
        records={kind: _fields(fields) for kind, fields in told["record"].items()},
        page=_fields(told["page"]),
        api=_fields(told["api"]),
        beyond={kind: frozenset(names) for kind, names in told["beyond"].items()},
    )


def _fields(told: Mapping[str, str]) -> dict[str, Field]:
    return {name: _field(name, words) for name, words in told.items()}


def _field(name: str, words: str) -> Field:
    required = words.endswith("!")
    words = words.removesuffix("!")
    if words.endswith(("[]", "{}")):
        return Field(name, of=words[:-2], many=words.endswith("[]"), required=required)
    if " | " in words:
        return Field(name, choices=tuple(words.split(" | ")), required=required)
    if words not in _PLAIN:
        raise ValueError(f"{name}: “{words}” says nothing.")
    return Field(name, holds=words, required=required)


@cache
def shipped_profile() -> Profile:
    """The profile that comes with the program."""
    file = resources.files("coopcouncil.directory") / "catalogue" / "openreferral_uk.toml"
    return read_profile(file.read_text(encoding="utf-8"))


# --- as JSON Schema -------------------------------------------------------------------------------------------------


def schema(profile: Profile, kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one record of a kind, every other kind that it can hold among its definitions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{profile.version} {kind}",
        **_object(profile.of(kind)),
        "$defs": {name: _object(fields) for name, fields in profile.records.items()},
    }


def page_schema(profile: Profile) -> dict[str, Any]:
    """The JSON Schema of what is around the records of a page."""
    framed = _object(profile.page)
    framed["properties"]["contents"] = {"type": "array", "items": {"type": "object"}}
    return {**framed, "required": ["contents"]}


def _object(fields: Fields) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": {name: _one(field) for name, field in fields.items()}}
    if required := [field.name for field in fields.values() if field.required]:
        made["required"] = required
    return made


def _one(field: Field) -> dict[str, Any]:
    if field.of:
        held = {"$ref": f"#/$defs/{field.of}"}
        return {"type": "array", "items": held} if field.many else held
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    return dict(_PLAIN[field.holds])
