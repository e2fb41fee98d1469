"""Finding the body that a person named among those that provide a service: exact, but for how names are written."""

from collections.abc import Iterable
from typing import TypeVar

from coopcouncil.kernel.persons import plain_words

Body = TypeVar("Body")

# Words at the end of a name that people leave out or swap, and that tell no two neighbours apart.
_ENDINGS = frozenset({"surgery", "practice", "gp", "association", "foundation", "trust", "nhs", "ltd", "limited"})


def full_key(name: str) -> str:
    """A name as it is compared: small letters and digits; no accents, punctuation, double spaces or first "the"."""
    words = plain_words(name.replace("&", " and "))
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def short_key(name: str) -> str:
    """The same without its usual endings; "" where nothing else is left."""
    words = full_key(name).split()
    while words and words[-1] in _ENDINGS:
        words.pop()
    return " ".join(words)


def named(said: str, bodies: Iterable[tuple[str, Body]]) -> Body | None:
    """The one body of that name, or None where there is none, or more than one, so that nobody is told by a guess.

    `bodies` are names with whatever they stand for. A name given in full wins over one that differs in its ending.
    """
    listed = list(bodies)
    for key in (full_key, short_key):
        wanted = key(said)
        found = [body for name, body in listed if wanted and key(name) == wanted]
        if found:
            return found[0] if len(found) == 1 else None
    return None
