"""Statements of banks and agencies, matched with what is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import copy_in
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.writing import sealed, whole
from coopcouncil.ledger.domain import matching
from coopcouncil.ledger.domain.matching import StatementMapping, Told
from coopcouncil.ledger.models import Statement, StatementLine
from coopcouncil.ledger.queries import reconciling


@dataclass(frozen=True)
class Matched:
    """How a statement fits: lines, those matched, postings of its days that are not on it, and how far the ledger's
    balance at its end is from the statement's (pence)."""

    lines: int
    matched: int
    unbanked: int
    difference: int


@whole
def load_statement(
    *, actor: Actor, statement: Sequence[Told], mapping: StatementMapping, content: bytes, now: datetime,
    dry_run: bool = False,
) -> Matched:  # fmt: skip
    """Keep a statement and match its lines; the same file again changes nothing.

    Raises NotAllowed, NotFound, BadInput.
    """
    book = queries.book_of(mapping.organisation)
    require(actor, "ledger.match", book)
    fund = queries.fund(book.id, mapping.fund)
    account = queries.accounts().get(mapping.account)
    if account is None or account.kind not in ("asset", "liability"):
        raise BadInput(
            f"{mapping.account} is no account that a statement is about.", mend="Such as 1000, cash at bank."
        )
    queries.take_turn(book.id)
    digest = sha256(content).hexdigest()
    starts_on, ends_on = min(line.on for line in statement), max(line.on for line in statement)
    if held := Statement.objects.filter(digest=digest).first():
        return _fits(held)
    free = reconciling.movements(fund.id, account.code, starts_on, ends_on)
    found = matching.match(statement, free)
    made = Statement(
        fund_id=fund.id, account_id=account.code, issuer=mapping.issuer, starts_on=starts_on, ends_on=ends_on,
        opening_pence=mapping.opening, closing_pence=mapping.closing, digest=digest, loaded_at=now,
    )  # fmt: skip
    if dry_run:
        balance = reconciling.balance(fund.id, account.code, ends_on)
        return Matched(len(statement), len(found), len(free) - len(found), balance - mapping.closing)
    lines = [
        StatementLine(
            statement=made, line=line.line, on=line.on, pence=line.pence, reference=line.reference,
            posting_id=found.get(line.line),
        )
        for line in statement
    ]  # fmt: skip
    sealed(made, *lines)
    made.save(force_insert=True)
    copy_in(lines)
    audit.note_all(actor, "ledger.statement_loaded", [made, *lines])
    return _fits(made)


def _fits(statement: Statement) -> Matched:
    lines = list(reconciling.lines(statement.id))
    free = reconciling.movements(statement.fund_id, statement.account_id, statement.starts_on, statement.ends_on)
    balance = reconciling.balance(statement.fund_id, statement.account_id, statement.ends_on)
    matched = sum(line.posting_id is not None for line in lines)
    return Matched(len(lines), matched, len(free), balance - statement.closing_pence)


@whole
def match_line(*, actor: Actor, line_id: UUID, posting_id: UUID) -> None:
    """Say which posting a line is. Raises NotAllowed, NotFound, Conflict: it moved another sum, or is another line."""
    line = reconciling.line(line_id)
    statement = line.statement
    require(actor, "ledger.match", statement.fund.book)
    queries.take_turn(statement.fund.book_id)
    line = reconciling.line(line_id)
    if line.posting_id:
        raise Conflict(Said("This line was matched already."))
    if reconciling.moved(posting_id, statement.fund_id, statement.account_id) != line.pence:
        raise Conflict(Said("That posting did not move this sum in this account."))
    if reconciling.is_matched(posting_id, statement.account_id):
        raise Conflict(Said("That posting is another line of a statement."))
    line.posting_id = posting_id
    sealed(line)
    line.save(update_fields=["posting_id", "seal"])
    audit.note(actor, "ledger.line_matched", line)
