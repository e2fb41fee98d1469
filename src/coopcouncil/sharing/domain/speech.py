"""The catalogue of purposes in another language: why a service is told, and the law, laid over by code."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.kernel.words import translated
from coopcouncil.sharing.domain.purposes import PurposeBook, shipped_purposes


@cache
def purposes_in(language: str) -> PurposeBook:
    """The purposes in a language, each text that has no translation in English and marked so."""
    file = resources.files("coopcouncil.sharing").joinpath("catalogue", "locale", f"{language}.toml")
    said: Mapping[str, Any] = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    book = shipped_purposes()

    def terms(table: str, english: Mapping[str, str]) -> dict[str, str]:
        return {code: translated(words, said.get(table, {}).get(code)) for code, words in english.items()}

    purposes = said.get("purpose", {})
    return PurposeBook(
        {
            code: replace(
                purpose,
                words=translated(purpose.words, purposes.get(code, {}).get("words")),
                retention=translated(purpose.retention, purposes.get(code, {}).get("retention")),
            )
            for code, purpose in book.purposes.items()
        },
        terms("basis", book.bases),
        terms("special_condition", book.special_conditions),
        terms("criminal_condition", book.criminal_conditions),
        terms("special_category", book.special_categories),
    )
