"""Categories in plain words: what people may choose instead of words of their own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.kernel.errors import BadInput


@dataclass(frozen=True)
class Category:
    """`types` are codes of service types."""

    code: str
    name: str
    types: frozenset[str]


def read_categories(text: str, *, file: str, types: Mapping[str, object]) -> Mapping[str, Category]:
    """The categories of a file, by code, in its order. Raises BadInput naming the entry and the mend."""
    try:
        entries = tomllib.loads(text).get("category", [])
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    found: dict[str, Category] = {}
    for number, entry in enumerate(entries, 1):
        place = f"{file}, category {number}"
        for key in ("code", "name", "types"):
            if not entry.get(key):
                raise BadInput(f"“{key}” is missing.", place=place, mend=f"Add: {key} = …")
        if entry["code"] in found:
            raise BadInput(f"“{entry['code']}” stands there twice.", place=place, mend="Rename one.")
        if strange := sorted(set(entry["types"]) - set(types)):
            raise BadInput(f"“{strange[0]}” is no type of service.", place=place, mend="Use codes of the catalogue.")
        found[entry["code"]] = Category(entry["code"], entry["name"], frozenset(entry["types"]))
    return found


@cache
def shipped_categories() -> Mapping[str, Category]:
    """The categories that come with the program."""
    file = resources.files("coopcouncil.directory") / "catalogue" / "categories.toml"
    return read_categories(file.read_text(encoding="utf-8"), file="categories.toml", types=shipped_catalogue())


@cache
def categories_in(language: str) -> Mapping[str, str]:
    """What each category is called in a language, by code; in English where nobody has translated it."""
    file = resources.files("coopcouncil.directory").joinpath("catalogue", "locale", f"{language}.toml")
    said = tomllib.loads(file.read_text("utf-8")).get("category", {}) if file.is_file() else {}
    return {code: said.get(code, {}).get("name", item.name) for code, item in shipped_categories().items()}
