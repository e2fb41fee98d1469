"""Two names are one person's as people write them; a letter, a name or a day more is somebody else."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coopcouncil.kernel.persons import Person, differences, same_name

BORN = date(1988, 4, 12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor Haddad", "NOOR HADDAD"),
        ("Noor Haddad", "  noor   haddad "),
        ("José Muñoz", "Jose Munoz"),
        ("Łukasz Żak", "Lukasz Zak"),
        ("Søren Ærø", "Soren Aero"),
        ("Siân O’Connor", "Sian OConnor"),
        ("Siân O'Connor", "Sian O‘Connor"),
        ("Anne-Marie Smith", "Anne Marie Smith"),
        ("Anne-Marie Smith", "Annemarie Smith"),
        ("Anne-Marie Beth Smith", "Annemarie Beth Smith"),
        ("Noor Haddad-Smith", "Noor Haddad Smith"),
        ("Ian Mac Donald", "Ian MacDonald"),
        ("Noor Amina Zahra Haddad", "Noor Zahra Amina Haddad"),
        ("Madonna", "MADONNA"),
        ("Straße Groß", "Strasse Gross"),
        ("अमीना खान", "अमीना  खान"),
    ],
)
def test_these_are_one_name(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor Haddad", "Noor Hadad"),
        ("Noor Haddad", "Haddad Noor"),
        ("Noor Haddad", "Noor"),
        ("Noor Haddad", "Nora Haddad"),
        ("Noor Haddad", "Noor Amina Haddad"),
        ("Noor Amina Haddad", "Noor Zahra Haddad"),
        ("Noor Haddad", "Amina Haddad"),
        ("Noor Haddad", ""),
        ("", ""),
        ("--", "--"),
        ("Noor", "Noor Noor"),
        ("अमीना खान", "अमन खान"),
    ],
)
def test_these_are_two(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not same_name(other, one)


@pytest.mark.parametrize(
    ("told", "known", "what"),
    [
        (Person("Noor Haddad", BORN), Person("Noor Haddad", BORN), ()),
        (Person("Noor Haddad", BORN), Person("Noor Amina Haddad", BORN), ()),
        (Person("Noor Amina Haddad", BORN), Person("Noor Haddad", BORN), ()),
        (Person("Noor Haddad"), Person("Noor Amina Haddad", BORN), ("name",)),
        (Person("Noor Haddad"), Person("Noor Haddad", BORN), ()),
        (Person("Noor Haddad", BORN), Person("Noor Haddad"), ()),
        (Person("Noor Haddad", BORN + timedelta(1)), Person("Noor Haddad", BORN), ("date_of_birth",)),
        (Person("Omar Haddad", BORN), Person("Noor Haddad", BORN), ("name",)),
        (Person("Omar Haddad", BORN.replace(year=1989)), Person("Noor Haddad", BORN), ("name", "date_of_birth")),
        (Person("Noor Zahra Haddad", BORN), Person("Noor Amina Haddad", BORN), ("name",)),
        (Person("", BORN), Person("", BORN), ("name",)),
    ],
)
def test_what_differs_is_named(told: Person, known: Person, what: tuple[str, ...]) -> None:
    assert differences(told, known) == what
    assert differences(known, told) == what


WORD = st.text(st.sampled_from("abcdefghéñłøß"), min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=2, max_size=5)


@given(WORDS, st.data())
def test_every_change_that_people_make_at_once_leaves_it_one_name(words: list[str], data: st.DataObject) -> None:
    """Capitals, accents as marks of their own, the order of the middle names, spaces."""
    middle = data.draw(st.permutations(words[1:-1]))
    changed = "  ".join([words[0], *middle, words[-1]])
    changed = data.draw(st.sampled_from([str.upper, str.title, str.lower]))(changed)
    changed = unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])), changed)
    assert same_name(" ".join(words), changed)
    assert same_name(" ".join(words), "-".join(words))
    assert same_name("-".join(words), "".join(words))


@given(WORDS, WORDS)
def test_it_is_the_same_both_ways_and_other_letters_are_never_one_name(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert same_name(first, second) == same_name(second, first)
    if same_name(first, second):
        plain = str.maketrans({"é": "e", "ñ": "n", "ł": "l", "ø": "o", "ß": "ss"})
        assert sorted("".join(one).translate(plain)) == sorted("".join(other).translate(plain))


@given(WORDS, WORD, st.dates(), st.dates())
def test_another_day_of_birth_is_never_let_pass(words: list[str], more: str, one: date, other: date) -> None:
    assume(one != other)
    name = " ".join(words)
    assert "date_of_birth" in differences(Person(name, one), Person(name, other))
    assert "name" in differences(Person(f"{name} {more}x", one), Person(name, one))
