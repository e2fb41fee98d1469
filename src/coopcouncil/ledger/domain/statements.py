"""The statements of a ledger, as pure functions over sums."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coopcouncil.ledger.domain.catalogue import BROUGHT_FORWARD, MOVED, AccountType


@dataclass(frozen=True)
class Sum:
    """Debits and credits of an account in a financial year (of one book, or of many)."""

    account: str
    year: int
    debit: int
    credit: int


@dataclass(frozen=True)
class TrialLine:
    """One line of a trial balance, in pence; one of `debit` and `credit` is nothing."""

    code: str
    name: str
    heading: str
    kind: str
    debit: int
    credit: int

    @property
    def pence(self) -> int:
        return self.debit - self.credit


@dataclass(frozen=True)
class TrialBalance:
    lines: tuple[TrialLine, ...]

    @property
    def debit(self) -> int:
        return sum(line.debit for line in self.lines)

    @property
    def credit(self) -> int:
        return sum(line.credit for line in self.lines)

    @property
    def balances(self) -> bool:
        return self.debit == self.credit

    def of_kind(self, *kinds: str) -> int:
        """The balance of all accounts of these kinds: debits less credits."""
        return sum(line.pence for line in self.lines if line.kind in kinds)


def trial_balance(sums: Iterable[Sum], chart: dict[str, AccountType], *, year: int) -> TrialBalance:
    """The trial balance at the end of `year`, or so far in it.

    What is owned, owed and kept in reserve stands as it is after all years; income and spending are those of the year.
    Those of earlier years stand in the reserves brought forward, as after any closing of books.
    """
    pence: dict[str, int] = defaultdict(int)
    for item in sums:
        if item.year > year:
            continue
        of_a_year = chart[item.account].kind in ("income", "expenditure")
        pence[BROUGHT_FORWARD if of_a_year and item.year < year else item.account] += item.debit - item.credit
    lines = [
        TrialLine(code, chart[code].name, chart[code].heading, chart[code].kind, max(balance, 0), max(-balance, 0))
        for code, balance in sorted(pence.items())
        if balance
    ]
    return TrialBalance(tuple(lines))


@dataclass(frozen=True)
class FundStatement:
    """What came into a fund in a year and what left it, in pence: `opening + came - left = closing`."""

    opening: int
    came: int
    left: int

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.left


def fund_statement(sums: Iterable[Sum], chart: dict[str, AccountType], *, year: int) -> FundStatement:
    """From the sums of one fund: its income, its spending and its reserves, all that it is worth.

    What was moved in from another fund of the book came in, and what was moved there went out.
    """
    opening = came = left = 0
    for item in sums:
        kind, worth = chart[item.account].kind, item.credit - item.debit
        if kind not in ("income", "expenditure", "reserve") or item.year > year:
            continue
        if item.year < year or (kind == "reserve" and item.account != MOVED):
            opening += worth
        elif kind == "income":
            came += worth
        elif item.account == MOVED:
            came, left = came + item.credit, left + item.debit
        else:
            left -= worth
    return FundStatement(opening, came, left)


@dataclass(frozen=True)
class Position:
    """How an organisation stands: in pence."""

    cash: int
    owed_to_it: int
    owes: int
    worth: int
    income: int
    spending: int


def position(balance: TrialBalance) -> Position:
    """From its trial balance. `worth` is what it owns less what it owes."""
    cash = sum(line.pence for line in balance.lines if line.code == "1000")
    owned, owes = balance.of_kind("asset"), -balance.of_kind("liability")
    return Position(cash, owned - cash, owes, owned - owes, -balance.of_kind("income"), balance.of_kind("expenditure"))


def alarm(budget: int, spent: int, committed: int) -> str:
    """How a budget stands: "over" (spent more than it has), "near" (with what is promised more than it has) or ""."""
    if spent > budget:
        return "over"
    return "near" if spent + committed > budget else ""


@dataclass(frozen=True)
class Slice:
    """A share of the spending: pence under a code with a name."""

    code: str
    name: str
    pence: int


def largest_first(slices: Sequence[Slice]) -> list[Slice]:
    return sorted(slices, key=lambda item: (-item.pence, item.name))
