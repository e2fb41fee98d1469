"""From a word that people look for to the kinds of service that it is about, by the catalogue and everyday words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.directory.domain.everyday import shipped_everyday
from coopcouncil.kernel.search import content, stem, tokens

# A word that only stands among others, and in the names and phrases of more kinds than these, says too little: "help".
MOST_KINDS = 4
_TYPE = "type:"
_Kinds = Mapping[str, frozenset[str]]


@cache
def _kinds_of() -> tuple[_Kinds, _Kinds]:
    """The kinds that a stem means where it is a phrase by itself; and those whose names and longer phrases hold it."""
    alone: dict[str, set[str]] = defaultdict(set)
    among: dict[str, set[str]] = defaultdict(set)
    for kind in shipped_catalogue().values():
        words = content(tokens(kind.name))
        for word in words:
            (alone if len(words) == 1 else among)[stem(word)].add(kind.code)
    for phrase in shipped_everyday():
        codes = [tag.removeprefix(_TYPE) for tag in phrase.to if tag.startswith(_TYPE)]
        words = content(tokens(phrase.says))
        for word in words if codes else ():
            (alone if len(words) == 1 else among)[stem(word)].update(codes)
    return _frozen(alone), _frozen(among)


def _frozen(found: Mapping[str, set[str]]) -> _Kinds:
    return {word: frozenset(codes) for word, codes in found.items()}


def kinds_near(word: str) -> frozenset[str]:
    """The kinds of service that a word is about, whether anybody provides them or not; none for one that says little.

    A choice that was counted (`language:so`) is about none.
    """
    alone, among = _kinds_of()
    said, kinds = stem(word), frozenset[str]()
    if len(held := among.get(said, frozenset())) <= MOST_KINDS:
        kinds = held
    return kinds | alone.get(said, frozenset())


def near(words: Iterable[str], kinds: Iterable[str]) -> list[str]:
    """Those of these words that are about one of these kinds."""
    wanted = frozenset(kinds)
    return [word for word in words if kinds_near(word) & wanted]
