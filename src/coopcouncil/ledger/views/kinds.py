"""What a finance officer posts: of each kind its words, its form, and what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from coopcouncil.foundation.jinja import money as in_pounds
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.kernel.years import FinancialYear
from coopcouncil.ledger import actions, forms, queries
from coopcouncil.ledger.domain import entries
from coopcouncil.ledger.domain.catalogue import ACCRUED, CASH, FROM_OTHERS, MOVED, TO_OTHERS
from coopcouncil.ledger.domain.months import written
from coopcouncil.ledger.models import Budget
from coopcouncil.ledger.queries import offers as offered
from coopcouncil.ledger.queries import statements as sums
from coopcouncil.ledger.views.shared import address_of
from coopcouncil.places import public as places

Given = dict[str, Any]
Act = Callable[[Request, queries.BookView, Given], HttpResponse]


@dataclass(frozen=True)
class Kind:
    """`limited`: above somebody's limit it is proposed only. `sides`: how often its amount counts against the limit."""

    label: str | Promise
    hint: str | Promise
    title: str | Promise
    button: str | Promise
    form: Callable[..., django_forms.Form]
    act: Act
    limited: bool = True
    sides: int = 1
    note: str | Promise = ""


def usual_day(book_id: UUID, today: date) -> date:
    """Today; where the book's latest year with budgets is over, the last day of its last open month."""
    years = queries.budget_years(book_id)
    if not years or today in FinancialYear(years[0]):
        return today
    return next((item.ends_on for item in reversed(queries.periods(book_id, years[0])) if item.state == "open"), today)


def offers(book_id: UUID, form: Any) -> dict[str, list[tuple[str, str]]]:
    """The choices of the fields that this form has."""
    wanted = set(form.base_fields)
    made: dict[str, list[tuple[str, str]]] = {}
    if wanted & {"fund", "from_fund", "to_fund"}:
        held = offered.funds_with_cash(book_id)
        named = {fund.id: (str(fund.id), _("%(fund)s: %(cash)s in the bank")
                           % {"fund": fund.name, "cash": in_pounds(cash)}) for fund, cash in held}  # fmt: skip
        made["fund"] = made["to_fund"] = list(named.values())
        made["from_fund"] = [named[fund.id] for fund, _cash in held if fund.kind != "ringfenced"]
    if "account" in wanted:
        kind = "income" if form is forms.IncomeForm else "expenditure"
        made["account"] = [
            (item.code, item.name)
            for item in queries.accounts().values()
            if item.kind == kind and item.code not in (TO_OTHERS, FROM_OTHERS)
        ]
    if "ward" in wanted:
        made["ward"] = [("", _("Not for one ward")), *((str(area.id), area.name) for area in places.areas())]
    if "creditor" in wanted:
        made["creditor"] = [
            (item.code, f"{item.organisation}: {item.fund}") for item in offered.funds_of_others(book_id)
        ]
    if "debt" in wanted:
        made["debt"] = [(item.code, _debt_in_words(item)) for item in sums.debts(book_id) if item.pence < 0]
    if "year" in wanted:
        made["year"] = [(str(year), written(year)) for year in queries.budget_years(book_id)]
    return made


def _debt_in_words(debt: sums.Debt) -> str:
    words = {"who": debt.organisation, "fund": debt.other_fund, "amount": in_pounds(-debt.pence), "ours": debt.fund}
    return _("%(who)s, %(fund)s: %(amount)s from our %(ours)s") % words


def promise_asked(request: Request, book_id: UUID) -> Any:
    """The promise of this book that the address names; None where it names none that is open."""
    try:
        found = offered.promise(UUID(request.GET.get("promise", "")))
    except (ValueError, NotFound):
        return None
    return found if found.budget.book_id == book_id and found.open_pence else None


# --- what is done ---------------------------------------------------------------------------------------------------


def _budget(book_id: UUID, given: Given, year: int | None = None) -> Budget:
    """The budget that was typed, in the year of the day. Raises BadInput."""
    words = given["budget"].strip()
    of = FinancialYear.of(given["effective_on"]).starts_in if year is None else year
    if found := offered.budget_called(book_id, of, words):
        return found
    told = {"year": written(of)}
    for other in queries.budget_years(book_id):
        if offered.budget_called(book_id, other, words):
            told["other"] = written(other)
            raise BadInput(
                _("That budget is of %(other)s, and not of %(year)s. Is the day right?") % told, place="budget"
            )
    raise BadInput(_("No budget of %(year)s has this code or this name alone. Look in the list of budgets.") % told,
                   place="budget")  # fmt: skip


def _said(given: Given) -> Given:
    """What every entry takes from its form."""
    said = {name: given[name] for name in ("effective_on", "purpose", "evidence", "key")}
    return said | {"pence": given["amount"]}


def _spending(book: queries.BookView, given: Given) -> Given:
    return _said(given) | {
        "fund_id": UUID(given["fund"]), "budget_id": _budget(book.id, given).id, "account": given["account"],
        "ward_id": UUID(given["ward"]) if given["ward"] else None,
    }  # fmt: skip


def _done(request: Request, book: queries.BookView, kind: str, made: actions.Outcome) -> HttpResponse:
    """Say what became of it, and offer the next one."""
    if made.posting_id is None:
        messages.success(
            request, _("It is above your limit, and kept. It is posted when a colleague has looked at it.")
        )
        return redirect("ledger:approvals", book.id)
    number = queries.posting(made.posting_id).number
    messages.success(request, _("Posted as number %(number)s.") % {"number": number})
    return redirect(f"{reverse('ledger:post_as', args=[book.id, kind])}?after={made.posting_id}")


