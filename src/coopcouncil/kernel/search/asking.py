"""How what somebody typed is read: word by word, with what was mended, and the phrases in it."""

from dataclasses import dataclass
from functools import cached_property

from coopcouncil.kernel.search.phrases import Match, Phrases
from coopcouncil.kernel.search.spelling import Spelling
from coopcouncil.kernel.search.words import QUIET, stem, tokens

MOST_LETTERS = 120
MOST_WORDS = 20


@dataclass(frozen=True)
class Word:
    """One word. `said` is as it was typed, `read` what it is taken for; `how` is "", "spelling", "beginning", "joined".

    Of a word that was begun, `others` are further ways to end it. `known`: it stands in the vocabulary.
    """

    said: str
    read: str
    how: str = ""
    others: tuple[str, ...] = ()
    known: bool = True

    @property
    def stem(self) -> str:
        return stem(self.read)

    @property
    def quiet(self) -> bool:
        return self.read in QUIET


@dataclass(frozen=True)
class Reading:
    """What was typed, as it is understood."""

    words: tuple[Word, ...]
    matches: tuple[Match, ...] = ()

    @cached_property
    def telling(self) -> tuple[int, ...]:
        """The places of the words that say something; of all where none does."""
        return tuple(at for at, word in enumerate(self.words) if not word.quiet) or tuple(range(len(self.words)))

    @property
    def mended(self) -> list[tuple[str, str]]:
        """What was typed otherwise than it was read, once each, in order."""
        pairs: dict[str, list[str]] = {}
        for word in self.words:
            if word.how in ("spelling", "joined"):
                pairs.setdefault(word.said, []).append(word.read)
        return [(said, " ".join(dict.fromkeys(read))) for said, read in pairs.items()]

    @property
    def unknown(self) -> list[str]:
        """Words that nothing here knows, and that nothing is near to."""
        return [word.said for word in self.words if not word.known]

    @property
    def text(self) -> str:
        return " ".join(word.read for word in self.words)

    def __bool__(self) -> bool:
        return bool(self.words)


def read(text: str, spelling: Spelling, phrases: Phrases, *, exactly: bool = False) -> Reading:
    """What somebody typed, as it is understood. `exactly`: as it stands, with nothing mended."""
    said = tokens(text[:MOST_LETTERS])[:MOST_WORDS]
    words: list[Word] = []
    for at, word in enumerate(said):
        words += _read(word, spelling, last=at == len(said) - 1, exactly=exactly)
    return Reading(tuple(words), tuple(phrases.match([word.read for word in words])))


def _read(word: str, spelling: Spelling, *, last: bool, exactly: bool) -> list[Word]:
    if word in QUIET or spelling.knows(word):
        return [Word(word, word)]
    mended = None if exactly else spelling.mend(word, last)
    if mended is None:
        return [Word(word, word, known=False)]
    if mended.how == "beginning":
        return [Word(word, mended.words[0], "beginning", mended.words[1:])]
    return [Word(word, part, mended.how) for part in mended.words]
