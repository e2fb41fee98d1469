"""What comes of it: the one value that the map, the table, the words and the file are made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from coopcouncil.kernel.errors import BadInput
from coopcouncil.settlement.domain.access import FAR_M, REACH_M, Place, SmallArea
from coopcouncil.settlement.domain.what_if.bodies import Taker
from coopcouncil.settlement.domain.what_if.promised import Effect

FALL = 0.1


@dataclass(frozen=True)
class Settings:
    """`far`: metres from which a place counts as far. `reach`: metres beyond which nobody comes to a place.

    `fall`: who has this part less than before loses (0.1: a tenth). `steep`: distance keeps people away more.
    """

    far: float = FAR_M
    reach: float = REACH_M
    fall: float = FALL
    steep: bool = False

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("far", self.far, 100, 20_000),
            ("reach", self.reach, 100, 50_000),
            ("fall", self.fall, 0.01, 1),
        ):
            if not low <= value <= high:
                raise BadInput(f"{value:g} is out of range.", place=name, mend=f"Give {low:g} to {high:g}.")


@dataclass(frozen=True)
class AreaChange:
    """One small area before and after. Metres are None where no place is left; access is supply per 1,000 people."""

    area: SmallArea
    metres_before: float | None
    metres_after: float | None
    access_before: float
    access_after: float
    loses: bool
    farther: bool
    becomes_far: bool
    nearest_before: str
    nearest_after: str


@dataclass(frozen=True)
class Row:
    """A part of the people: how many there are, lose, go farther, become far; and what they have on average.

    Numbers of people are rounded to whole ones where they are shown. Metres are None without a place (or people).
    """

    key: str
    name: str
    people: float
    losing: float
    farther: float
    becoming_far: float
    metres_before: float | None
    metres_after: float | None
    access_before: float
    access_after: float

    @property
    def share_losing(self) -> float:
        """From 0 to 1."""
        return self.losing / self.people if self.people else 0.0

    @property
    def fall(self) -> float:
        """By which part access falls, from 0 to 1; below 0 where it rises."""
        return 1 - self.access_after / self.access_before if self.access_before else 0.0


@dataclass(frozen=True)
class Saving:
    """Pence a year. `unknown`: names of withdrawn places whose cost nobody has said, `unpriced`: of added ones."""

    saved: int
    spent: int
    unknown: tuple[str, ...]
    unpriced: tuple[str, ...]

    @property
    def net(self) -> int | None:
        """What is left of it; None where a cost is not known."""
        return None if self.unknown or self.unpriced else self.saved - self.spent


@dataclass(frozen=True)
class WhatIf:
    """The whole answer. Every number that is shown anywhere is one of these."""

    settings: Settings
    withdrawn: Sequence[Place]
    added: Sequence[Place]
    kept: Sequence[Place]
    whole: Row
    wards: Sequence[Row]
    ages: Sequence[Row]
    tenths: Sequence[Row]
    areas: Sequence[AreaChange]
    saving: Saving
    effects: Sequence[Effect]
    takers: Sequence[Taker]

    @property
    def broken(self) -> list[Effect]:
        return [effect for effect in self.effects if effect.breaks]

    @property
    def minimums(self) -> list[Effect]:
        """What the law asks of this service at the least, whether it is broken or somebody has to judge."""
        return [effect for effect in self.effects if effect.promise.is_minimum]
