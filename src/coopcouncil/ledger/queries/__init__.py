"""Reads of the ledger: books, what a posting needs, and the rows of statements. Sums come from the tables of sums."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from coopcouncil.foundation.database import in_one_go
from coopcouncil.kernel.errors import NotFound
from coopcouncil.ledger.domain.catalogue import AccountType
from coopcouncil.ledger.domain.entries import Line
from coopcouncil.ledger.models import (
    Account,
    Book,
    Budget,
    BudgetChange,
    Commitment,
    Fund,
    Leg,
    Limit,
    Period,
    Posting,
    Proposal,
    Release,
    Reopening,
)


@dataclass(frozen=True)
class BookView:
    """A book, and whose it is."""

    id: UUID
    organisation_id: UUID
    code: str
    name: str


@dataclass(frozen=True)
class Turn:
    """What is known of a book once it is held: where its numbers stand, and what an entry meets."""

    number: int
    seal: bytes
    held: UUID | None  # the posting that has this key already
    period_id: UUID | None
    period_state: str
    limit_known: bool
    limit: int | None


def _view(book: Book) -> BookView:
    return BookView(book.id, book.organisation_id, book.organisation.code, book.organisation.name)


_BOOK = """
    SELECT b.id, b.organisation_id, o.code, o.name
    FROM ledger_book b JOIN people_organisation o ON o.id = b.organisation_id WHERE b.id = %s
"""


def book(book_id: UUID) -> BookView:
    """Raises NotFound. Each posting asks this, so it is asked without working out its SQL anew."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, [book_id])
        found = cursor.fetchone()
    if found is None:
        raise NotFound("There is no such book.")
    return BookView(*found)


def books() -> list[BookView]:
    """Every book, by the name of its organisation."""
    return [_view(found) for found in Book.objects.select_related("organisation").order_by("organisation__name")]


def book_of(code: str) -> BookView:
    """The book of the organisation with this code. Raises NotFound."""
    if found := Book.objects.select_related("organisation").filter(organisation__code=code).first():
        return _view(found)
    raise NotFound(f"The organisation {code} has no book here.")


def take_turn(book_id: UUID) -> tuple[int, bytes]:
    """Hold a book until the transaction ends; the last number and its seal. Several are held in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_number, last_seal FROM ledger_take_turn(%s)", [book_id])
        number, seal = cursor.fetchone()
    if number is None:
        raise NotFound("There is no such book.")
    return number, bytes(seal)


_MEETS = """
    SELECT ledger_take_turn(%(book)s);
    SELECT (SELECT last_number FROM ledger_counter WHERE book_id = %(book)s),
           (SELECT last_seal FROM ledger_counter WHERE book_id = %(book)s),
           (SELECT id FROM ledger_posting WHERE book_id = %(book)s AND key = %(key)s),
           r.id, r.state, m.role IS NOT NULL, m.pence
    FROM (SELECT 1) one
    LEFT JOIN ledger_period r ON r.book_id = %(book)s AND r.starts_on <= %(on)s AND r.ends_on >= %(on)s
    LEFT JOIN ledger_limit m ON m.role = %(role)s
"""


def turn(book_id: UUID, *, key: str, on: date, role: str) -> Turn:
    """`take_turn`, and what an entry with this key on this day in this role meets. Raises NotFound.

    Two statements in one message: the second sees what was committed while the first waited.
    """
    values: dict[str, Any] = {"book": book_id, "key": key, "on": on, "role": role}
    with connection.cursor() as cursor:
        in_one_go(cursor, _MEETS, values)
        number, seal, held, period, state, known, limit = cursor.fetchone()
    if number is None:
        raise NotFound("There is no such book.")
    return Turn(number, bytes(seal), held, period, state or "", known, limit)


def limit_of(role: str) -> int | None:
    """The most pence that one person may post alone in a role; None is no limit, and a role without one may nothing."""
    found = Limit.objects.filter(role=role).first()
    return found.pence if found else 0


def held_by_key(book_id: UUID, keys: list[str]) -> dict[str, tuple[date, int]]:
    """Of these keys, those that the book has already, with the day and the amount of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, effective_on, pence FROM ledger_posting WHERE book_id = %s AND key = ANY(%s)", [book_id, keys]
        )
        return {key: (on, pence) for key, on, pence in cursor.fetchall()}


def first_changes(budget_ids: list[UUID]) -> dict[UUID, int]:
    """What each of these budgets was set to at first."""
    rows = BudgetChange.objects.filter(budget_id__in=budget_ids).order_by("budget_id", "-made_at")
    return dict(rows.values_list("budget_id", "pence"))


def accounts() -> dict[str, AccountType]:
    """The chart of accounts as it is kept."""
    return {
        row.code: AccountType(row.code, row.name, row.heading, row.kind, row.cash, row.between)
        for row in Account.objects.order_by("code")
    }


def posting(posting_id: UUID) -> Posting:
    """Raises NotFound."""
    related = ("book__organisation", "period", "ward", "reverses", "maker", "checker")
    found = Posting.objects.select_related(*related).filter(id=posting_id).first()
    if found is None:
        raise NotFound("There is no such posting.")
    return found


