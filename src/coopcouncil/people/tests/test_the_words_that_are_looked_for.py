"""Whole words in one form: however a name is typed, the same person is found; with a part of it, nobody."""

import unicodedata
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.people.domain.finding import Candidate, Clue, Shown, told_apart, words
from coopcouncil.people.queries.finding import tokens_asked, tokens_of

WORD = st.text("abcdefghijklmnopqrstuvwxyzáçéñöüßøłŽÅ", min_size=2, max_size=12)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


@given(NAME)
def test_capitals_accents_marks_and_spaces_change_nothing(name: str) -> None:
    kept = tokens_of([Clue("name", name)])
    for typed in (
        name.upper(),
        name.title(),
        f"  {name.replace(' ', '   ')} ",
        unicodedata.normalize("NFD", name),
        f"{name}.",
        f"’{name}",
        "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)),
    ):
        assert tokens_asked([Clue("name", typed)]) <= kept


@given(NAME, st.randoms())
def test_the_order_of_the_words_changes_nothing(name: str, chance: object) -> None:
    shuffled = name.split()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tokens_of([Clue("name", name)]) == tokens_of([Clue("name", " ".join(shuffled))])


@given(WORD.filter(lambda word: len(word) > 3), st.data())
def test_a_part_of_a_word_is_another_word(word: str, data: st.DataObject) -> None:
    part = word[: data.draw(st.integers(2, len(word) - 1))]
    whole = tokens_of([Clue("name", word)])
    assert whole.isdisjoint(tokens_asked([Clue("name", part)]))


@given(WORD)
def test_the_same_word_of_another_kind_is_another_token(word: str) -> None:
    assert {token for _kind, token in tokens_of([Clue("name", word)])}.isdisjoint(
        token for _kind, token in tokens_of([Clue("postcode", word)])
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("obrien", "Siobhán O’Brien"),
        ("O'BRIEN siobhan", "Siobhán O’Brien"),
        ("Nunez", "Ana García-Núñez"),
        ("garcia nunez", "Ana García-Núñez"),
        ("Garcia–Nunez", "Ana García-Núñez"),
        ("strasse", "Jürgen Straße"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed: str, kept: str) -> None:
    assert tokens_asked([Clue("name", typed)]) <= tokens_of([Clue("name", kept)])


@pytest.mark.parametrize("typed", ["01632 960123", "+44 1632 960123", "(01632) 960-123", "0044 1632 960123"])
def test_a_phone_number_is_one_number_however_it_is_typed(typed: str) -> None:
    assert words(Clue("phone", typed)) == ["+441632960123"]


def test_what_is_no_phone_number_has_no_words() -> None:
    assert words(Clue("phone", "call me")) == words(Clue("phone", "12")) == words(Clue("phone", "")) == []


def test_a_postcode_is_found_with_or_without_its_space() -> None:
    assert tokens_asked([Clue("postcode", "am11aa")]) == tokens_of([Clue("postcode", "AM1 1AA")])
    assert tokens_asked([Clue("postcode", "AM1")]).isdisjoint(tokens_of([Clue("postcode", "AM1 1AA")]))


def test_only_those_of_one_name_are_shown_with_more_than_it() -> None:
    found = [
        Candidate(UUID(int=1), "Ada Poe", "1948-03-09", "AM1 1AA"),
        Candidate(UUID(int=2), "ada poe", "", ""),
        Candidate(UUID(int=3), "Bo Poe", "1950-01-01", "AM2 2BB"),
    ]
    assert told_apart(found) == [
        Shown(UUID(int=1), "Ada Poe", "1948", "AM1"),
        Shown(UUID(int=2), "ada poe"),
        Shown(UUID(int=3), "Bo Poe"),
    ]
