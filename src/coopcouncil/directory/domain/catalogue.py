"""The catalogue of service types: what kinds of public service there are, under codes that never change."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.kernel.errors import BadInput

# Who usually provides a type of service; organisations of other kinds may.
SECTORS = (
    "council", "nhs", "central_government", "police", "fire", "housing_association", "tmo", "charity", "co_operative",
    "school", "company",
)  # fmt: skip
_REQUIRED, _OPTIONAL = {"code": str, "name": str, "description": str, "sector": str}, {"local": int}


@dataclass(frozen=True)
class ServiceType:
    """One type of service. `local` is its number in the Local Government Services List, where there is one."""

    code: str
    name: str
    description: str
    sector: str
    local: int | None = None


def read_catalogue(text: str, *, file: str) -> dict[str, ServiceType]:
    """The service types of a catalogue file, by code, in the order of the file. Raises BadInput naming the entry."""
    try:
        entries = tomllib.loads(text).get("service_type", [])
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    found: dict[str, ServiceType] = {}
    for number, entry in enumerate(entries, 1):
        service_type = _entry(entry, f"{file}, service type {number}")
        if service_type.code in found:
            raise BadInput(
                f"“{service_type.code}” is declared twice.", place=f"{file}, service type {number}", mend="Rename one."
            )
        found[service_type.code] = service_type
    return found


def _entry(entry: Mapping[str, Any], place: str) -> ServiceType:
    for key, kind in _REQUIRED.items():
        if type(entry.get(key)) is not kind or not entry[key]:
            raise BadInput(f"“{key}” is missing.", place=place, mend=f'Add: {key} = "…"')
    for key, value in entry.items():
        if key not in _REQUIRED and type(value) is not _OPTIONAL.get(key):
            raise BadInput(f"“{key}” is not a key, or not of its type.", place=place, mend="Take it out, or mend it.")
    if entry["sector"] not in SECTORS:
        raise BadInput(f"“{entry['sector']}” is no sector.", place=place, mend=f"Use one of: {', '.join(SECTORS)}.")
    return ServiceType(**entry)


@cache
def shipped_catalogue() -> Mapping[str, ServiceType]:
    """The catalogue that comes with the program."""
    file = resources.files("coopcouncil.directory") / "catalogue" / "service_types.toml"
    return read_catalogue(file.read_text(encoding="utf-8"), file="service_types.toml")
