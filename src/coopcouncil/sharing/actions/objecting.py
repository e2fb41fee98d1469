"""A person objects to a disclosure; the council answers in writing within a month. Meanwhile nothing more goes of it.

Upheld: whoever was told is told to stop, as where consent ends. Overridden: the council has compelling grounds that
weigh more, says them, and what was held goes on (UK GDPR, Articles 18(1)(d) and 21(1)).
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.gate import let_go
from coopcouncil.sharing.actions.news import write_news
from coopcouncil.sharing.actions.stopping import stop
from coopcouncil.sharing.actions.submitting import put_in_outbox
from coopcouncil.sharing.domain.delivery import TO_BE_SENT
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.objections import BASES, MOST_WORDS, due_on
from coopcouncil.sharing.domain.safe import may_write_to
from coopcouncil.sharing.domain.watching import shipped_watch
from coopcouncil.sharing.models import Delivery, Notice, Objection
from coopcouncil.sharing.queries.agreements import NO_AGREEMENT, OBJECTION, Ways
from coopcouncil.sharing.queries.objections import notice_told, objection

ANSWER = "sharing.answer_objection"


def object_to(*, actor: Actor, notice_id: UUID, grounds: str, now: datetime) -> UUID:
    """Object to one service being told. What was not sent yet is held until it is answered, but for an emergency and
    for what keeps somebody safe.

    Raises NotFound, NotAllowed, BadInput, Conflict where there is nothing to object to, or it was objected to before.
    """
    if not grounds.strip() or len(grounds) > MOST_WORDS:
        raise BadInput(Said("Say why, in your own words: at most 2,000 characters."), place="grounds")
    with transaction.atomic():
        notice = notice_told(notice_id)
        submission = queries.submission_for_update(notice.submission_id)
        permissions.require(actor, "sharing.object", submission)
        if notice.basis not in BASES or submission.withdrawn_at:
            raise Conflict(Said("This rests on something that cannot be objected to, or was taken back."))
        if Objection.objects.filter(notice=notice).exists():
            raise Conflict(Said("You have objected to this before."))
        made = Objection.objects.create(
            notice=notice,
            grounds=grounds.strip(),
            made_at=now,
            due_on=due_on(now.astimezone(COUNCIL_TIME).date(), england()),
        )
        # What keeps somebody safe goes all the same: the answer weighs it, and it does not wait for the answer.
        waits = notice.urgency != Notice.Urgency.EMERGENCY and not shipped_watch().is_safeguarding(notice.purpose)
        chain = queries.chain_for_update([notice.id]) if waits else []
        waiting = [row for row in chain if row.state in {*TO_BE_SENT, "held"}]
        outbox.call_off("sharing.deliver", [row.id for row in waiting], now=now)
        for row in waiting:
            row.state, row.last_error, row.agreement_id, row.without = Delivery.State.HELD, OBJECTION, None, ""
            row.next_attempt_at, row.changed_at = None, now
            row.save()
        audit.note(actor, "sharing.objected", made)
    return made.id


def open_objection(*, actor: Actor, objection_id: UUID) -> Objection:
    """Read one, to answer it. The reading is logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = objection(objection_id)
        permissions.require(actor, ANSWER, found)
        audit.read(actor, "sharing.objection_read", found)
    return found


def answer_objection(*, actor: Actor, objection_id: UUID, upheld: bool, reasons: str, now: datetime) -> None:
    """Answer in writing, once. Raises NotFound, NotAllowed, BadInput, Conflict."""
    if not reasons.strip() or len(reasons) > MOST_WORDS:
        raise BadInput(Said("Give your reasons, for the person: at most 2,000 characters."), place="reasons")
    with transaction.atomic():
        found = objection(objection_id)
        submission = queries.submission_for_update(found.notice.submission_id)
        permissions.require(actor, ANSWER, found)
        found.refresh_from_db(fields=["state"])
        if found.state != Objection.State.OPEN:
            raise Conflict(Said("This was answered before."))
        found.state = Objection.State.UPHELD if upheld else Objection.State.OVERRIDDEN
        found.reasons, found.decided_at, found.decided_by_id = reasons.strip(), now, actor.account_id
        found.save()
        if submission.withdrawn_at is None:
            if upheld:
                stop([found.notice], because=Notice.Because.OBJECTION, now=now)
            else:
                _go_on(found.notice, now)
        audit.note(actor, f"sharing.objection_{found.state}", found)
        if submission.account_id and may_write_to(submission):
            _say(found, submission.account_id, now)


def _go_on(notice: Notice, now: datetime) -> None:
    ways, free = Ways(now), []
    for row in queries.chain_for_update([notice.id]):
        if row.state != Delivery.State.HELD or row.last_error != OBJECTION:
            continue
        way = ways.of(row.notice)
        if way.is_open:
            row.agreement_id, row.without = way.agreement_id, way.without
            let_go(row, now)
            free.append(row)
        else:
            row.last_error = NO_AGREEMENT
            row.save(update_fields=["last_error"])
    put_in_outbox(free, now)


def _say(found: Objection, account_id: UUID, now: datetime) -> None:
    """Write to the person that there is something to read in their account; never what."""
    write_news(account_id=account_id, template="your_data", values={}, once=f"objection:{found.id}", now=now)
