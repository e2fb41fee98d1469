"""All that a search needs, put together once: the shelf, the doors of the site, the words that are known."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coopcouncil.directory.domain.everyday import Danger, Dangers
from coopcouncil.directory.domain.search.entries import DOOR, Ask, Entry, Found, Hit
from coopcouncil.directory.domain.search.shelf import Shelf
from coopcouncil.kernel.search import Phrase, Phrases, Reading, Spelling, counted, read

MOST_DOORS = 3
_DOOR_WORTH = 0.3  # of the best find: a door that is worth less is not shown


@dataclass(frozen=True)
class Door:
    """A page of the site that does something by itself: a life event, a kind of report. Phrases call it by `tag`."""

    tag: str
    title: str
    url: str
    kind: str
    summary: str
    words: str = ""


@dataclass(frozen=True)
class Answer:
    """What was found: on the first page the doors among the services, in the order of their worth."""

    reading: Reading
    total: int
    hits: Sequence[Hit]

    @property
    def doors(self) -> int:
        return sum(hit.kind == DOOR for hit in self.hits)


@dataclass(eq=False)
class Library:
    """Built once for a shelf and a set of doors, then only read, by many at once."""

    shelf: Shelf
    doors: Mapping[str, Door]
    everyday: Phrases
    dangers: Dangers
    ordinary: frozenset[str] = frozenset()
    spelling: Spelling = field(init=False)

    def __post_init__(self) -> None:
        self._doors = Shelf(
            Entry(DOOR, door.tag, door.title, {"about": door.summary, "kind": door.words}, (door.tag,))
            for door in self.doors.values()
        )
        known = Counter(self.shelf.vocabulary)
        known.update(self._doors.vocabulary)
        known.update(_vocabulary(self.everyday.all))
        known.update(_vocabulary(self.dangers.phrases.all))
        self.spelling = Spelling({**dict.fromkeys(self.ordinary, 1), **known})

    def read(self, text: str, *, exactly: bool = False) -> Reading:
        """What somebody typed, as it is understood; words of danger lead somewhere too."""
        found = read(text, self.spelling, self.everyday, exactly=exactly)
        dangers = [
            match for match in self.dangers.phrases.match([word.read for word in found.words]) if match.phrase.to
        ]
        return replace(found, matches=(*found.matches, *dangers)) if dangers else found

    def means(self, danger: Danger) -> Reading:
        """What a danger leads to, whatever was typed."""
        return self.read(next(phrase.says for phrase in self.dangers.phrases.all if phrase.name == danger.name))

    def find(self, reading: Reading, ask: Ask, *, start: int = 0, most: int = 20) -> Answer:
        """A page of what is found, from `start` on. Doors stand on the first page, besides `most` others."""
        found = self.shelf.find(reading, ask, start=start, most=most)
        doors = self._doors.find(reading, Ask(), most=MOST_DOORS) if reading and not start else Found(0, [])
        best = max((hit.score for hit in (*found.hits[:1], *doors.hits[:1])), default=0.0)
        kept = [hit for hit in doors.hits if hit.score >= best * _DOOR_WORTH]
        # What a phrase means first, if a door does it, stands before everything: the right life event first.
        meant = {match.phrase.to[0] for match in reading.matches if match.phrase.to}
        hits = sorted((*kept, *found.hits), key=lambda hit: (hit.key not in meant, -hit.score)) if kept else found.hits
        return Answer(reading, found.total + len(kept), hits)


def _vocabulary(phrases: Iterable[Phrase]) -> Mapping[str, int]:
    return counted(phrase.says for phrase in phrases)
