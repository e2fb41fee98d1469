"""Sums for statements. Not one of these adds up legs: the database keeps the sums as they are posted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, Count, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from coopcouncil.ledger.domain.path import Source
from coopcouncil.ledger.domain.statements import Slice
from coopcouncil.ledger.domain.statements import Sum as Sums
from coopcouncil.ledger.models import Balance, Budget, BudgetChange, Commitment, Leg, Posting, Release, Spending


def sums(book_id: UUID | None = None) -> list[Sums]:
    """Debits and credits by account and year: of one book, or all."""
    rows = Balance.objects.all()
    if book_id:
        rows = rows.filter(fund__book_id=book_id)
    found = rows.order_by().values_list("account_id", "period__year").annotate(d=Sum("debit"), c=Sum("credit"))
    return [Sums(account, year, int(debit), int(credit)) for account, year, debit, credit in found]


def sums_by_fund(book_id: UUID) -> dict[UUID, list[Sums]]:
    """`sums` of each fund of a book, in one query."""
    rows = Balance.objects.filter(fund__book_id=book_id).order_by().values_list("fund_id", "account_id", "period__year")
    found: dict[UUID, list[Sums]] = {}
    for fund, account, year, debit, credit in rows.annotate(d=Sum("debit"), c=Sum("credit")):
        found.setdefault(fund, []).append(Sums(account, year, int(debit), int(credit)))
    return found


@dataclass(frozen=True)
class Debt:
    """What stands between a fund of this book and a fund of another: above nothing it is owed here, below it is owed
    there."""

    organisation: str
    book_id: UUID  # the other one
    fund_id: UUID
    fund: str
    other_fund_id: UUID
    other_fund: str
    pence: int

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.fund_id}.{self.book_id}.{self.other_fund_id}"


# A debt stands in two postings that mirror each other, each with one leg that names the other book.
_DEBTS = """
    SELECT o.name, l.counterparty_id, l.fund_id, f.name, t.fund_id, g.name, sum(l.pence)::bigint
    FROM ledger_fund f
    JOIN ledger_leg l ON l.fund_id = f.id AND l.counterparty_id IS NOT NULL
    JOIN ledger_posting p ON p.id = l.posting_id
    JOIN ledger_posting q ON q.mirror_id = p.mirror_id AND q.id <> p.id
    JOIN ledger_leg t ON t.posting_id = q.id AND t.counterparty_id = f.book_id
    JOIN ledger_fund g ON g.id = t.fund_id
    JOIN ledger_book b ON b.id = l.counterparty_id
    JOIN people_organisation o ON o.id = b.organisation_id
    WHERE f.book_id = %s
    GROUP BY o.name, l.counterparty_id, l.fund_id, f.name, t.fund_id, g.name, l.account_id
    HAVING sum(l.pence) <> 0
    ORDER BY o.name, f.name, g.name, 7
