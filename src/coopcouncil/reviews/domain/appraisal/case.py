"""A case: what a review would cost, what it would bring, to whom and when. Amounts are pounds, as exact fractions."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeVar

from coopcouncil.reviews.domain.tables import optimism_bias

LAST_HORIZON = 125
GRADES = range(1, 7)
KINDS = ("fiscal", "economic", "social")
BASES = ("net", "gross")
# The factors of a benefit that take something away from it (`attribution` and `cashability` are what is left of it).
LOSSES = ("deadweight", "displacement", "leakage", "substitution", "drop_off")
SHARES = ("deadweight", "attribution", "displacement", "leakage", "substitution", "drop_off", "cashability")

Kind = Literal["fiscal", "economic", "social"]
Basis = Literal["net", "gross"]
NOTHING, ALL = Fraction(0), Fraction(1)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Sharing:
    """How savings are shared: the part for central government, and the window of years in which they count."""

    central: Fraction
    basis: Basis
    window_start: int
    window_years: int


@dataclass(frozen=True)
class Cost:
    """A cost in each year from `first` to `last`, counted from the base year, borne by an organisation's budget."""

    organisation: str
    budget: str
    first: int
    last: int
    amount: Fraction
    grade: int


@dataclass(frozen=True)
class Benefit:
    """A benefit in each year from `first` to `last`.

    `transfer`: it only moves money between members of society, so it has no public value (Green Book, chapter 6).
    `cashability`: the share of a fiscal benefit that can really leave the named budget.
    """

    kind: Kind
    organisation: str
    budget: str
    first: int
    last: int
    amount: Fraction
    grade: int
    transfer: bool = False
    ramp: tuple[Fraction, ...] = ()
    deadweight: Fraction = NOTHING
    attribution: Fraction = ALL
    displacement: Fraction = NOTHING
    leakage: Fraction = NOTHING
    substitution: Fraction = NOTHING
    drop_off: Fraction = NOTHING
    cashability: Fraction = ALL

    @property
    def is_fiscal(self) -> bool:
        return self.kind == "fiscal"

    @property
    def is_public_value(self) -> bool:
        return not self.transfer


@dataclass(frozen=True)
class Case:
    """A review's case. Years count from `base_year` (0) to `horizon`; prices are those of `price_year` throughout."""

    title: str
    base_year: int
    price_year: int
    horizon: int
    sharing: Sharing
    costs: tuple[Cost, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    grades: tuple[Fraction, ...] = field(default_factory=lambda: optimism_bias().grades)

    @property
    def years(self) -> range:
        return range(self.horizon + 1)

    @property
    def rows(self) -> tuple[Cost | Benefit, ...]:
        """All costs, then all benefits."""
        return (*self.costs, *self.benefits)

    def bias(self, grade: int) -> Fraction:
        """The optimism bias of a grade, 1 to 6."""
        return self.grades[grade - 1]

    def in_window(self, year: int) -> bool:
        """Whether savings of that year are shared."""
        start = self.sharing.window_start
        return start <= year < start + self.sharing.window_years and 0 <= year <= self.horizon


# --- its numbers, each by a name --------------------------------------------------------------------------------------

Size = Literal["amount", "share", "whole"]


@dataclass(frozen=True)
class Input:
    """One number of a case, by a path such as `benefit.2.deadweight`: rows count from 1 in the order of the file.

    It may be anything from `least` to `most` (None: no bound); a `whole` one is a whole number.
    """

    path: str
    value: Fraction
    size: Size
    least: Fraction = NOTHING
    most: Fraction | None = None


def inputs(case: Case) -> dict[str, Input]:
    """Every number of a case that its results hang on, by its path, in the order of the file."""
    return {found.path: found for found in _inputs(case)}


def _inputs(case: Case) -> Iterator[Input]:
    yield Input("case.horizon", Fraction(case.horizon), "whole", most=Fraction(LAST_HORIZON))
    yield Input("sharing.central", case.sharing.central, "share", most=ALL)
    for key in ("window_start", "window_years"):
        yield Input(f"sharing.{key}", Fraction(getattr(case.sharing, key)), "whole")
    for number, bias in enumerate(case.grades, 1):
        yield Input(f"optimism_bias.grades.{number}", bias, "share", most=ALL)
    for number, cost in enumerate(case.costs, 1):
        yield from _row(f"cost.{number}", cost)
    for number, benefit in enumerate(case.benefits, 1):
        yield from _row(f"benefit.{number}", benefit)
        for at, share in enumerate(benefit.ramp, 1):
            yield Input(f"benefit.{number}.ramp.{at}", share, "share", most=ALL)
        for key in SHARES:
            yield Input(f"benefit.{number}.{key}", getattr(benefit, key), "share", most=ALL)


def _row(path: str, row: Cost | Benefit) -> Iterator[Input]:
    yield Input(f"{path}.from", Fraction(row.first), "whole", most=Fraction(row.last))
    yield Input(f"{path}.to", Fraction(row.last), "whole", least=Fraction(row.first))
    yield Input(f"{path}.amount", row.amount, "amount")
    yield Input(f"{path}.grade", Fraction(row.grade), "whole", least=ALL, most=Fraction(6))


def with_input(case: Case, path: str, value: Fraction) -> Case:
    """The case with another value of one of its numbers. Raises KeyError for a path that it does not have."""
    if path not in inputs(case):
        raise KeyError(path)
    table, *rest = path.split(".")
    if table == "case":
        return replace(case, horizon=int(value))
    if table == "sharing":
        [key] = rest
        given = value if key == "central" else int(value)
        return replace(case, sharing=replace(case.sharing, **{key: given}))  # type: ignore[arg-type]
    if table == "optimism_bias":
        return replace(case, grades=_put(case.grades, int(rest[1]), value))
    number, key = int(rest[0]), rest[1]
    if table == "cost":
        return replace(case, costs=_put(case.costs, number, _changed(case.costs[number - 1], key, value)))
    benefit = case.benefits[number - 1]
    made = (
        replace(benefit, ramp=_put(benefit.ramp, int(rest[2]), value))
        if key == "ramp"
        else _changed(benefit, key, value)
    )
    return replace(case, benefits=_put(case.benefits, number, made))


Row = TypeVar("Row", Cost, Benefit)


def _changed(row: Row, key: str, value: Fraction) -> Row:
    field_name = {"from": "first", "to": "last"}.get(key, key)
    whole = field_name in {"first", "last", "grade"}
    return replace(row, **{field_name: int(value) if whole else value})  # type: ignore[arg-type]


def _put(items: tuple[Item, ...], number: int, item: Item) -> tuple[Item, ...]:
    return (*items[: number - 1], item, *items[number:])
