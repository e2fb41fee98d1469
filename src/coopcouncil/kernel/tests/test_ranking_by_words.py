from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.kernel.search import Document, Field, Index, Wanted

FIELDS = {"name": Field(2.0, 0.5), "about": Field(1.0, 0.5)}


def test_a_score_is_what_the_formula_gives_on_paper() -> None:
    index = Index(
        [
            Document("a", {"name": "food bank", "about": "gives food"}),
            Document("b", {"name": "library", "about": "books and food for thought"}),
            Document("c", {"name": "council tax", "about": ""}),
        ],
        FIELDS,
    )
    scores, share = index.scores([Wanted({"food": 1.0}, frozenset([0]))], 1)
    # Two of three documents hold it. Average lengths: name (2 + 1 + 2) / 3, about (2 + 5) / 2 of those that have one.
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    a = 2.0 / (0.5 + 0.5 * 2 / (5 / 3)) + 1.0 / (0.5 + 0.5 * 2 / 3.5)
    b = 1.0 / (0.5 + 0.5 * 5 / 3.5)
    assert scores == pytest.approx([idf * a / (1.2 + a), idf * b / (1.2 + b), 0], rel=1e-5)
    assert list(share) == [1, 1, 0]


def test_a_tag_is_worth_what_whoever_asks_says_and_answers_the_words_that_lead_to_it() -> None:
    index = Index([Document("a", {"name": "food bank"}, ("type:food",)), Document("b", {"name": "skint"})], FIELDS)
    wanted = [Wanted({"skint": 1.0}, frozenset([0])), Wanted({"#type:food": 7.0}, frozenset([0]))]
    scores, share = index.scores(wanted, 1)
    assert scores[0] == 7
    assert list(share) == [1, 1]
    assert index.holds("#type:food") == 1


def test_of_a_word_that_was_begun_the_best_ending_counts_once() -> None:
    index = Index([Document("a", {"name": "recycling recycle"}), Document("b", {"name": "recycle"})], FIELDS)
    both, _share = index.scores([Wanted({"recycl": 1.0, "nothing": 0.6}, frozenset([0]))], 1)
    one, _share = index.scores([Wanted({"recycl": 1.0}, frozenset([0]))], 1)
    assert list(both) == list(one)


def test_an_empty_index_and_an_unknown_word_find_nothing() -> None:
    scores, share = Index([], FIELDS).scores([Wanted({"food": 1.0}, frozenset([0]))], 1)
    assert len(scores) == len(share) == 0
    scores, share = Index([Document("a", {"name": "x"})], FIELDS).scores([Wanted({"food": 1.0}, frozenset([0]))], 1)
    assert list(scores) == list(share) == [0]


@given(st.lists(st.lists(st.sampled_from(["food", "bank", "tax", "bin"]), max_size=8), min_size=1, max_size=12))
def test_exactly_the_documents_that_hold_a_word_are_found_and_none_loses_by_holding_it(texts: list[list[str]]) -> None:
    index = Index([Document(at, {"about": " ".join(text)}) for at, text in enumerate(texts)], FIELDS)
    scores, _share = index.scores([Wanted({"food": 1.0}, frozenset([0]))], 1)
    assert [bool(score) for score in scores] == ["food" in text for text in texts]
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()