"""


def debts(book_id: UUID) -> list[Debt]:
    """What stands between a book and each other one, fund by fund; nobody that is even."""
    with connection.cursor() as cursor:
        cursor.execute(_DEBTS, [book_id])
        return [Debt(*row) for row in cursor.fetchall()]


def _summed(rows: QuerySet, key: str, value: str) -> Coalesce:
    """A subquery's sum, nothing where there is none."""
    summed = rows.order_by().values(key).annotate(total=Sum(value)).values("total")
    return Coalesce(Subquery(summed, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())


def budget_lines(book_id: UUID | None, year: int) -> QuerySet:
    """Budgets with what each was set to, spent and promised: `amount`, `spent`, `committed`, `left`, `stands`."""
    rows = Budget.objects.filter(year=year).select_related("book__organisation")
    if book_id:
        rows = rows.filter(book_id=book_id)
    promised = _summed(Commitment.objects.filter(budget_id=OuterRef("pk")), "budget_id", "pence")
    released = _summed(Release.objects.filter(commitment__budget_id=OuterRef("pk")), "commitment__budget_id", "pence")
    return rows.annotate(
        amount=_summed(BudgetChange.objects.filter(budget_id=OuterRef("pk")), "budget_id", "pence"),
        spent=_summed(Spending.objects.filter(budget_id=OuterRef("pk"), period__year=year), "budget_id", "pence"),
        committed=promised - released,
    ).annotate(
        left=F("amount") - F("spent") - F("committed"),
        stands=Case(
            When(spent__gt=F("amount"), then=Value("over")),
            When(left__lt=0, then=Value("near")),
            default=Value(""),
        ),
    )


def how_budgets_stand(book_id: UUID, year: int) -> dict[str, int]:
    """How many budgets are "over", "near" or well within ("") what they have."""
    rows = budget_lines(book_id, year).order_by().values_list("stands").annotate(n=Count("id"))
    return {"over": 0, "near": 0, "": 0} | dict(rows)


BY = {
    "outcome": ("budget__outcome", "budget__outcome"),
    "area": ("budget__area", "budget__area"),
    "organisation": ("budget__book__organisation__code", "budget__book__organisation__name"),
    "ward": ("ward__code", "ward__name"),
    "service": ("budget__service__code", "budget__service__name"),
}


def spending_by(by: str, year: int) -> list[Slice]:
    """The spending of a year in all books, shared out by one of `BY`. Empty code and name where it is not known."""
    code, name = BY[by]
    rows = Spending.objects.filter(period__year=year).order_by().values_list(code, name).annotate(total=Sum("pence"))
    return [Slice(one or "", other or "", int(total)) for one, other, total in rows]


def to_each_other(year: int) -> int:
    """Of the spending of a year, what organisations of this ledger paid to each other: it is spent there again."""
    found = Balance.objects.filter(account__kind="expenditure", account_id="5800", period__year=year)
    return int(found.aggregate(total=Coalesce(Sum(F("debit") - F("credit")), Value(0)))["total"])


def postings(book_id: UUID) -> QuerySet:
    """Every posting of a book, for a table."""
    return Posting.objects.filter(book_id=book_id).select_related("maker", "checker", "period", "reverses")


def postings_of_budget(budget_id: UUID) -> QuerySet:
    """The legs charged to a budget, with their postings, for a table."""
    return Leg.objects.filter(budget_id=budget_id).select_related("posting__ward", "account")


def sources(fund_id: UUID, year: int) -> list[Source]:
    """What came into a fund by account up to the end of a year: income, and reserves brought forward."""
    rows = (
        Balance.objects.filter(fund_id=fund_id, account__kind__in=["income", "reserve"], period__year__lte=year)
        .order_by().values_list("account__name").annotate(total=Sum(F("credit") - F("debit")))
    )  # fmt: skip
    return [Source(name, int(total)) for name, total in rows]


def journal(book_id: UUID, starts_on: date, ends_on: date, *, with_imported: bool = True) -> Iterator[tuple[Any, ...]]:
    """The legs of what was posted in the months between two days, as `formats.as_journal` takes them."""
    rows = (
        Leg.objects.filter(posting__book_id=book_id, posting__period__starts_on__gte=starts_on,
                           posting__period__ends_on__lte=ends_on)
        .order_by("posting__number", "line")
        .values_list("posting__number", "posting__posted_at", "posting__effective_on", "line", "fund__code",
                     "account_id",
                     "budget__code", "posting__purpose", "posting__evidence", "posting__reverses__number",
                     "posting__kind", "counterparty__organisation__code", "posting__ward__code", "pence")
    )  # fmt: skip
    if not with_imported:
        rows = rows.exclude(posting__kind="imported")
    return rows.iterator(chunk_size=5000)


def legs_of(posting_ids: Collection[UUID]) -> list[Leg]:
    """The legs of postings with all that a page says of them."""
    return list(
        Leg.objects.filter(posting_id__in=posting_ids)
        .select_related("account", "fund", "budget__book__organisation", "counterparty__organisation")
        .order_by("posting_id", "line")
    )


TO_A_PERSON = "5500"  # transfer payments: the sum of them is public, none by itself


def public_payments(budget_id: UUID) -> QuerySet:
    """The payments of a budget, without those to a person."""
    return postings_of_budget(budget_id).exclude(account_id=TO_A_PERSON).filter(account__kind="expenditure")


def to_people(budget_id: UUID) -> int:
    """What was paid to people from a budget, in pence."""
    rows = Leg.objects.filter(budget_id=budget_id, account_id=TO_A_PERSON)
    return int(rows.aggregate(total=Coalesce(Sum("pence"), Value(0)))["total"])