def lines_of(posting_id: UUID) -> list[Line]:
    """The legs of a posting in their order."""
    return [
        Line(leg.fund_id, leg.account_id, leg.pence, leg.budget_id, leg.counterparty_id)
        for leg in Leg.objects.filter(posting_id=posting_id).order_by("line")
    ]


def mirror_of(posting: Posting) -> Posting | None:
    """The posting in the other book, of a debt between two."""
    if posting.mirror_id is None:
        return None
    return Posting.objects.filter(mirror_id=posting.mirror_id).exclude(id=posting.id).first()


def reversal_of(posting_id: UUID) -> Posting | None:
    return Posting.objects.filter(reverses_id=posting_id).first()


def period(period_id: UUID) -> Period:
    """Raises NotFound."""
    if found := Period.objects.select_related("book__organisation").filter(id=period_id).first():
        return found
    raise NotFound("There is no such month.")


def periods(book_id: UUID, year: int) -> list[Period]:
    return list(Period.objects.filter(book_id=book_id, year=year).order_by("number"))


@dataclass(frozen=True)
class Month:
    """A month as its book's page shows it; `reason` and `asked_by` where somebody asked for it to be opened again."""

    id: UUID
    starts_on: date
    state: str
    reason: str
    asked_by_id: UUID | None


def months_with_requests(book_id: UUID, year: int) -> list[Month]:
    found = periods(book_id, year)
    asked = {
        (item.period_id, item.closing): item
        for item in Reopening.objects.filter(period__book_id=book_id, period__year=year, agreed_by__isnull=True)
    }
    made = []
    for item in found:
        wish = asked.get((item.id, item.closings)) if item.state == "closed" else None
        made.append(
            Month(item.id, item.starts_on, item.state, wish.reason if wish else "", wish.asked_by_id if wish else None)
        )
    return made


def first_open_period(book_id: UUID, on: date) -> Period | None:
    """The first open month that ends on this day or later."""
    return Period.objects.filter(book_id=book_id, state="open", ends_on__gte=on).order_by("starts_on").first()


def budget_years(book_id: UUID | None = None) -> list[int]:
    """The financial years that have budgets; the latest first."""
    rows = Budget.objects.filter(book_id=book_id) if book_id else Budget.objects.all()
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def funds(book_id: UUID) -> list[Fund]:
    return list(Fund.objects.filter(book_id=book_id).order_by("code"))


def fund(book_id: UUID, code: str) -> Fund:
    """Raises NotFound."""
    if found := Fund.objects.filter(book_id=book_id, code=code).first():
        return found
    raise NotFound(f"This book has no fund {code}.")


def budget(budget_id: UUID) -> Budget:
    """Raises NotFound."""
    if found := Budget.objects.select_related("book__organisation", "service").filter(id=budget_id).first():
        return found
    raise NotFound("There is no such budget.")


def commitment(commitment_id: UUID) -> Commitment:
    """Raises NotFound."""
    if found := Commitment.objects.select_related("budget__book").filter(id=commitment_id).first():
        return found
    raise NotFound("There is no such commitment.")


def budget_at(organisation: str, year: int, code: str) -> Budget:
    """The budget at its public address. Raises NotFound."""
    rows = Budget.objects.select_related("book__organisation")
    if found := rows.filter(book__organisation__code=organisation, year=year, code=code).first():
        return found
    raise NotFound("There is no such budget.")


def budgets_by_code(book_id: UUID, year: int, code: str = "") -> dict[str, Budget]:
    """The budgets of a year by code; only the one that is named, where one is."""
    rows = Budget.objects.filter(book_id=book_id, year=year)
    return {row.code: row for row in (rows.filter(code=code) if code else rows)}


def proposal(proposal_id: UUID) -> Proposal:
    """Raises NotFound."""
    found = Proposal.objects.select_related("book__organisation", "maker", "checker").filter(id=proposal_id).first()
    if found is None:
        raise NotFound("There is no such proposal.")
    return found


def made_by(account_id: UUID) -> list[dict[str, Any]]:
    """What somebody did in the ledger, for their copy of their data: what, when, and a posting's number."""
    found: list[dict[str, Any]] = []
    for what, rows in (
        ("posted", Posting.objects.filter(maker_id=account_id)),
        ("checked", Posting.objects.filter(checker_id=account_id)),
    ):
        found += [
            {"what": what, "at": at.isoformat(), "number": number}
            for at, number in rows.order_by("posted_at").values_list("posted_at", "number")
        ]
    for what, model, who, when in (
        ("proposed", Proposal, "maker_id", "made_at"), ("decided", Proposal, "checker_id", "decided_at"),
        ("changed a budget", BudgetChange, "maker_id", "made_at"),
        ("promised money", Commitment, "maker_id", "made_on"),
        ("released a promise", Release, "maker_id", "made_at"),
        ("asked to reopen a month", Reopening, "asked_by_id", "asked_at"),
        ("agreed to reopen a month", Reopening, "agreed_by_id", "agreed_at"),
    ):  # fmt: skip
        days = model._default_manager.filter(**{who: account_id}).order_by(when).values_list(when, flat=True)
        found += [{"what": what, "at": day.isoformat()} for day in days]
    return found
