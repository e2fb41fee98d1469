"""What somebody needs so that we can speak together."""

import pytest

from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.domain.circumstances import Need
from coopcouncil.sharing.domain.needs import chosen, need_kinds, told


def test_an_interpreter_needs_a_language_and_large_print_nothing() -> None:
    picked = chosen(["large_print", "interpreter"], {"interpreter": " British  Urdu ", "large_print": "ignored"})
    assert picked == (Need("interpreter", "British Urdu"), Need("large_print"))
    assert told(picked) == ("Needs an interpreter: British Urdu", "Needs large print")


@pytest.mark.parametrize("words", ["", " ", "x" * 121, "a\x00b"])
def test_words_that_are_missing_or_too_long_are_asked_again_at_their_box(words: str) -> None:
    with pytest.raises(BadInput) as wrong:
        chosen(["interpreter"], {"interpreter": words})
    assert wrong.value.place == "interpreter"


def test_what_is_no_need_is_refused() -> None:
    with pytest.raises(BadInput, match="telepathy"):
        chosen(["telepathy"], {})


def test_a_need_of_an_older_catalogue_still_reads() -> None:
    assert told([Need("semaphore")]) == ("semaphore",)


def test_the_catalogue_holds_all_seven() -> None:
    assert list(need_kinds()) == [
        "interpreter", "bsl", "large_print", "easy_read", "braille", "text_relay", "speaker",
    ]  # fmt: skip
