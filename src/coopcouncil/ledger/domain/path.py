"""The path of a pound: where it came from, whose budget it was in, what it was spent on, and where it went on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Source:
    """Money that came into a fund, by account."""

    name: str
    pence: int


@dataclass(frozen=True)
class Step:
    """One station: `what` is one of "source", "fund", "budget", "spent", "debt", "return"."""

    what: str
    name: str
    detail: str = ""
    pence: int = 0
    url: str = ""
    on: date | None = None


def shares(sources: Sequence[Source], pence: int) -> list[tuple[Source, int]]:
    """How `pence` out of a fund is made up of what came into it, in proportion: to the penny, largest remainders first.

    A pound in a pot has no name of its own; each is taken to hold of every source as much as the pot does.
    """
    whole = sum(source.pence for source in sources if source.pence > 0)
    if whole <= 0:
        return []
    held = [source for source in sources if source.pence > 0]
    exact = [Fraction(source.pence * pence, whole) for source in held]
    floors = [part.numerator // part.denominator for part in exact]
    order = sorted(range(len(held)), key=lambda at: (floors[at] - exact[at], held[at].name))
    for at in order[: pence - sum(floors)]:
        floors[at] += 1
    return [(source, floors[at]) for at, source in enumerate(held) if floors[at]]
