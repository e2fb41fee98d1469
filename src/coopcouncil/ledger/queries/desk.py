"""What waits on a desk, and budgets found by their names."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from coopcouncil.ledger.domain.entries import Entry
from coopcouncil.ledger.models import Account, Book, Budget, Fund, Proposal, StatementLine
from coopcouncil.ledger.queries import statements


@dataclass(frozen=True)
class Waiting:
    """Of one book: proposals of others, lines of statements without a posting, and budgets of the latest year that are
    spent beyond what they have."""

    book_id: UUID
    proposals: int
    open_lines: int
    overspent: int


def waiting(organisation_ids: Collection[UUID], account_id: UUID | None) -> list[Waiting]:
    """In the books of these organisations, for this person."""
    if not organisation_ids:
        return []
    books = list(Book.objects.filter(organisation_id__in=organisation_ids).order_by("id").values_list("id", flat=True))
    proposals = dict(
        Proposal.objects.filter(book_id__in=books, state="waiting").exclude(maker_id=account_id)
        .order_by().values_list("book_id").annotate(n=Count("id"))
    )  # fmt: skip
    lines = dict(
        StatementLine.objects.filter(statement__fund__book_id__in=books, posting__isnull=True)
        .order_by().values_list("statement__fund__book_id").annotate(n=Count("id"))
    )  # fmt: skip
    return [Waiting(book, proposals.get(book, 0), lines.get(book, 0), _overspent(book)) for book in books]


def _overspent(book_id: UUID) -> int:
    latest = Budget.objects.filter(book_id=book_id).aggregate(year=Max("year"))["year"]
    return 0 if latest is None else statements.how_budgets_stand(book_id, latest)["over"]


def budgets_named(text: str, most: int = 5) -> list[Budget]:
    """With their books, the newest budgets whose name has each of these words."""
    words = [word for word in text.split() if len(word) > 2][:5]
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(name__icontains=word)
    rows = Budget.objects.select_related("book__organisation").filter(wanted)
    return list(rows.order_by("-year", "name", "id")[:most])


def proposals(book_id: UUID) -> QuerySet:
    """What was proposed in a book, for a table."""
    return Proposal.objects.filter(book_id=book_id).select_related("maker")


def names_of(entry: Entry) -> dict[Any, str]:
    """The names of accounts (by code), funds, budgets and other books (by id) of an entry."""
    lines = entry.lines
    found: dict[Any, str] = {}
    found |= dict(Account.objects.filter(code__in=[line.account for line in lines]).values_list("code", "name"))
    found |= dict(Fund.objects.filter(id__in=[line.fund_id for line in lines]).values_list("id", "name"))
    found |= dict(
        Budget.objects.filter(id__in=[line.budget_id for line in lines if line.budget_id]).values_list("id", "name")
    )
    others = [line.counterparty_id for line in lines if line.counterparty_id]
    return found | dict(Book.objects.filter(id__in=others).values_list("id", "organisation__name"))
