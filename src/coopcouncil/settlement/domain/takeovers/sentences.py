"""Sentences as they are kept: the pattern and what goes into it, so that each reader has them in their language."""

from typing import Any

from coopcouncil.kernel.words import Said


def to_keep(words: Said) -> list[Any]:
    """[pattern, values], as JSON holds it; a value that is a sentence too is kept the same way."""
    return [words.pattern, {name: _plain(value) for name, value in words.values.items()}]


def kept(words: list[Any]) -> Said:
    """The sentence again."""
    pattern, values = words
    return Said(pattern, **{name: kept(value) if isinstance(value, list) else value for name, value in values.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Said):
        return to_keep(value)
    return value if isinstance(value, int) else str(value)
