"""How often a promise is kept, by ward, in figures that tell nothing of one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coopcouncil.kernel.disclosure import K


@dataclass(frozen=True)
class Kept:
    """Of the times that a promise ended in a ward: how often it was kept. `ward`: its name, "" where none is known."""

    ward: str
    kept: int
    all: int
    code: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the table. `ward` is "" for all the others together; `percent` is rounded to whole ones."""

    ward: str
    all: int
    percent: int
    keeps_to_it: bool | None


def parted(counts: Sequence[Kept]) -> tuple[list[Kept], Kept]:
    """The wards that may be shown, each alone, the smallest first; and all the others together, which may be nobody.

    A ward with fewer than ten times is never shown alone, nor as the only one among the others: it is then joined by
    the smallest of the wards that could be shown. No total stands beside them, so that nothing can be taken from it.
    """
    enough = sorted((item for item in counts if item.all >= K and item.ward), key=lambda item: (item.all, item.ward))
    others = [item for item in counts if item.all and item not in enough]
    if len(others) == 1 and enough:
        others.append(enough.pop(0))
    return enough, _sum(others)


def lines(counts: Sequence[Kept], target: int | None) -> list[Line]:
    """The wards that may be shown, the worst first, then all others together where they are enough."""
    alone, rest = parted(counts)
    made = [_line(item, target) for item in alone]
    return sorted(made, key=lambda line: (line.percent, line.ward)) + ([_line(rest, target)] if rest.all >= K else [])


def together(counts: Sequence[Kept], target: int | None) -> Line | None:
    """One figure for all wards; None where there are too few times to say.

    Of exactly the times that `lines` shows: so nothing that `lines` leaves out can be worked out from both.
    """
    alone, rest = parted(counts)
    shown = _sum([*alone, *([rest] if rest.all >= K else [])])
    return _line(shown, target) if shown.all else None


def _sum(counts: Iterable[Kept]) -> Kept:
    held = list(counts)
    return Kept("", sum(item.kept for item in held), sum(item.all for item in held))


def _line(item: Kept, target: int | None) -> Line:
    percent = (200 * item.kept + item.all) // (2 * item.all)
    return Line(item.ward, item.all, percent, None if target is None else item.kept * 100 >= target * item.all)
