"""What the ledger keeps. Nothing of it is changed or removed (`docs/explanation/ledger.md`)."""

from coopcouncil.ledger.models.books import Account, Book, Fund, Limit, Period, Reopening
from coopcouncil.ledger.models.budgets import Budget, BudgetChange, Commitment, Release
from coopcouncil.ledger.models.matching import Control, Statement, StatementLine
from coopcouncil.ledger.models.postings import Leg, Posting, Proposal
from coopcouncil.ledger.models.sums import Balance, Counter, Spending, Total

__all__ = [
    "Account",
    "Balance",
    "Book",
    "Budget",
    "BudgetChange",
    "Commitment",
    "Control",
    "Counter",
    "Fund",
    "Leg",
    "Limit",
    "Period",
    "Posting",
    "Proposal",
    "Release",
    "Reopening",
    "Spending",
    "Statement",
    "StatementLine",
    "Total",
]
