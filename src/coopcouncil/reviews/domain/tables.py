"""The tables that an appraisal leans on: dated figures of `catalogue/`, each with its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Discounting:
    """The rate for each year from 1: `rates[0]` is that of year 1. No year beyond the last has one."""

    rates: tuple[Fraction, ...]
    spans: tuple[tuple[int, int, Fraction], ...]
    source: str
    as_of: date


@dataclass(frozen=True)
class OptimismBias:
    """The share by which figures of each grade, 1 to 6, are corrected where a case does not say its own."""

    grades: tuple[Fraction, ...]
    source: str
    as_of: date


@dataclass(frozen=True)
class Deflators:
    """The price level of each calendar year, as an index."""

    index: Mapping[int, Fraction]
    source: str
    as_of: date

    @property
    def newest(self) -> int:
        return max(self.index)


@cache
def discounting() -> Discounting:
    """The Green Book's standard schedule."""
    read = _read("discount.toml")
    rates: list[Fraction] = []
    spans = []
    for entry in read["rate"]:
        rate, first = Fraction(entry["rate"]), len(rates) + 1
        rates += [rate] * (entry["through"] - len(rates))
        spans.append((first, len(rates), rate))
    return Discounting(tuple(rates), tuple(spans), read["source"], read["as_of"])


@cache
def optimism_bias() -> OptimismBias:
    """The corrections by confidence grade."""
    read = _read("optimism_bias.toml")
    return OptimismBias(tuple(map(Fraction, read["grades"])), read["source"], read["as_of"])


@cache
def deflators() -> Deflators:
    """The GDP deflator."""
    read = _read("deflators.toml")
    return Deflators(
        {int(year): Fraction(value) for year, value in read["index"].items()}, read["source"], read["as_of"]
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("coopcouncil.reviews") / "catalogue" / name).read_text("utf-8"))
