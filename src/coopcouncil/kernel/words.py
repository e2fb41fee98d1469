"""Words in more than one language: sentences that know how they are made, and texts that know their language.

All three are plain English or plain text to whoever does not ask, so that what is kept or sent is never a surprise.
"""

from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import Any

SOURCE_LANGUAGE = "en-GB"


class Said(str):
    """A sentence in English, for rooms that know no language: it is translated where it is shown.

    `pattern` is what catalogues translate (`%(name)s` stands for a value), `values` what goes into it; a value may be
    such a sentence too. As a text it is its English.
    """

    pattern: str
    values: Mapping[str, Any]

    def __new__(cls, pattern: str, /, **values: Any) -> "Said":
        made = super().__new__(cls, pattern % values if values else pattern)
        made.pattern, made.values = pattern, MappingProxyType(values)
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.pattern,), dict(self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _said, (self.pattern, dict(self.values))

    def given(self, **values: Any) -> "Said":
        """The same sentence with values."""
        return Said(self.pattern, **{**self.values, **values})

    def spoken(self, gettext: Callable[[str], str], known: Mapping[str, str] = MappingProxyType({})) -> str:
        """The sentence as `gettext` says it; `known` has the translations of texts that no catalogue holds."""
        if not self.values:
            return gettext(self.pattern)
        return gettext(self.pattern) % {name: spoken(value, gettext, known) for name, value in self.values.items()}


def _said(pattern: str, values: dict[str, Any]) -> Said:
    return Said(pattern, **values)


def spoken(text: Any, gettext: Callable[[str], str], known: Mapping[str, str] = MappingProxyType({})) -> Any:
    """`text` as it is said; what is neither a sentence nor known stays as it is."""
    if isinstance(text, Said):
        return text.spoken(gettext, known)
    return known.get(text, text) if isinstance(text, str) else text


class Translated(str):
    """A text in another language, with the `english` that it stands for."""

    english: str

    def __new__(cls, text: str, english: str) -> "Translated":
        made = super().__new__(cls, text)
        made.english = english
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Translated, (str(self), self.english)


class Untranslated(str):
    """An English text on a page in another language: templates mark it so, for screen readers and for hyphens."""

    @property
    def english(self) -> str:
        return str(self)

    def __html__(self) -> str:
        return f'<span lang="{SOURCE_LANGUAGE}">{escape(str(self))}</span>' if self else ""


def translated(english: str, translation: str | None) -> str:
    """The translation where there is one, or else the English, marked. Nothing stays nothing."""
    if not english:
        return english
    return Translated(translation, english) if translation else Untranslated(english)
