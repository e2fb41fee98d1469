"""Months: closed by one, reopened by two, certified for good."""

from datetime import datetime
from uuid import UUID

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.kernel.words import Said
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.writing import sealed, whole
from coopcouncil.ledger.models import Period, Proposal, Reopening


def _to(period: Period, state: str) -> None:
    if state == Period.State.CLOSED:
        period.closings += 1
    period.state = state
    sealed(period)
    period.save(update_fields=["state", "closings", "seal"])


@whole
def close_month(*, actor: Actor, period_id: UUID) -> None:
    """Close a month: nothing more is posted in it. Raises NotAllowed, NotFound, Conflict (an earlier one is open)."""
    period = queries.period(period_id)
    require(actor, "ledger.keep", period.book)
    queries.take_turn(period.book_id)
    period = queries.period(period_id)
    if period.state != Period.State.OPEN:
        raise Conflict(Said("This month is closed already."))
    if Period.objects.filter(book_id=period.book_id, starts_on__lt=period.starts_on, state="open").exists():
        raise Conflict(Said("An earlier month is still open. Close that one first."))
    _to(period, Period.State.CLOSED)
    head = queries.take_turn(period.book_id)
    # The trail, which leaves the database sealed, says how far the book went and under which seal.
    audit.note(actor, "ledger.month_closed", period, reason=f"number {head[0]}, seal {head[1].hex()}")


@whole
def close_months(*, actor: Actor, book_id: UUID, year: int, number: int) -> None:
    """Close the open months of a year up to this one, in order. Raises NotAllowed, NotFound."""
    require(actor, "ledger.keep", queries.book(book_id))
    head = queries.take_turn(book_id)
    months = [month for month in queries.periods(book_id, year) if month.number <= number and month.state == "open"]
    for month in months:
        _to(month, Period.State.CLOSED)
    audit.note_all(actor, "ledger.month_closed", months, reason=f"number {head[0]}, seal {head[1].hex()}")


@whole
def ask_reopening(*, actor: Actor, period_id: UUID, reason: str, now: datetime) -> UUID:
    """Ask that a closed month be opened again. Raises NotAllowed, NotFound, BadInput, Conflict."""
    period = queries.period(period_id)
    require(actor, "ledger.keep", period.book)
    if actor.account_id is None:
        raise NotAllowed("ledger.keep", about_object=True)
    if not reason.strip():
        raise BadInput(Said("Say why."), place="reason")
    queries.take_turn(period.book_id)
    period = queries.period(period_id)
    if period.state == Period.State.CERTIFIED:
        raise Conflict(Said("The year is certified, and is never opened again."))
    if period.state != Period.State.CLOSED:
        raise Conflict(Said("This month is open."))
    if Reopening.objects.filter(period_id=period_id, closing=period.closings).exists():
        raise Conflict(Said("Somebody asked for that already."))
    asked = Reopening(
        period_id=period_id, closing=period.closings, reason=reason.strip(), asked_by_id=actor.account_id, asked_at=now
    )
    sealed(asked)
    asked.save(force_insert=True)
    audit.note(actor, "ledger.reopening_asked", asked)
    return asked.id


@whole
def agree_reopening(*, actor: Actor, period_id: UUID, now: datetime) -> None:
    """Agree that a month is opened again, which a colleague asked for. Raises NotAllowed, NotFound, Conflict."""
    period = queries.period(period_id)
    require(actor, "ledger.keep", period.book)
    queries.take_turn(period.book_id)
    period = queries.period(period_id)
    asked = Reopening.objects.filter(period_id=period_id, closing=period.closings, agreed_by__isnull=True).first()
    if asked is None or period.state != Period.State.CLOSED:
        raise Conflict(Said("Nobody has asked for this month to be opened again."))
    if actor.account_id is None or asked.asked_by_id == actor.account_id:
        raise Conflict(Said("Somebody else must agree to what you asked for."))
    asked.agreed_by_id, asked.agreed_at = actor.account_id, now
    sealed(asked)
    asked.save(update_fields=["agreed_by_id", "agreed_at", "seal"])
    _to(period, Period.State.OPEN)
    audit.note(actor, "ledger.month_reopened", period)


@whole
def certify_year(*, actor: Actor, book_id: UUID, year: int) -> None:
    """Certify a year, for good. Raises NotAllowed, NotFound, Conflict: a month is open, or a proposal waits."""
    book = queries.book(book_id)
    require(actor, "ledger.keep", book)
    queries.take_turn(book_id)
    months = queries.periods(book_id, year)
    if len(months) != 12 or any(month.state == Period.State.OPEN for month in months):
        raise Conflict(Said("All twelve months must be closed first."))
    if all(month.state == Period.State.CERTIFIED for month in months):
        raise Conflict(Said("The year is certified, and is never opened again."))
    days = months[0].starts_on.isoformat(), months[-1].ends_on.isoformat()
    if Proposal.objects.filter(book_id=book_id, state="waiting", entry__effective_on__range=days).exists():
        raise Conflict(Said("Something proposed for this year waits for a second person."))
    for month in months:
        _to(month, Period.State.CERTIFIED)
    audit.note_all(actor, "ledger.year_certified", months)
