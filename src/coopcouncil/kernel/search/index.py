"""An index of documents, ranked by BM25F, in arrays: a question costs a few additions over those that hold a word.

Source: Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", Foundations and Trends
in Information Retrieval 3 (4), section 3.6: the counts of a word in the fields of a document, each divided by
1 − b + b · length / average length of that field and multiplied by the weight of the field, are added up to tf; the
word gives idf · tf / (k1 + tf), with idf = ln(1 + (N − n + ½) / (n + ½)) for a word in n of N documents, which is never
below 0 (as Lucene has it).
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopcouncil.kernel.search.words import stem, tokens

K1 = 1.2
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Field:
    """How much a word weighs in a field, and how much a long field is held against it (`b`, 0 to 1)."""

    weight: float
    b: float = 0.6


@dataclass(frozen=True)
class Document:
    """Something to be found: texts by the name of their field, and tags, which phrases lead to."""

    key: Any
    texts: Mapping[str, str]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """One thing that was asked for: any of `terms`, each worth its share. `covers` are the words that ask for it."""

    terms: Mapping[str, float]
    covers: frozenset[int] = field(default_factory=frozenset)
    counts: float = 1.0


class Index:
    """The documents by their words. `keys` are theirs, in the order of the scores."""

    def __init__(self, documents: Iterable[Document], fields: Mapping[str, Field]) -> None:
        self.keys: list[Any] = []
        names = list(fields)
        terms, places, kinds, counts = array("i"), array("i"), array("b"), array("f")
        lengths = [array("f") for _name in names]
        numbers: dict[str, int] = {}
        stems: dict[str, int] = {}  # word → number of its stem, so that each word is stemmed once
        self.words: dict[str, int] = {}  # how often each stands there
        tagged: list[tuple[int, int]] = []
        for place, document in enumerate(documents):
            self.keys.append(document.key)
            for kind, name in enumerate(names):
                words = tokens(document.texts.get(name, ""))
                lengths[kind].append(len(words))
                for word, count in _counts(words).items():
                    number = stems.get(word)
                    if number is None:
                        number = stems[word] = numbers.setdefault(stem(word), len(numbers))
                    self.words[word] = self.words.get(word, 0) + count
                    terms.append(number)
                    places.append(place)
                    kinds.append(kind)
                    counts.append(count)
            tagged += [(numbers.setdefault(f"#{tag}", len(numbers)), place) for tag in document.tags]
        self._numbers = numbers
        weighed = self._weighed(_ints(kinds, "b"), _ints(places), _floats(counts), lengths, fields)
        self._post(_ints(terms), _ints(places), weighed, tagged)

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, word: str) -> bool:
        return stem(word) in self._numbers

    @staticmethod
    def _weighed(
        kinds: NDArray[Any], places: NDArray[Any], counts: Floats, lengths: Sequence[Any], fields: Mapping[str, Field]
    ) -> Floats:
        """Each count, divided by the length of its field and multiplied by what the field weighs."""
        weighed = np.zeros(len(counts), dtype=np.float32)
        for kind, asked in enumerate(fields.values()):
            held = _floats(lengths[kind])
            full = held[held > 0]
            average = float(full.mean()) if len(full) else 1.0
            mine = kinds == kind
            weighed[mine] = asked.weight * counts[mine] / (1 - asked.b + asked.b * held[places[mine]] / average)
        return weighed

    def _post(self, terms: NDArray[Any], places: NDArray[Any], weighed: Floats, tagged: list[tuple[int, int]]) -> None:
        """The list of each word: which documents hold it, and what it gives them."""
        if tagged:
            tags = np.array(sorted(set(tagged)), dtype=np.int32)
            terms, places = np.concatenate([terms, tags[:, 0]]), np.concatenate([places, tags[:, 1]])
            weighed = np.concatenate([weighed, np.ones(len(tags), dtype=np.float32)])
        total, size = max(len(self.keys), 1), len(self._numbers)
        if not len(terms):
            self._starts = np.zeros(size + 1, dtype=np.int64)
            self._places, self._gives = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
            return
        order = np.lexsort((places, terms))
        terms, places, weighed = terms[order], places[order], weighed[order]
        first = np.flatnonzero(np.r_[True, (terms[1:] != terms[:-1]) | (places[1:] != places[:-1])])
        tf = np.add.reduceat(weighed, first)
        terms, self._places = terms[first], places[first].astype(np.int32)
        held = np.bincount(terms, minlength=size)
        idf = np.log1p((total - held + 0.5) / (held + 0.5))
        self._gives = (idf[terms] * tf / (K1 + tf)).astype(np.float32)
        # A tag is there or not, however many carry it: what it is worth, whoever asks for it says.
        is_tag = np.array([name.startswith("#") for name in self._numbers], dtype=bool)
        self._gives[is_tag[terms]] = 1.0
        self._starts = np.concatenate([[0], np.cumsum(held)])

    def holds(self, term: str) -> int:
        """How many documents hold a stem, or a tag ("#" before it)."""
        number = self._numbers.get(term)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def scores(self, wanted: Sequence[Wanted], words: int) -> tuple[Floats, Floats]:
        """What each document is worth to a question of so many words, and which share of the words it answers.

        A word is answered by itself, or by a tag that a phrase with this word leads to. A word that the index does not
        hold at all asks for nothing.
        """
        worth = np.zeros(len(self.keys), dtype=np.float32)
        answered = np.zeros((words, len(self.keys)), dtype=bool)
        askable = np.zeros(words, dtype=bool)
        for one in wanted:
            lists = [(held, share) for term, share in one.terms.items() if (held := self._list(term)) is not None]
            if not lists:
                continue
            best = np.zeros(len(self.keys), dtype=np.float32)
            for (places, gives), share in lists:
                best[places] = np.maximum(best[places], gives * np.float32(share))
            worth += best * np.float32(one.counts)
            covers = list(one.covers)
            askable[covers] = True
            answered[covers] |= best > 0
        asked = int(askable.sum())
        if not asked:
            return worth, np.zeros_like(worth)
        found: Floats = answered.sum(axis=0, dtype=np.float32) / np.float32(asked)
        return worth, found

    def _list(self, term: str) -> tuple[NDArray[np.int32], Floats] | None:
        number = self._numbers.get(term)
        if number is None:
            return None
        start, end = self._starts[number], self._starts[number + 1]
        return self._places[start:end], self._gives[start:end]


@lru_cache(maxsize=8192)
def _counts(words: tuple[str, ...]) -> Mapping[str, int]:
    """How often each word stands in a text; many texts are the same."""
    return Counter(words)


def _ints(values: Any, kind: str = "i") -> NDArray[Any]:
    return np.frombuffer(values, dtype=kind) if len(values) else np.zeros(0, dtype=kind)


def _floats(values: Any) -> Floats:
    return np.frombuffer(values, dtype=np.float32) if len(values) else np.zeros(0, dtype=np.float32)
