"""The catalogue of service types in another language: names and descriptions laid over, by code."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from coopcouncil.directory.domain.catalogue import ServiceType, shipped_catalogue
from coopcouncil.kernel.words import translated


@cache
def catalogue_in(language: str) -> Mapping[str, ServiceType]:
    """The catalogue in a language, each text that has no translation in English and marked so."""
    file = resources.files("coopcouncil.directory").joinpath("catalogue", "locale", f"{language}.toml")
    said = tomllib.loads(file.read_text("utf-8"))["service_type"] if file.is_file() else {}
    return {
        code: replace(
            kind,
            name=translated(kind.name, said.get(code, {}).get("name")),
            description=translated(kind.description, said.get(code, {}).get("description")),
        )
        for code, kind in shipped_catalogue().items()
    }
