"""From what was typed to what is looked for, and what a find is worth. The numbers were set by the labelled
questions of `frontdoor/tests/questions.toml`, and a test keeps a floor under what they reach."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from coopcouncil.kernel.search import Field, Match, Reading, Wanted, stem

# What a word weighs where it stands.
FIELDS = {
    "name": Field(3.0, 0.5),
    "kind": Field(2.5, 0.5),
    "about": Field(1.0, 0.6),
    "more": Field(0.3, 0.7),
    "by": Field(0.8, 0.3),
    "where": Field(0.8, 0.3),
    "spoken": Field(1.5, 0.5),
}
PHRASE = 7.0  # what an everyday phrase of one word gives to what it means first
LATER = 0.82  # to each further meaning, of the one before
LONGER = 0.3  # more for each further word of the phrase
MENDED = 0.9  # a word that was mended counts a little less
OTHER_ENDINGS = 0.6
IN_PHRASE = 0.5  # the words of a phrase of several words, taken one by one
NEAR_SHARE = 0.3  # of what a find is worth, as much as this depends on how near it is
NEAR_M = 2000.0  # metres after which nearness has fallen to 1/e
UNANSWERED = 0.25  # what is left of the worth of a find that answers none of the words


def wanted(reading: Reading) -> list[Wanted]:
    """What to look for: every word that says something, and what the phrases mean."""
    long_phrases = {
        at for match in reading.matches if match.end - match.start > 1 for at in range(match.start, match.end)
    }
    telling = {place: number for number, place in enumerate(reading.telling)}
    found = []
    for place, number in telling.items():
        word = reading.words[place]
        share = 1.0 if not word.how else MENDED
        terms = {word.stem: share}
        for other in word.others:
            terms.setdefault(stem(other), OTHER_ENDINGS)
        found.append(Wanted(terms, frozenset([number]), IN_PHRASE if place in long_phrases else 1.0))
    for match in _once(reading.matches):
        covers = frozenset(telling[place] for place in range(match.start, match.end) if place in telling)
        worth = PHRASE * (1 + LONGER * (len(match.phrase.parts) - 1))
        tags = {f"#{tag}": worth * LATER**rank for rank, tag in enumerate(match.phrase.to)}
        if tags:
            found.append(Wanted(tags, covers))
        found += [Wanted({stem(word): 0.5}) for word in match.phrase.also]
    return found


def _once(matches: Sequence[Match]) -> Iterable[Match]:
    """Of several ways of saying one thing at one place, one."""
    return {(match.start, match.end, match.phrase.name): match for match in matches}.values()


def worth(scores: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """A find that answers few of the words is worth less."""
    found: NDArray[np.float32] = scores * (np.float32(UNANSWERED) + np.float32(1 - UNANSWERED) * share)
    return found


def nearness(metres: NDArray[np.float32]) -> NDArray[np.float32]:
    """What distance leaves of the worth: all of it here, 1 − NEAR_SHARE far away; unknown, half of that."""
    near = np.where(np.isnan(metres), np.float32(0.5), np.exp(-np.nan_to_num(metres) / np.float32(NEAR_M)))
    found: NDArray[np.float32] = (np.float32(1 - NEAR_SHARE) + np.float32(NEAR_SHARE) * near).astype(np.float32)
    return found
