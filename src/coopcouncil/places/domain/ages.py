"""Spans of ages, and the words that files use for them."""

import re
from dataclasses import dataclass
from itertools import pairwise

from coopcouncil.kernel.errors import BadInput

OLDEST = 130

_TOTALS = {"all", "all ages", "allages", "total", "any", "all persons"}
_SPAN = re.compile(r"(?:aged?\s*)?([0-9]{1,3})\s*(?:-|–|—|to)\s*([0-9]{1,3})(?:\s*(?:years?|yrs?))?(?:\s*old)?")
_OPEN = re.compile(
    r"(?:aged?\s*)?([0-9]{1,3})(?:\s*(?:years?|yrs?))?(?:\s*old)?\s*(?:\+|and\s+over|and\s+older|or\s+over|or\s+older|plus)"
)
_UNDER = re.compile(r"(?:aged?\s*)?(?:under|less\s+than)\s*([0-9]{1,3})(?:\s*(?:years?|yrs?))?(?:\s*old)?")
_SINGLE = re.compile(r"(?:aged?\s*)?([0-9]{1,3})(?:\s*(?:years?|yrs?))?(?:\s*old)?")


@dataclass(frozen=True)
class Ages:
    """Ages from `first` to `last`, both included, in whole years; `last` None means "and over"."""

    first: int
    last: int | None = None

    @property
    def is_everybody(self) -> bool:
        return self.first == 0 and self.last is None

    def overlaps(self, other: "Ages") -> bool:
        """Whether somebody could be of an age in both."""
        mine, theirs = (OLDEST + 1 if end is None else end for end in (self.last, other.last))
        return self.first <= theirs and other.first <= mine

    def __str__(self) -> str:
        if self.is_everybody:
            return "All ages"
        if self.last is None:
            return f"{self.first} and over"
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"


EVERYBODY = Ages(0, None)


def read_ages(label: str) -> Ages:
    """The ages that a label means: "0-4", "5 to 9", "90+", "85 and over", "Under 1", "37", "Aged 16 to 24", "All".

    Raises BadInput for words that are none of these, ages the wrong way round, or above 130.
    """
    text = " ".join(label.casefold().split())
    if text in _TOTALS:
        return EVERYBODY
    if found := _SPAN.fullmatch(text):
        ages = Ages(int(found[1]), int(found[2]))
    elif found := _OPEN.fullmatch(text):
        ages = Ages(int(found[1]), None)
    elif found := _UNDER.fullmatch(text):
        ages = Ages(0, int(found[1]) - 1)
    elif found := _SINGLE.fullmatch(text):
        ages = Ages(int(found[1]), int(found[1]))
    else:
        raise BadInput(f"“{label}” is not an age.", mend="Write ages like 0-4, 37, 90+ or All.")
    if ages.first > OLDEST or (ages.last is not None and not ages.first <= ages.last <= OLDEST):
        raise BadInput(f"“{label}” is not an age that people reach.", mend="Write ages like 0-4, 37, 90+ or All.")
    return ages


def clash(spans: set[Ages]) -> tuple[Ages, Ages] | None:
    """Two of `spans` that overlap, so that people would be counted twice; None where none do."""
    return next(
        (pair for pair in pairwise(sorted(spans, key=lambda ages: ages.first)) if pair[0].overlaps(pair[1])), None
    )
