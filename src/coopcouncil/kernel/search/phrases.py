"""Everyday phrases: what people say, and what it leads to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coopcouncil.kernel.search.words import QUIET, content, stem, tokens

_EXACT = re.compile(r"=(\w+)")


@dataclass(frozen=True)
class Phrase:
    """One way of saying something. `to` are tags of documents, what is meant first; `also` are words to look for too.

    A word with "=" before it (“=fire”) counts in that form alone, and is never passed over as a little word.
    """

    says: str
    to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    name: str = ""  # of the entry that it belongs to

    @property
    def parts(self) -> tuple[str, ...]:
        """What must stand there, one after the other: stems, and words behind "="."""
        exact = set(_EXACT.findall(self.says))
        words = tokens(self.says)
        kept = set(content(words)) | exact
        return tuple(f"={word}" if word in exact else stem(word) for word in words if word in kept)


@dataclass(frozen=True)
class Match:
    """A phrase found in what was typed: from the word `start` to before the word `end`."""

    start: int
    end: int
    phrase: Phrase


class Phrases:
    """Phrases by their stems, so that every form of a word and every little word between them is the same phrase."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.all = tuple(phrases)
        self._by_first: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
        for phrase in self.all:
            parts = phrase.parts
            self._by_first.setdefault(parts[0], []).append((parts, phrase))

    def match(self, words: Sequence[str]) -> list[Match]:
        """The phrases in a row of words, none inside another: the longest first, then the earlier.

        Where several entries hold the same phrase, each of them counts.
        """
        stems = [stem(word) for word in words]
        found = []
        for at, word in enumerate(words):
            for first in (stems[at], f"={word}"):
                for parts, phrase in self._by_first.get(first, ()):
                    if end := _end(parts, words, stems, at):
                        found.append((-len(parts), Match(at, end, phrase)))
        found.sort(key=lambda one: (one[0], one[1].start))
        kept: list[Match] = []
        for _size, one in found:
            if all(
                one.end <= other.start or one.start >= other.end or (one.start, one.end) == (other.start, other.end)
                for other in kept
            ):
                kept.append(one)
        return sorted(kept, key=lambda one: one.start)


def _end(parts: Sequence[str], words: Sequence[str], stems: Sequence[str], at: int) -> int | None:
    """Where a phrase that begins at a word ends, or None where it is not there."""
    for part in parts:
        while at < len(words) and words[at] in QUIET and part not in (stems[at], f"={words[at]}"):
            at += 1
        if at >= len(words) or part not in (stems[at], f"={words[at]}"):
            return None
        at += 1
    return at
