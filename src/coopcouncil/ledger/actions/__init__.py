"""What changes in the ledger: one verb each, one transaction, sealed and audited."""

from coopcouncil.ledger.actions.between import Side, owe, settle
from coopcouncil.ledger.actions.books import (
    BudgetLine,
    change_budget,
    load_chart,
    open_book,
    open_fund,
    open_year,
    set_budgets,
)
from coopcouncil.ledger.actions.months import agree_reopening, ask_reopening, certify_year, close_month
from coopcouncil.ledger.actions.posting import Outcome, approve, post, refuse, reverse
from coopcouncil.ledger.actions.promises import commit_money, pay_promise, release_commitment

__all__ = [
    "BudgetLine",
    "Outcome",
    "Side",
    "agree_reopening",
    "approve",
    "ask_reopening",
    "certify_year",
    "change_budget",
    "close_month",
    "commit_money",
    "load_chart",
    "open_book",
    "open_fund",
    "open_year",
    "owe",
    "pay_promise",
    "post",
    "refuse",
    "release_commitment",
    "reverse",
    "set_budgets",
    "settle",
]
