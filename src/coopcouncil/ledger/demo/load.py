"""The year, written: through the same doors as a finance system's files, in one statement a book."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.years import FinancialYear
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.actions.importing import load_entries
from coopcouncil.ledger.actions.matching import load_statement
from coopcouncil.ledger.actions.months import close_months
from coopcouncil.ledger.actions.writing import Prepared, whole
from coopcouncil.ledger.demo import plan
from coopcouncil.ledger.demo.plan import FULL, PlannedBudget, Size
from coopcouncil.ledger.domain import catalogue, entries
from coopcouncil.ledger.domain.catalogue import CASH, IMPORT
from coopcouncil.ledger.domain.entries import Entry, Line
from coopcouncil.ledger.domain.matching import StatementMapping, Told
from coopcouncil.people import public as people
from coopcouncil.places import public as places

# What is kept apart in the council's book: code, name, service area, share of that area's spending that it pays.
KEPT_APART = (
    ("public-health-grant", "Public health grant", "public-health"),
    ("schools-grant", "Schools grant", "education"),
    ("housing-account", "Rents of council homes", "housing"),
)
LARGE_LIMIT = 2_500_000


@dataclass(frozen=True)
class Book:
    """A book that is being filled."""

    id: UUID
    organisation: people.OrganisationView
    kind: plan.Kind
    funds: dict[str, UUID]
    months: dict[int, UUID]
    budgets: list[tuple[UUID, PlannedBudget]]


def load() -> None:
    """The last financial year that is over: eleven months closed, March open, with work waiting on Hari's desk."""
    today = clock.today()
    year = FinancialYear.of(today).starts_in - 1
    books = load_year(size=FULL if settings.DEMO_MONEY == "full" else Size(), year=year, now=clock.now())
    _work_waiting(books[0], year, today, clock.now())


@whole
def load_year(*, size: Size, year: int, now: datetime, close: int = 11) -> list[Book]:
    """The books of a year, the council's first; so many of its months are closed. Into an empty ledger."""
    actions.load_chart(actor=SYSTEM, chart=catalogue.shipped_chart())
    chance = random.Random(plan.SEED)
    wards = [(area.code, area.name) for area in places.areas()]
    ward_ids = {area.code: area.id for area in places.areas()}
    held = [item for item in people.organisations() if item.kind in plan.KINDS]
    order = list(plan.KINDS)
    bodies = sorted(held, key=lambda item: (order.index(item.kind), item.code))[: size.organisations]
    counts = plan.split([plan.KINDS[item.kind].weight for item in bodies], size.budgets)
    books = [_opened(body, count, wards, year, chance, now) for body, count in zip(bodies, counts, strict=True)]
    for book in books:
        _filled(book, size.payments, year, ward_ids, chance, now)
    _debts(books, year, now)
    for book in books:
        close_months(actor=SYSTEM, book_id=book.id, year=year, number=close)
    return books


def _opened(
    body: people.OrganisationView, count: int, wards: Sequence[tuple[str, str]], year: int, chance: random.Random,
    now: datetime,
) -> Book:  # fmt: skip
    book_id = actions.open_book(actor=SYSTEM, organisation_id=body.id, now=now)
    for which in (year, year + 1):
        actions.open_year(actor=SYSTEM, book_id=book_id, year=which)
    funds = {"general": actions.open_fund(actor=SYSTEM, book_id=book_id, code="general", name="General fund")}
    if body.kind == "council":
        for code, name, area in KEPT_APART:
            funds[code] = actions.open_fund(
                actor=SYSTEM, book_id=book_id, code=code, name=name, kind="ringfenced", purpose=area
            )
        funds["new-library"] = actions.open_fund(
            actor=SYSTEM, book_id=book_id, code="new-library", name="For a new library", kind="restricted",
            restricted_until=date(year + 1, 9, 1),
        )  # fmt: skip
    planned = plan.budgets(plan.KINDS[body.kind], count, wards, chance)
    services = directory.services_of(body.id)
    lines = [
        actions.BudgetLine(
            item.code, item.name, item.area, item.pounds * 100, "capital" if item.account == "5700" else "revenue",
            service_id=services[at % len(services)].id if services and at % 3 == 0 else None,
        )
        for at, item in enumerate(planned)
    ]  # fmt: skip
    ids = actions.set_budgets(
        actor=SYSTEM, book_id=book_id, year=year, lines=lines, key="the year’s budget", now=now,
        reason="Set before the year began",
    )  # fmt: skip
    months = {period.number: period.id for period in queries.periods(book_id, year)}
    return Book(book_id, body, plan.KINDS[body.kind], funds, months, list(zip(ids, planned, strict=True)))


