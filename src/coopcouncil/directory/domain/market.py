"""How a market of providers is made up: shares, concentration, and how it came to be so. Counts are of services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

# Source of both: Merger Assessment Guidelines, Competition Commission (CC2) and Office of Fair Trading (OFT1254), 2010,
# 5.3.5. Those of the Competition and Markets Authority that replaced them in 2021 (CMA129) set no such limits, so that
# the page says what they are: a reason to look.
CONCENTRATED, HIGHLY = 1000, 2000
Degree = Literal["open", "concentrated", "highly"]


@dataclass(frozen=True, slots=True)
class Held:
    """So many services of a type that an organisation answers for."""

    service_type: str
    organisation: str
    services: int


@dataclass(frozen=True, slots=True)
class Market:
    """One type of service: `index` is its Herfindahl–Hirschman index, `largest` answers for `share` of its services."""

    service_type: str
    services: int
    providers: int
    largest: str
    share: Fraction
    index: Fraction


@dataclass(frozen=True, slots=True)
class Run:
    """How a service was run, from a day until the day before another; without a first day, nobody knows since when."""

    model: str
    starts_on: date | None
    ends_on: date | None

    def on(self, day: date) -> bool:
        begun = self.starts_on is not None and self.starts_on <= day
        return begun and (self.ends_on is None or self.ends_on > day)


def share(part: int, whole: int) -> Fraction:
    """A part of a whole, from 0 to 1; 0 of nothing."""
    return Fraction(part, whole) if whole else Fraction(0)


def index(counts: Iterable[int]) -> Fraction:
    """The Herfindahl–Hirschman index: the sum of the squares of all shares in per cent, from near 0 (many small ones)
    to 10,000 (one alone); 0 where there is nobody. Exact. Source: A. O. Hirschman, “The paternity of an index”, 1964.
    """
    held = [count for count in counts if count]
    whole = sum(held)
    return sum(((100 * share(count, whole)) ** 2 for count in held), Fraction(0))


def degree(value: Fraction) -> Degree:
    """What the index means: above 1,000 concentrated, above 2,000 highly so."""
    return "highly" if value > HIGHLY else "concentrated" if value > CONCENTRATED else "open"


def markets(held: Iterable[Held]) -> list[Market]:
    """Each type of service as a market of its own, by its code."""
    by_type: dict[str, list[Held]] = {}
    for item in held:
        by_type.setdefault(item.service_type, []).append(item)
    return [_market(code, items) for code, items in sorted(by_type.items())]


def _market(code: str, items: Sequence[Held]) -> Market:
    whole = sum(item.services for item in items)
    first = min(items, key=lambda item: (-item.services, item.organisation))
    return Market(
        code, whole, len(items), first.organisation, share(first.services, whole),
        index(item.services for item in items),
    )  # fmt: skip


def year_ends(first: date, today: date) -> list[date]:
    """The last day of each year from that of `first` until the year before `today`’s."""
    return [date(year, 12, 31) for year in range(first.year, today.year)]


def over_time(runs: Sequence[Run], days: Iterable[date]) -> dict[date, Mapping[str, int]]:
    """How many services were run in each way on each of these days; those of which it is not known are left out."""
    found: dict[date, Mapping[str, int]] = {}
    for day in days:
        counts: dict[str, int] = {}
        for run in runs:
            if run.on(day):
                counts[run.model] = counts.get(run.model, 0) + 1
        found[day] = counts
    return found
