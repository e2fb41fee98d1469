"""Words of catalogues in TOML for Babel (`tools/babel.toml`): the texts of the keys that its options name."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO


def extract(
    file: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Every text at one of `options["keys"]`, wherever it stands."""
    keys = options["keys"].split(",")

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                if key in keys and isinstance(inner, str):
                    yield inner
                else:
                    yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)

    for text in walk(tomllib.loads(file.read().decode("utf-8"))):
        yield 1, None, text, []
