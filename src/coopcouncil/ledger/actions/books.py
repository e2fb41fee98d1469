"""Opening books, years, funds and budgets: what postings stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import copy_in
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.writing import sealed, whole
from coopcouncil.ledger.domain import catalogue
from coopcouncil.ledger.domain.catalogue import Chart
from coopcouncil.ledger.domain.months import months
from coopcouncil.ledger.models import Account, Book, Budget, BudgetChange, Fund, Limit, Period
from coopcouncil.ledger.queries import offers

# Of what has a code and no id, the id under which the audit trail names it.
CODES = UUID("5f0f3b4e-0d8b-4a43-9a5e-2d0f1b2c2010")


@dataclass(frozen=True)
class BudgetLine:
    """A budget to be: `pence` is what it is set to."""

    code: str
    name: str
    area: str
    pence: int
    kind: str = "revenue"
    outcome: str = ""  # else that of the service area
    service_id: UUID | None = None


@whole
def load_chart(*, actor: Actor, chart: Chart) -> int:
    """Bring the chart of accounts and the limits in; names and limits may change, kinds never. How many changed.

    Raises NotAllowed, and Conflict where an account that is there would become one of another kind.
    """
    require(actor, "ledger.found")
    held = {row.code: row for row in Account.objects.all()}
    changed = list[tuple[str, UUID]]()
    for code, item in chart.accounts.items():
        row = Account(
            code=code, name=item.name, heading=item.heading, kind=item.kind, cash=item.cash, between=item.between
        )
        there = held.get(code)
        if there and (there.kind, there.cash, there.between) != (row.kind, row.cash, row.between):
            raise Conflict(f"Account {code} is of another kind already. Give the new one another code.")
        if there is None or (there.name, there.heading) != (row.name, row.heading):
            sealed(row)
            row.save(force_insert=there is None, force_update=there is not None)
            changed.append(("ledger.account", uuid5(CODES, f"account {code}")))
    limits = {row.role: row for row in Limit.objects.all()}
    for role, pence in chart.limits.items():
        limit = Limit(role=role, pence=pence)
        there_is = limits.get(role)
        if there_is is None or there_is.pence != pence:
            sealed(limit)
            limit.save(force_insert=there_is is None, force_update=there_is is not None)
            changed.append(("ledger.limit", uuid5(CODES, f"limit {role}")))
    audit.note_all(actor, "ledger.chart_loaded", changed)
    return len(changed)


@whole
def open_book(*, actor: Actor, organisation_id: UUID, now: datetime) -> UUID:
    """Open the book of an organisation, or find it. Raises NotAllowed."""
    require(actor, "ledger.found")
    if held := Book.objects.filter(organisation_id=organisation_id).first():
        return held.id
    if not Account.objects.exists():
        load_chart(actor=actor, chart=catalogue.shipped_chart())
    book = Book(organisation_id=organisation_id, opened_at=now)
    sealed(book)
    book.save(force_insert=True)
    audit.note(actor, "ledger.book_opened", book)
    return book.id


@whole
def open_year(*, actor: Actor, book_id: UUID, year: int) -> list[UUID]:
    """Open the twelve months of the financial year that begins in `year`, those that are not there yet. Their ids."""
    book = queries.book(book_id)
    require(actor, "ledger.keep", book)
    held = {period.number: period.id for period in queries.periods(book_id, year)}
    rows = [
        Period(book_id=book_id, year=year, number=number, starts_on=starts_on, ends_on=ends_on)
        for number, starts_on, ends_on in months(year)
        if number not in held
    ]
    sealed(*rows)
    copy_in(rows)
    audit.note_all(actor, "ledger.month_opened", rows)
    return [*held.values(), *(row.id for row in rows)]


@whole
def open_fund(
    *, actor: Actor, book_id: UUID, code: str, name: str, kind: str = "unringfenced", purpose: str = "",
    restricted_until: date | None = None,
) -> UUID:  # fmt: skip
    """Open a fund. Raises NotAllowed, BadInput, Conflict (the code is taken)."""
    book = queries.book(book_id)
    require(actor, "ledger.keep", book)
    if kind == "ringfenced" and purpose not in catalogue.areas():
        raise BadInput(Said("A fund for one purpose names a service area."), place="purpose")
    if Fund.objects.filter(book_id=book_id, code=code).exists():
        raise Conflict(Said("There is a fund with this code."))
    fund = Fund(book_id=book_id, code=code, name=name, kind=kind, purpose=purpose, restricted_until=restricted_until)
    sealed(fund)
    fund.save(force_insert=True)
    audit.note(actor, "ledger.fund_opened", fund)
    return fund.id


@whole
def set_budgets(
    *, actor: Actor, book_id: UUID, year: int, lines: Sequence[BudgetLine], key: str, reason: str, now: datetime
) -> list[UUID]:
    """Set new budget lines of a year; their ids in the same order. Under one key each is set once.

    Raises NotAllowed, BadInput (an unknown service area), Conflict (a line that is there already, under another key).
    """
    book = queries.book(book_id)
    require(actor, "ledger.keep", book)
    if not lines:
        return []
    queries.take_turn(book_id)
    held = queries.budgets_by_code(book_id, year)
    if all(line.code in held for line in lines):
        ids = [held[line.code].id for line in lines]
        if BudgetChange.objects.filter(budget_id__in=ids, key=key).count() == len(ids):
            return ids
    if taken := next((line.code for line in lines if line.code in held), None):
        raise Conflict(f"The budget {taken} was set already. Change it instead.")
    budgets, changes = [], []
    for line in lines:
        area = catalogue.areas().get(line.area)
        if area is None:
            raise BadInput(f"“{line.area}” is no service area.", place=line.code, mend="See catalogue/areas.toml.")
        budget = Budget(
            book_id=book_id, year=year, code=line.code, name=line.name, area=line.area, kind=line.kind,
            outcome=line.outcome or area.outcome, service_id=line.service_id,
        )  # fmt: skip
        budgets.append(budget)
        changes.append(
            BudgetChange(
                budget_id=budget.id, pence=line.pence, reason=reason, key=key, maker_id=actor.account_id, made_at=now
            )
        )
    sealed(*budgets, *changes)
    copy_in(budgets)
    copy_in(changes)
    audit.note_all(actor, "ledger.budget_set", [*budgets, *changes])
    return [budget.id for budget in budgets]


@whole
def change_budget(*, actor: Actor, budget_id: UUID, pence: int, reason: str, key: str, now: datetime) -> UUID:
    """Add to a budget, or take from it. The change's id; under one key it happens once.

    Raises NotAllowed, NotFound, BadInput (nothing, no reason), Conflict (the budget has not so much).
    """
    budget = queries.budget(budget_id)
    require(actor, "ledger.keep", budget.book)
    if not pence:
        raise BadInput(Said("Give an amount above nothing."), place="amount")
    if not reason.strip():
        raise BadInput(Said("Say why."), place="reason")
    queries.take_turn(budget.book_id)
    if held := BudgetChange.objects.filter(budget_id=budget_id, key=key).first():
        return held.id
    if offers.budget_pence(budget_id) + pence < 0:
        raise Conflict(Said("The budget has not so much. Nothing was changed: take less from it."))
    change = BudgetChange(
        budget_id=budget_id, pence=pence, reason=reason, key=key, maker_id=actor.account_id, made_at=now
    )
    sealed(change)
    change.save(force_insert=True)
    audit.note(actor, "ledger.budget_changed", change)
    return change.id
