"""What the council does with what people ask about their data: who asks, when it is due, yes or no, and why."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing.actions.requesting import due_on, letter, run_on, say_there_is_news
from coopcouncil.sharing.domain import rights
from coopcouncil.sharing.models import DataRequest
from coopcouncil.sharing.queries import rights as queries

WHYS = ("identity", "clarification")
HOWS = ("signed_in", "proof", "document", "known", "power_checked")


def _begin(actor: Actor, request_id: UUID) -> DataRequest:
    row = queries.data_request_for_update(request_id)
    permissions.require(actor, "sharing.handle_request", row)
    return row


def _needs_words(words: str) -> str:
    if not words.strip():
        raise BadInput(_("Write what the person is to read."), place="words")
    return words


def pause_request(*, actor: Actor, request_id: UUID, why: str, words: str, now: datetime, today: date) -> None:
    """Ask the person who they are, or what they mean; the clock stands still until they answer.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        row = _begin(actor, request_id)
        if why not in WHYS:
            raise BadInput(_("Say whether you ask who they are, or what they mean."), place="why")
        row.state = rights.moved(row.kind, row.state, DataRequest.State.WAITING)
        row.letters = [*row.letters, letter(f"asked_{why}", _needs_words(words), today)]
        row.pauses = [*row.pauses, [why, today.isoformat(), None]]
        row.due_on = None
        row.save()
        say_there_is_news(row, now)
        audit.note(actor, "sharing.data_request_paused", row, reason=why)


def resume_request(*, actor: Actor, request_id: UUID, today: date) -> None:
    """The person answered by letter or telephone: the clock runs on. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        row = _begin(actor, request_id)
        run_on(row, today)
        row.save()
        audit.note(actor, "sharing.data_request_runs_on", row)


def confirm_identity(*, actor: Actor, request_id: UUID, how: str) -> None:
    """Put down how it was made sure who asks and, where they ask for somebody else, that they may.

    Raises NotFound, NotAllowed, BadInput; Conflict where it is too late or too early for that.
    """
    with transaction.atomic():
        row = _begin(actor, request_id)
        if row.kind == rights.COMPLAINT or row.state != DataRequest.State.RECEIVED:
            raise Conflict(_("Who asks is checked first, while nothing else was done."))
        if how not in HOWS or (row.authority_id is not None) != (how == "power_checked"):
            raise BadInput(_("Say how you made sure who asks and, for somebody else, that they may."), place="how")
        row.identity_by_id, row.identity_how = actor.account_id, how
        row.save()
        audit.note(actor, "sharing.data_request_identity", row, reason=how)


def extend_request(*, actor: Actor, request_id: UUID, words: str, now: datetime, today: date) -> None:
    """Take two months more, and tell the person why, within the first month.

    Raises NotFound, NotAllowed, BadInput; Conflict where it was extended, stands still, or the month is over.
    """
    with transaction.atomic():
        row = _begin(actor, request_id)
        if row.kind == rights.COMPLAINT or row.state in rights.CLOSED or not queries.clock_of(row).may_extend(today):
            raise Conflict(_("This cannot be extended: it was extended, stands still, or its first month is over."))
        row.extended_at = now
        row.due_on = due_on(row)
        row.letters = [*row.letters, letter("extended", _needs_words(words), today)]
        row.save()
        say_there_is_news(row, now)
        audit.note(actor, "sharing.data_request_extended", row)


def refuse_request(*, actor: Actor, request_id: UUID, words: str, now: datetime, today: date) -> None:
    """Say no, with the reasons. Raises NotFound, NotAllowed, BadInput, Conflict."""
    _close(actor, request_id, DataRequest.State.REFUSED, "refused", words, now, today)


def acknowledge_complaint(*, actor: Actor, request_id: UUID, words: str, now: datetime, today: date) -> None:
    """Tell the person that their complaint is here and who looks into it. Raises as above."""
    with transaction.atomic():
        row = _begin(actor, request_id)
        row.state = rights.moved(row.kind, row.state, DataRequest.State.ACKNOWLEDGED)
        row.letters = [*row.letters, letter("acknowledged", _needs_words(words), today)]
        row.save()
        say_there_is_news(row, now)
        audit.note(actor, "sharing.complaint_acknowledged", row)


def answer_complaint(*, actor: Actor, request_id: UUID, words: str, now: datetime, today: date) -> None:
    """Answer a complaint in writing. Raises as above."""
    _close(actor, request_id, DataRequest.State.ANSWERED, "answered", words, now, today)


def decide_erasure(*, actor: Actor, request_id: UUID, words: str, now: datetime, today: date) -> None:
    """Say yes to erasing, with what stays and why. The job does it, once nothing stands in the way.

    Raises NotFound, NotAllowed, BadInput; Conflict where nobody has made sure who asks.
    """
    with transaction.atomic():
        row = _begin(actor, request_id)
        if row.identity_by_id is None:
            raise Conflict(_("First make sure who asks."))
        row.state = rights.moved(row.kind, row.state, DataRequest.State.DECIDED)
        row.reviewed_by_id = actor.account_id
        row.letters = [*row.letters, letter("erasure_granted", _needs_words(words), today)]
        row.save()
        say_there_is_news(row, now)
        audit.note(actor, "sharing.erasure_granted", row)


def _close(actor: Actor, request_id: UUID, to: str, what: str, words: str, now: datetime, today: date) -> None:
    with transaction.atomic():
        row = _begin(actor, request_id)
        row.state = rights.moved(row.kind, row.state, to)
        row.letters = [*row.letters, letter(what, _needs_words(words), today)]
        row.closed_at, row.due_on = now, None
        row.save()
        queries.review_items(row.id).delete()
        say_there_is_news(row, now)
        audit.note(actor, f"sharing.data_request_{what}", row)
