"""A book with all that the first posting needs."""

from datetime import datetime
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.books import open_book, open_fund, open_year
from coopcouncil.ledger.actions.posting import post
from coopcouncil.ledger.actions.writing import whole
from coopcouncil.ledger.domain import entries
from coopcouncil.ledger.domain.catalogue import BROUGHT_FORWARD, CASH
from coopcouncil.ledger.domain.months import months
from coopcouncil.people import public as people


@whole
def found_book(*, actor: Actor, organisation: str, year: int, fund: str, opening: int, now: datetime) -> UUID:
    """Open the book of an organisation with a year, a fund for anything and what is in the bank (pence).

    What is there already stays. Raises NotAllowed, NotFound (no such organisation), Conflict.
    """
    book = open_book(actor=actor, organisation_id=people.organisation_by_code(organisation).id, now=now)
    open_year(actor=actor, book_id=book, year=year)
    held = next((item.id for item in queries.funds(book) if item.code == fund), None)
    fund_id = held or open_fund(actor=actor, book_id=book, code=fund, name=fund.replace("-", " ").capitalize())
    if opening:
        entry = entries.receipt(
            fund_id=fund_id, account=BROUGHT_FORWARD, cash=CASH, pence=opening, effective_on=months(year)[0][1],
            purpose="Brought forward", key=f"opening {year} {fund}", kind="opening",
        )  # fmt: skip
        post(actor=actor, book_id=book, entry=entry, now=now)
    return book
