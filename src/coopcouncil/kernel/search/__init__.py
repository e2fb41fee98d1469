"""Finding by words: what somebody typed is read (typing errors, everyday phrases), then looked up in an index.

Nothing here knows what is looked for: `Document` is whatever has texts and tags. The rules are those that a person who
is worried needs: forgive spelling, understand everyday words, and say how what was typed has been read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coopcouncil.kernel.search.asking import Reading, Word, read
from coopcouncil.kernel.search.index import Document, Field, Index, Wanted
from coopcouncil.kernel.search.phrases import Match, Phrase, Phrases
from coopcouncil.kernel.search.spelling import Spelling
from coopcouncil.kernel.search.words import content, stem, tokens

__all__ = [
    "Document", "Field", "Index", "Match", "Phrase", "Phrases", "Reading", "Spelling", "Wanted", "Word", "content",
    "counted", "read", "stem", "tokens",
]  # fmt: skip


def counted(texts: Iterable[str]) -> Mapping[str, int]:
    """How often each word stands in these texts: a vocabulary."""
    found: dict[str, int] = {}
    for text in texts:
        for word in tokens(text):
            found[word] = found.get(word, 0) + 1
    return found


@dataclass(frozen=True)
class Vocabulary:
    """What words may be read as."""

    spelling: Spelling
    phrases: Phrases
