"""Typing errors, mended by a vocabulary: nothing is ever read as a word that leads nowhere."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from coopcouncil.kernel.search.words import stem

# How English spells one sound: the left is written as the right before two words are compared by ear.
_SOUNDS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"ough|augh", "o"), (r"igh", "i"), (r"ph", "f"), (r"^kn|^gn", "n"), (r"^wr", "r"), (r"^wh", "w"),
        (r"tch", "ch"), (r"sch", "sk"), (r"ck|q", "k"), (r"c(?=[eiy])", "s"), (r"c(?!h)", "k"), (r"x", "ks"),
        (r"z", "s"), (r"[ts]ion", "shn"), (r"mb$", "m"), (r"y", "i"), (r"(?<=[a-z])[ae]r$|(?<=[a-z])or$|re$", "er"),
        (r"ei|ie|ea|ee", "i"), (r"ou|oo", "u"), (r"(?<=[a-z])e$", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_MOST_KEPT = 4096
_LONG_ENDING = 4
_LEAST = 3  # letters of a word that is mended, completed or cut in two


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """How a word sounds, roughly: "skool" and "school" are one."""
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word


@dataclass(frozen=True)
class Mended:
    """What a word was read as: one word or more. `how`: "spelling", "beginning" (of any of these) or "joined"."""

    words: tuple[str, ...]
    how: str


class Spelling:
    """A vocabulary with how often each word is used; the commoner word wins where two are equally near."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = {word: count for word, count in counts.items() if len(word) >= _LEAST or count > 1}
        self._stems = {stem(word) for word in self._counts}
        self._by_length: dict[int, list[str]] = {}
        self._by_sound: dict[str, list[str]] = {}
        for word in sorted(self._counts):
            if len(word) >= _LEAST and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
                self._by_sound.setdefault(sound(word), []).append(word)
        self._sorted = sorted(self._counts)
        self._sounds: dict[int, list[str]] = {}
        for heard in self._by_sound:
            self._sounds.setdefault(len(heard), []).append(heard)
        self.mend = lru_cache(maxsize=_MOST_KEPT)(self._mend)

    def __len__(self) -> int:
        return len(self._counts)

    def knows(self, word: str) -> bool:
        """Whether the word, or another form of it, is in the vocabulary.

        What loses a long ending ("busness" → "bus") is a form of a word only if no word of another stem is as near.
        """
        if word in self._counts:
            return True
        root = stem(word)
        if root not in self._stems:
            return False
        return len(word) - len(root) < _LONG_ENDING or all(stem(near) == root for near in self._within(word, 1))

    def _mend(self, word: str, last: bool = False) -> Mended | None:
        """What an unknown word may be meant to be; None where nothing is near enough.

        `last`: it stands at the end of what was typed, where words are often not typed out.
        """
        if len(word) < _LEAST or not word.isalpha():
            return None
        if last and (begun := self._beginnings(word)):
            return Mended(begun, "beginning")
        if near := self._nearest(word):
            return Mended((near,), "spelling")
        if parts := self._parts(word):
            return Mended(parts, "joined")
        begun = self._beginnings(word)
        return Mended(begun, "beginning") if begun else None

    def _nearest(self, word: str) -> str | None:
        """The nearest word by letters and by ear.

        Letters: optimal string alignment (Boytsov 2011, "Indexing methods for approximate dictionary searching", ACM
        JEA 16): one letter more, less, other, or two neighbours swapped cost 1 each. One such error in words of 4 to 6
        letters and two in longer ones; by ear one more.
        """
        most = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        found: dict[str, float] = {}
        for near in self._within(word, most):
            found[near] = OSA.distance(word, near)
        heard = sound(word)
        if len(word) >= 4:
            for other in (heard, *self._heard_within(heard, 1 if len(heard) >= 4 else 0)):
                for near in self._by_sound.get(other, ()):
                    apart = OSA.distance(word, near)
                    if apart <= most + 1 + (len(word) > 5):
                        by_ear = OSA.distance(heard, other)
                        found[near] = min(found.get(near, 9), 0.5 + by_ear + 0.25 * apart)
        if len(word) == _LEAST:  # two letters swapped in a short word
            swapped = (word[1] + word[0] + word[2], word[0] + word[2] + word[1])
            found.update({near: 1.0 for near in swapped if near in self._counts})
        if not found:
            return None
        # Few people mistype the first letter.
        return min(found, key=lambda near: (found[near] + 0.4 * (near[0] != word[0]), -self._counts[near], near))

    def _within(self, word: str, most: int) -> Iterable[str]:
        if not most:
            return []
        choices = [near for length in range(len(word) - most, len(word) + most + 1)
                   for near in self._by_length.get(length, ())]  # fmt: skip
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=20)
        return [near for near, _apart, _at in found]

    def _heard_within(self, heard: str, most: int) -> Iterable[str]:
        if not most:
            return []
        choices = [near for length in range(len(heard) - most, len(heard) + most + 1)
                   for near in self._sounds.get(length, ())]  # fmt: skip
        found = process.extract(heard, choices, scorer=OSA.distance, score_cutoff=most, limit=20)
        return [near for near, _apart, _at in found]

    def _beginnings(self, word: str, most: int = 8) -> tuple[str, ...]:
        """The commonest words that begin so."""
        from bisect import bisect_left

        found, at = [], bisect_left(self._sorted, word)
        while at < len(self._sorted) and self._sorted[at].startswith(word):
            found.append(self._sorted[at])
            at += 1
        return tuple(sorted(found, key=lambda near: (-self._counts[near], near))[:most])

    def _parts(self, word: str) -> tuple[str, ...] | None:
        """Two words that were typed as one, the commonest pair."""
        pairs = [
            (word[:at], word[at:])
            for at in range(_LEAST, len(word) - _LEAST + 1)
            if word[:at] in self._counts and word[at:] in self._counts
        ]
        return max(pairs, key=lambda pair: min(self._counts[part] for part in pair)) if pairs else None
