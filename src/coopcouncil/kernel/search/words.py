"""Words of an English text: cut out, without their quiet companions, and brought to their stem."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

# So short that they say nothing by themselves of what somebody looks for. "No", "not", "off" and "out" do say it.
_QUIET = """
    a about all also am an and any are as at be been but by can could did do does for from get gets getting got
    has have he her hers him his how i id if im in is it its ive just let lets like may might much my near need
    needs of on one or our ours please really she should so some somebody someone something such tell than that
    the their theirs them then there theyre they thing this those to too us very want wants was way we were what
    whats when where which while who whom whose why will with would you your yours youre
"""
QUIET = frozenset(_QUIET.split())
_MARKS = re.compile(r"['’‘`´]")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without accents and apostrophes: "Can’t cope" → ("cant", "cope")."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(_WORD.findall(_MARKS.sub("", plain)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem that the forms of an English word share: "collected" → "collect".

    Source: Porter (2002), the English (Porter2) stemmer of the Snowball project. A possessive "s" that lost its
    apostrophe goes as a plural does.
    """
    # A stemmer holds the word that it works on, so that each call has one of its own.
    return str(snowballstemmer.stemmer("english").stemWord(word))


def content(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that say something; all of them where none does."""
    return tuple(word for word in words if word not in QUIET) or words
