"""An entry before it is posted: legs in whole pence that add up to nothing in each fund."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said

TRANSFER = "transfer"
MOST_LEGS = 1000
MOST_PENCE = 10**15  # ten million million pounds: far from the end of a bigint, even in sums


@dataclass(frozen=True)
class Line:
    """One leg: a debit above nothing, a credit below. `counterparty` is the other book of a debt between two."""

    fund_id: UUID
    account: str
    pence: int
    budget_id: UUID | None = None
    counterparty_id: UUID | None = None


@dataclass(frozen=True)
class Entry:
    """What is to be posted in one book. `key` makes it happen once; `kind` is a value of `Posting.Kind`."""

    kind: str
    effective_on: date
    purpose: str
    key: str
    lines: tuple[Line, ...]
    evidence: str = ""
    ward_id: UUID | None = None

    @property
    def pence(self) -> int:
        """The sum of its debits."""
        return sum(line.pence for line in self.lines if line.pence > 0)


def check(entry: Entry) -> None:
    """Raise BadInput unless the entry has two sides or more and adds up to nothing in each fund."""
    if not 2 <= len(entry.lines) <= MOST_LEGS:
        raise BadInput(Said("An entry has two sides at least."), place="lines")
    if any(type(line.pence) is not int or not line.pence or abs(line.pence) > MOST_PENCE for line in entry.lines):
        raise BadInput(Said("Each side is a whole number of pence, and not nothing."), place="amount")
    for name, longest in (("purpose", 200), ("key", 120)):
        if not 0 < len(getattr(entry, name).strip()) <= longest:
            raise BadInput(Said("Say what it is for."), place=name, mend=Said("In a few words."))
    if len(entry.evidence) > 200:
        raise BadInput(Said("That is too long."), place="evidence", mend=Said("Name where the document is kept."))
    sums: dict[UUID, int] = defaultdict(int)
    for line in entry.lines:
        sums[line.fund_id] += line.pence
    if off := [str(fund) for fund, pence in sums.items() if pence]:
        raise BadInput(f"The entry does not add up to nothing in fund {off[0]}.", place="lines")


def payment(
    *, fund_id: UUID, budget_id: UUID, account: str, cash: str, pence: int, effective_on: date, purpose: str, key: str,
    evidence: str = "", ward_id: UUID | None = None,
) -> Entry:  # fmt: skip
    """Money that leaves a fund's cash for a budget's purpose."""
    lines = (Line(fund_id, account, pence, budget_id), Line(fund_id, cash, -pence))
    return Entry("payment", effective_on, purpose, key, lines, evidence, ward_id)


def receipt(
    *, fund_id: UUID, account: str, cash: str, pence: int, effective_on: date, purpose: str, key: str,
    evidence: str = "", kind: str = "income",
) -> Entry:  # fmt: skip
    """Money that comes into a fund's cash."""
    return Entry(
        kind, effective_on, purpose, key, (Line(fund_id, cash, pence), Line(fund_id, account, -pence)), evidence
    )


def transfer(
    *, from_fund: UUID, to_fund: UUID, account: str, cash: str, pence: int, effective_on: date, purpose: str, key: str,
    evidence: str = "",
) -> Entry:  # fmt: skip
    """Money that one fund gives to another of the same book; each of them adds up by itself."""
    lines = (
        Line(from_fund, account, pence), Line(from_fund, cash, -pence),
        Line(to_fund, cash, pence), Line(to_fund, account, -pence),
    )  # fmt: skip
    return Entry(TRANSFER, effective_on, purpose, key, lines, evidence)


def accrual(
    *, fund_id: UUID, budget_id: UUID, account: str, accrued: str, pence: int, effective_on: date, purpose: str,
    key: str, evidence: str = "", ward_id: UUID | None = None,
) -> Entry:  # fmt: skip
    """What was had and is not paid yet: it counts as spent, and no cash moves."""
    lines = (Line(fund_id, account, pence, budget_id), Line(fund_id, accrued, -pence))
    return Entry("accrual", effective_on, purpose, key, lines, evidence, ward_id)


def moved(kind: str, pence: int) -> int:
    """What a person calls the amount of a posting whose debits add up to `pence`: a transfer has them in both funds."""
    return pence // 2 if kind == TRANSFER else pence


def reversed_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Each side turned round, to the penny."""
    return tuple(replace(line, pence=-line.pence) for line in lines)


def as_data(entry: Entry) -> dict[str, Any]:
    """Plain values, for JSON."""
    data = asdict(entry) | {"effective_on": entry.effective_on.isoformat(), "ward_id": _text(entry.ward_id)}
    data["lines"] = [
        {name: value if name in ("account", "pence") else _text(value) for name, value in asdict(line).items()}
        for line in entry.lines
    ]
    return data


def from_data(data: Mapping[str, Any]) -> Entry:
    """`as_data` read back."""
    lines = tuple(
        Line(
            UUID(item["fund_id"]), item["account"], item["pence"], _id(item["budget_id"]), _id(item["counterparty_id"])
        )
        for item in data["lines"]
    )
    return Entry(
        data["kind"], date.fromisoformat(data["effective_on"]), data["purpose"], data["key"], lines, data["evidence"],
        _id(data["ward_id"]),
    )  # fmt: skip


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
