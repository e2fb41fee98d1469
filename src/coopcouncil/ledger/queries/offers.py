"""What a form of the finance officer's desk offers, and what it names."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from coopcouncil.kernel.errors import NotFound
from coopcouncil.ledger.domain.catalogue import CASH
from coopcouncil.ledger.models import Budget, BudgetChange, Commitment, Fund, Leg, Posting, Release, Total


def funds_with_cash(book_id: UUID) -> list[tuple[Fund, int]]:
    """The funds of a book, each with what it has in the bank."""
    cash = Total.objects.filter(fund_id=OuterRef("pk"), account_id=CASH).values("pence")
    rows = Fund.objects.filter(book_id=book_id).annotate(
        cash=Coalesce(Subquery(cash, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
    )
    return [(fund, fund.cash) for fund in rows.order_by("code")]


@dataclass(frozen=True)
class OtherFund:
    """A fund of another book, by names that everybody may read, and no more of it."""

    book_id: UUID
    fund_id: UUID
    organisation: str
    fund: str

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.book_id}.{self.fund_id}"


def funds_of_others(book_id: UUID) -> list[OtherFund]:
    """The funds of all other books, by organisation."""
    rows = Fund.objects.exclude(book_id=book_id).order_by("book__organisation__name", "name", "id")
    return [OtherFund(*row) for row in rows.values_list("book_id", "id", "book__organisation__name", "name")]


def budget_called(book_id: UUID, year: int, words: str) -> Budget | None:
    """The budget of a year with this code, or else the only one with this name."""
    rows = Budget.objects.filter(book_id=book_id, year=year)
    if found := rows.filter(code=words).first():
        return found
    named = list(rows.filter(name__iexact=words)[:2])
    return named[0] if len(named) == 1 else None


def posting_numbered(book_id: UUID, number: int) -> Posting | None:
    return Posting.objects.filter(book_id=book_id, number=number).first()


def is_charged(posting_id: UUID, budget_id: UUID) -> bool:
    """Whether a posting spends of a budget."""
    return Leg.objects.filter(posting_id=posting_id, budget_id=budget_id, pence__gt=0).exists()


def last_typed(book_id: UUID, posting_id: UUID) -> dict[str, Any]:
    """Of a posting of this book, what the next one probably has too: day, fund, account and budget; else nothing."""
    leg = (
        Leg.objects.select_related("posting", "budget")
        .filter(posting_id=posting_id, posting__book_id=book_id)
        .exclude(account_id=CASH)
        .order_by("line")
        .first()
    )
    if leg is None:
        return {}
    return {
        "number": leg.posting.number, "effective_on": leg.posting.effective_on, "fund": str(leg.fund_id),
        "account": leg.account_id, "budget": leg.budget.code if leg.budget else "",
    }  # fmt: skip


def promises(budget_id: UUID) -> QuerySet:
    """The promises of a budget, for a table: `released` and `open_pence`."""
    return _with_open(Commitment.objects.filter(budget_id=budget_id))


def promise(commitment_id: UUID) -> Any:
    """One promise as in `promises`. Raises NotFound."""
    if found := _with_open(Commitment.objects.filter(id=commitment_id)).first():
        return found
    raise NotFound("There is no such promise.")


def _with_open(rows: QuerySet) -> QuerySet:
    released = (
        Release.objects.filter(commitment_id=OuterRef("pk")).order_by().values("commitment_id")
        .annotate(total=Sum("pence")).values("total")
    )  # fmt: skip
    whole = BigIntegerField()
    return (
        rows.select_related("budget__book__organisation", "maker")
        .annotate(released=Coalesce(Subquery(released, output_field=whole), Value(0), output_field=whole))
        .annotate(open_pence=F("pence") - F("released"))
    )


def releases(commitment_id: UUID) -> QuerySet:
    """What was released of a promise, for a table."""
    return Release.objects.filter(commitment_id=commitment_id).select_related("posting", "maker")


def changes(budget_id: UUID) -> QuerySet:
    """How a budget came to be what it is, for a table."""
    return BudgetChange.objects.filter(budget_id=budget_id)


def budget_pence(budget_id: UUID) -> int:
    """What a budget has now."""
    return int(BudgetChange.objects.filter(budget_id=budget_id).aggregate(total=Sum("pence"))["total"] or 0)