def _filled(book: Book, payments: int, year: int, wards: dict[str, UUID], chance: random.Random, now: datetime) -> None:
    """What came in, month by month, and every payment; in the order of their days."""
    apart = {area: book.funds[code] for code, _name, area in KEPT_APART if code in book.funds}
    general, spent = book.funds["general"], dict.fromkeys(book.funds.values(), 0)
    made = list[Entry]()
    for number, (budget_id, planned) in enumerate(book.budgets):
        fund = apart.get(planned.area, general)
        for at, (on, pence, account, words) in enumerate(plan.payments(planned, payments, year, chance)):
            spent[fund] += pence
            lines = (Line(fund, account, pence, budget_id), Line(fund, CASH, -pence))
            key = f"{number + 1}/{at + 1}"
            made.append(Entry("imported", on, words, key, lines, f"Invoice {key}", wards.get(planned.ward)))
    if "new-library" in book.funds:
        spent[book.funds["new-library"]] = 100_000_000
    for code, fund in book.funds.items():
        made += _received(book, code, fund, spent[fund], year)
    made.sort(key=lambda entry: (entry.effective_on, entry.key))
    load_entries(
        actor=SYSTEM, book_id=book.id, now=now,
        prepared=[
            Prepared(book.id, entry, book.months[(entry.effective_on.month - 4) % 12 + 1], None, IMPORT)
            for entry in made
        ],
    )  # fmt: skip


def _received(book: Book, code: str, fund: UUID, spent: int, year: int) -> list[Entry]:
    """What was there, a quarter of the year's spending; and income of each month, a little more than it costs."""
    opening = entries.receipt(
        fund_id=fund, account="3000", cash=CASH, pence=spent // 4 + 500_000, effective_on=date(year, 4, 1),
        purpose="Brought forward", key=f"0 opening {code}", kind="opening",
    )  # fmt: skip
    accounts = book.kind.income if code == "general" else ("4400",) if code == "housing-account" else ("4200",)
    each = spent * 102 // 100 // 12 // len(accounts) + 1
    return [
        opening,
        *(
            Entry(
                "imported", on, "Came in", f"0 {code} {account} {on:%Y-%m}",
                (Line(fund, CASH, each), Line(fund, account, -each)), "Bank",
            )
            for number in range(12)
            for on in [date(year + (number + 3) // 12, (number + 3) % 12 + 1, 2)]
            for account in accounts
        ),
    ]  # fmt: skip


def _debts(books: Sequence[Book], year: int, now: datetime) -> None:
    """The council pays others here for what they do: the same in both books."""
    council = books[0]
    lines = [item for item in council.budgets if item[1].area in ("adult-care", "benefits", "culture")]
    for at, other in enumerate(books[1:25]):
        budget_id, planned = lines[at % len(lines)]
        actions.owe(
            actor=SYSTEM, debtor=actions.Side(council.id, council.funds["general"], budget_id),
            creditor=actions.Side(other.id, other.funds["general"]), pence=1_250_000 + 37_500 * at,
            effective_on=date(year, 5 + at % 8, 15), purpose=f"For the council: {planned.name}"[:200],
            key=f"between {at + 1}", evidence=f"Agreement {at + 1}", now=now,
        )  # fmt: skip


def _work_waiting(book: Book, year: int, today: date, now: datetime) -> None:
    """What is above Hari's limit; money that is promised; a bank statement with lines that match nothing."""
    keepers = people.staff(book.organisation.id, [Role.FINANCE_OFFICER], today)
    hari = next((item for item in keepers if item.name.startswith("Hari")), None)
    march = date(year + 1, 3, 20)
    for at, (budget_id, planned) in enumerate(book.budgets[:60:3]):
        actions.commit_money(
            actor=SYSTEM, budget_id=budget_id, pence=planned.pounds * 4, purpose=f"Ordered: {planned.name}"[:200],
            key=f"order {at + 1}", today=march, evidence=f"Order {at + 1}",
        )  # fmt: skip
    if hari is not None:
        actor = people.actor_for_account(hari.account_id, today)
        for at, pence in enumerate((LARGE_LIMIT + 1_250_000, LARGE_LIMIT + 400_000)):
            budget_id, planned = next(item for item in book.budgets[20 + 7 * at :] if item[1].area == "adult-care")
            entry = entries.payment(
                fund_id=book.funds["general"], budget_id=budget_id, account=planned.account, cash=CASH, pence=pence,
                effective_on=march, purpose=f"{planned.name}: the last quarter"[:200], key=f"quarter {at + 1}",
                evidence=f"Invoice Q{at + 1}",
            )  # fmt: skip
            actions.post(actor=actor, book_id=book.id, entry=entry, now=now)
    _statement(book, year, now)


def _statement(book: Book, year: int, now: datetime) -> None:
    """The bank on the public health grant in March: all that was posted but one, and two charges unknown to us."""
    from coopcouncil.ledger.queries import reconciling

    fund = book.funds.get("public-health-grant")
    if fund is None:
        return
    first, last = date(year + 1, 3, 1), date(year + 1, 3, 31)
    moved = [item for item in reconciling.movements(fund, CASH, first, last) if first <= item.on <= last]
    moved.sort(key=lambda item: (item.on, item.known_as))
    told = [Told(at, item.on, item.pence, item.known_as[0]) for at, item in enumerate(moved[1:], 2)]
    told += [Told(len(told) + 2, last, -1_250, "Bank charge"), Told(len(told) + 3, last, 40_000, "Unknown")]
    opening = reconciling.balance(fund, CASH, date(year + 1, 2, 28))
    mapping = StatementMapping(
        book.organisation.code,
        "public-health-grant",
        "Ashmere Bank",
        opening,
        opening + sum(item.pence for item in told),
        {},
    )
    load_statement(actor=SYSTEM, statement=told, mapping=mapping, content=b"Ashmere Bank, March", now=now)
