"""From what people look for to the kinds of service that it is about."""

import pytest

from coopcouncil.directory.domain.leading import kinds_near, near


@pytest.mark.parametrize(
    ("word", "kind"),
    [("skint", "food_bank"), ("debts", "debt_advice"), ("bins", "household_waste"), ("mould", "tenant_managed_homes")],
)
def test_a_word_leads_to_the_kind_that_everyday_words_or_the_catalogue_name(word: str, kind: str) -> None:
    assert kind in kinds_near(word)


@pytest.mark.parametrize("word", ["help", "support", "xqwzv", "language:so", "choice:free"])
def test_a_word_that_says_too_little_leads_nowhere(word: str) -> None:
    assert kinds_near(word) == frozenset()


def test_of_many_words_those_about_a_kind_are_left_in_their_order() -> None:
    assert near(["skint", "debt", "vet", "bins"], ["household_waste", "debt_advice"]) == ["skint", "debt", "bins"]
