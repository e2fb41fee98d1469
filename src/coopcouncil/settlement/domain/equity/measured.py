"""What can be compared: shares, rates, means, and figures for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal

from coopcouncil.kernel.errors import BadInput

FEWEST_FOR_MEANS = 20
Worse = Literal["low", "high"]


@dataclass(frozen=True)
class Share:
    """`of` people, of whom `yes` had it."""

    yes: int
    of: int

    @property
    def value(self) -> float:
        return self.yes / self.of if self.of else 0.0

    @property
    def people(self) -> float:
        return self.of

    @property
    def makes_sense(self) -> bool:
        return 0 <= self.yes <= self.of


@dataclass(frozen=True)
class Rate:
    """`events` that come one by one among `people`, in one year or whatever all members are counted over."""

    events: int
    people: float

    @property
    def value(self) -> float:
        return self.events / self.people if self.people else 0.0

    @property
    def makes_sense(self) -> bool:
        return self.events >= 0 and isfinite(self.people) and self.people >= 0


@dataclass(frozen=True)
class Mean:
    """The mean of `count` values and their standard deviation (the sum of squares divided by n − 1)."""

    value: float
    deviation: float
    count: int

    @property
    def people(self) -> float:
        return self.count

    @property
    def makes_sense(self) -> bool:
        return isfinite(self.value) and isfinite(self.deviation) and self.deviation >= 0 and self.count >= 0


@dataclass(frozen=True)
class Figure:
    """A figure that was worked out for all `people` of a member, so without chance."""

    value: float
    people: float

    @property
    def makes_sense(self) -> bool:
        return isfinite(self.value) and isfinite(self.people) and self.people >= 0


Measured = Share | Rate | Mean | Figure


@dataclass(frozen=True)
class Member:
    """A ward, a tenth or a group, and what was measured there."""

    key: str
    name: str
    measured: Measured


@dataclass(frozen=True)
class Measure:
    """What is compared. `name` is lower case ("take-up"); `unit` stands after a number ("metres").

    `worse`: whether a low or a high value is the worse. `threshold`, above 0: the smallest gap that is flagged, in the
    measure's own unit; of a share in parts of 1 (0.05 is five in a hundred); of a rate as a part of the others' rate.
    `counts`: what a share is a share of.
    """

    name: str
    worse: Worse
    threshold: float
    unit: str = ""
    counts: Literal["people", "times"] = "people"

    def __post_init__(self) -> None:
        if not (isfinite(self.threshold) and self.threshold > 0):
            raise BadInput("A gap is flagged from a size above 0.", place="threshold")

    @property
    def sign(self) -> int:
        """1 where more is worse, −1 where less is."""
        return 1 if self.worse == "high" else -1


def together(parts: Sequence[Measured]) -> Measured:
    """All of these, measured in one way, as one: what the others have. At least one, with people in it."""
    first = parts[0]
    if isinstance(first, Share):
        shares = [one for one in parts if isinstance(one, Share)]
        return Share(sum(one.yes for one in shares), sum(one.of for one in shares))
    if isinstance(first, Rate):
        rates = [one for one in parts if isinstance(one, Rate)]
        return Rate(sum(one.events for one in rates), sum(one.people for one in rates))
    people = sum(one.people for one in parts)
    value = sum(one.value * one.people for one in parts) / people
    if isinstance(first, Figure):
        return Figure(value, people)
    means = [one for one in parts if isinstance(one, Mean)]
    within = sum(max(0, one.count - 1) * one.deviation**2 for one in means)
    between = sum(one.count * (one.value - value) ** 2 for one in means)
    count = sum(one.count for one in means)
    return Mean(value, sqrt((within + between) / max(1, count - 1)), count)
