import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.kernel.search import Phrase, Phrases, Spelling, read, stem, tokens

WORDS = "died school collected council tax benefit benefits neighbour recycling library house housing bin carer dont"
SPELLING = Spelling({**dict.fromkeys(WORDS.split(), 1), "recycling": 9, "recycle": 2})
PHRASES = Phrases(
    [
        Phrase("bin not collected", ("missed",)),
        Phrase("bins", ("rubbish",)),
        Phrase("=fire", ("fire",)),
        Phrase("end =it =all", ("danger",)),
    ]
)


def reading(text: str, **more: bool) -> list[str]:
    return [word.read for word in read(text, SPELLING, PHRASES, **more).words]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dyed", ["died"]),
        ("skool", ["school"]),
        ("colected", ["collected"]),
        ("nebour", ["neighbour"]),
        ("libary", ["library"]),
        ("benifts", ["benefits"]),
        ("ibn", ["bin"]),
        ("counciltax", ["council", "tax"]),
        ("recyc", ["recycling"]),
        ("DON’T", ["dont"]),
        ("carers", ["carers"]),
        ("xqzzw", ["xqzzw"]),
        ("9999", ["9999"]),
    ],
)
def test_a_word_is_read_as_the_nearest_word_that_leads_somewhere(typed: str, meant: list[str]) -> None:
    assert reading(typed) == meant


def test_what_was_mended_is_said_and_can_be_left_as_it_stands() -> None:
    found = read("my dad dyed in skool", SPELLING, PHRASES)
    assert found.mended == [("dyed", "died"), ("skool", "school")]
    assert found.unknown == ["dad"]
    assert reading("dyed", exactly=True) == ["dyed"]


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("My bin’s not been colected", ["missed"]),
        ("bins", ["rubbish"]),
        ("house on fire", ["fire"]),
        ("fired from my job", []),
        ("I want to end it all", ["danger"]),
        ("end of tenancy", []),
    ],
)
def test_a_phrase_is_found_in_any_form_and_the_longest_counts(typed: str, leads_to: list[str]) -> None:
    known = Spelling(dict.fromkeys(["fire", "fired", "end", "bin", "bins", "not", "collected"], 1))
    found = read(typed, known, PHRASES)
    assert [match.phrase.to[0] for match in found.matches] == leads_to


def test_forms_of_a_word_share_a_stem() -> None:
    assert len({stem(word) for word in ("collect", "collects", "collected", "collecting", "collection")}) == 1
    assert tokens("Can’t cope – CAFÉ?") == ("cant", "cope", "cafe")


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    found = read(text, SPELLING, PHRASES)
    assert len(found.words) <= 40
    assert all(0 <= match.start < match.end <= len(found.words) for match in found.matches)
    assert len(found.telling) <= len(found.words)
