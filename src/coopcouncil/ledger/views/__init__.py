"""The ledger's pages: where the money goes, for everybody; the desk of whoever keeps or reads a book."""

from coopcouncil.ledger.views.approving import approval, approvals
from coopcouncil.ledger.views.entering import post, post_as
from coopcouncil.ledger.views.keeping import book, books, budgets, month, postings, trial_balance
from coopcouncil.ledger.views.money import budget, money, money_by, pound
from coopcouncil.ledger.views.posted import posting
from coopcouncil.ledger.views.promises import promise, promises
from coopcouncil.ledger.views.reconciling import line, statement, statements

__all__ = [
    "approval",
    "approvals",
    "book",
    "books",
    "budget",
    "budgets",
    "line",
    "money",
    "money_by",
    "month",
    "post",
    "post_as",
    "posting",
    "postings",
    "pound",
    "promise",
    "promises",
    "statement",
    "statements",
    "trial_balance",
]