def _pay(request: Request, book: queries.BookView, given: Given) -> HttpResponse:
    entry = entries.payment(cash=CASH, **_spending(book, given))
    if promise := promise_asked(request, book.id):
        made = actions.pay_promise(actor=request.actor, commitment_id=promise.id, entry=entry, now=request.now)
        if made.posting_id:
            messages.success(request, _("Posted, and so much of the promise is kept."))
            return redirect("ledger:promise", promise.id)
    else:
        made = actions.post(actor=request.actor, book_id=book.id, entry=entry, now=request.now)
    return _done(request, book, "payment", made)


def _post(kind: str, entry: Callable[[queries.BookView, Given], entries.Entry]) -> Act:
    def act(request: Request, book: queries.BookView, given: Given) -> HttpResponse:
        made = actions.post(actor=request.actor, book_id=book.id, entry=entry(book, given), now=request.now)
        return _done(request, book, kind, made)

    return act


def _income(_book: queries.BookView, given: Given) -> entries.Entry:
    return entries.receipt(fund_id=UUID(given["fund"]), account=given["account"], cash=CASH, **_said(given))


def _transfer(_book: queries.BookView, given: Given) -> entries.Entry:
    return entries.transfer(
        from_fund=UUID(given["from_fund"]), to_fund=UUID(given["to_fund"]), account=MOVED, cash=CASH, **_said(given)
    )


def _accrual(book: queries.BookView, given: Given) -> entries.Entry:
    return entries.accrual(accrued=ACCRUED, **_spending(book, given))


def _owe(request: Request, book: queries.BookView, given: Given) -> HttpResponse:
    other, fund = (UUID(part) for part in given["creditor"].split("."))
    made = actions.owe(
        actor=request.actor, debtor=actions.Side(book.id, UUID(given["fund"]), _budget(book.id, given).id),
        creditor=actions.Side(other, fund), now=request.now, **_said(given),
    )  # fmt: skip
    return _done(request, book, "owe", made)


def _settle(request: Request, book: queries.BookView, given: Given) -> HttpResponse:
    ours, other, theirs = (UUID(part) for part in given["debt"].split("."))
    made = actions.settle(
        actor=request.actor, debtor=actions.Side(book.id, ours), creditor=actions.Side(other, theirs), now=request.now,
        **_said(given),
    )  # fmt: skip
    return _done(request, book, "settle", made)


def _promise(request: Request, book: queries.BookView, given: Given) -> HttpResponse:
    budget = _budget(book.id, given)
    actions.commit_money(
        actor=request.actor, budget_id=budget.id, pence=given["amount"], purpose=given["purpose"], key=given["key"],
        today=given["effective_on"], evidence=given["evidence"],
    )  # fmt: skip
    messages.success(request, _("Promised. It stands in the list until it is paid or not needed any more."))
    return redirect("ledger:promises", budget.id)


def _change(request: Request, book: queries.BookView, given: Given) -> HttpResponse:
    budget = _budget(book.id, given, year=int(given["year"]))
    pence = given["amount"] if given["way"] == "more" else -given["amount"]
    actions.change_budget(
        actor=request.actor, budget_id=budget.id, pence=pence, reason=given["reason"], key=given["key"], now=request.now
    )
    messages.success(request, _("The budget is changed."))
    return redirect(address_of(budget))


KINDS = {
    "payment": Kind(
        __("Money that goes out"), __("A bill, wages or a grant, paid from a budget."), __("Post a payment"),
        __("Post the payment"), forms.PaymentForm, _pay,
    ),
    "income": Kind(
        __("Money that comes in"), __("A grant, a tax, a fee or a rent."), __("Post income"), __("Post the income"),
        forms.IncomeForm, _post("income", _income),
    ),
    "transfer": Kind(
        __("Money that moves from one fund to another"), __("Both funds are in this book."),
        __("Move money between funds"), __("Move it"), forms.TransferForm, _post("transfer", _transfer), sides=2,
        note=__("Money of a fund for one purpose stays there, so it is not offered to move from."),
    ),
    "accrual": Kind(
        __("A cost of this month whose bill comes later"),
        __("It counts as spent now, and is taken back by itself on the first day of the next month."),
        __("Post an accrual"), __("Post the accrual"), forms.AccrualForm, _post("accrual", _accrual),
    ),
    "promise": Kind(
        __("A promise: an order or a contract"),
        __("It is kept apart in its budget until it is paid or not needed any more."),
        __("Promise money of a budget"), __("Promise it"), forms.PromiseForm, _promise, limited=False,
    ),
    "change": Kind(
        __("More or less money for a budget"), __("Everybody can read when it changed, and why."),
        __("Change a budget"), __("Change the budget"), forms.ChangeForm, _change, limited=False,
    ),
    "owe": Kind(
        __("What we owe to another organisation here"), __("It stands in both books at once."),
        __("Owe another organisation"), __("Post the debt"), forms.OweForm, _owe,
    ),
    "settle": Kind(
        __("Paying another organisation here what we owe it"), __("The debt gets smaller in both books at once."),
        __("Pay a debt"), __("Pay it"), forms.SettleForm, _settle,
    ),
}  # fmt: skip
