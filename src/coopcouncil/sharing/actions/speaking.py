"""Writing to people: what is to be said is kept with what caused it; a worker carries it, at least once.

A message is said once: `once` names what it is about. Answers that come within a while are one message. The words are
made when it leaves. They hold no fact, no name of a life event and no name of a service: whoever else reads the
person's mail learns that the council has written, and no more. A letter with a decision goes only to whoever chose
letters, at an address that was shown to reach them.
"""

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing import gateways
from coopcouncil.sharing.actions.returning import TOPIC, catch_up
from coopcouncil.sharing.actions.wording import letter, written
from coopcouncil.sharing.domain.safe import may_write_to
from coopcouncil.sharing.domain.speaking import JOINED, next_attempt, template_for
from coopcouncil.sharing.gateways import Outgoing, Sent
from coopcouncil.sharing.models import Answer, Decision, Message, Notice, Proposal, Submission
from coopcouncil.sharing.queries import speaking as queries
from coopcouncil.sharing.queries.speaking import follower

_TO_BE_SENT = (Message.State.QUEUED, Message.State.RETRYING)

log = structlog.get_logger("coopcouncil.sharing")


def say_told(submission: Submission, now: datetime) -> None:
    """Confirm with the reference. Call inside the transaction that tells."""
    _say(submission, "told", f"told:{submission.id}", {"reference": submission.reference}, now)


def say_answered(notice: Notice, answer: Answer, decision: Decision | None, now: datetime) -> None:
    """Say that a service has answered. Call inside the transaction that keeps the answer."""
    submission = notice.submission
    if decision is not None:
        values = {"reference": submission.reference, "decision": str(decision.id)}
        _say(submission, "decision", f"decision:{decision.id}", values, now, notice)
        return
    template = template_for(notice.kind, answer.kind)
    about = {"reference": submission.reference, "answers": [str(answer.id)]}
    _say(submission, template, f"{template}:{answer.id}", about, now, notice)


def say_proposed(notice: Notice, proposal: Proposal, now: datetime) -> None:
    """Say that a service asks the person to check something. Call inside the transaction that keeps the proposal."""
    values = {"reference": notice.submission.reference}
    _say(notice.submission, "proposed", f"proposed:{proposal.id}", values, now, notice)


def _say(
    submission: Submission,
    template: str,
    once: str,
    values: Mapping[str, Any],
    now: datetime,
    notice: Notice | None = None,
) -> None:
    if submission.account_id is None or not may_write_to(submission):
        return
    reach = people.reach(submission.account_id)
    if reach is None or reach.channel not in gateways.channels():
        return
    if template in JOINED and _joins(submission.account_id, template, values):
        return
    language = submission.language if submission.language != "en" else reach.language
    message = Message(
        account_id=submission.account_id,
        submission=submission,
        notice=notice,
        template=template,
        channel=reach.channel,
        to=reach.to,
        values=dict(values),
        language=language,
        once=once,
        queued_at=now,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if Message.objects.filter(id=message.id).exists():  # else the same was said before
        wait = timedelta(minutes=settings.DIGEST_MINUTES) if template in JOINED else timedelta(0)
        outbox.add(TOPIC, message.id, due_at=now + wait)


def _joins(account_id: UUID, template: str, values: Mapping[str, Any]) -> bool:
    """Add an answer to the message that waits for more of them. False where none waits.

    Two answers at once take turns, each seeing the message of the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sharing.say:{account_id}:{template}"])
    waiting = queries.message_waiting_for_update(account_id, template)
    if waiting is None:
        return False
    waiting.values = {**waiting.values, "answers": [*waiting.values["answers"], *values["answers"]]}
    waiting.save(update_fields=["values"])
    return True


def write(*, message_id: UUID, now: datetime) -> datetime | None:
    """Try once. Returns None when there is nothing more to send, or the moment to try again.

    First it is closed, so that nothing joins what has perhaps been read already; then it is sent, while no transaction
    is held; then that is written down. A worker that dies between the two leaves it closed: the next one sends it under
    the same id, by which the other side knows it.
    """
    with transaction.atomic():
        message = queries.message_for_update(message_id)
        if message.state not in _TO_BE_SENT:
            return None
        again = message.attempts > 0
        message.attempts += 1
        message.save(update_fields=["attempts"])
    sent = _try_to_send(message, again)
    with transaction.atomic():
        message = queries.message_for_update(message_id)
        if message.state not in _TO_BE_SENT:  # sent by another worker in the meantime, or its person was erased
            if not message.to:
                gateways.remove_messages([message.id])
            return None
        return _write_down(message, sent, now)


def _write_down(message: Message, sent: Sent, now: datetime) -> datetime | None:
    message.last_error, at = sent.code if not sent.is_sent else "", None
    if sent.is_sent:
        message.state, message.sent_at, message.provider_id = Message.State.SENT, now, sent.provider_id
    else:
        at = None if sent.hopeless else next_attempt(message.attempts, now=now)
        message.state = Message.State.RETRYING if at else Message.State.DEAD
    message.save()
    if sent.is_sent:
        catch_up(message, now)
    if at is None:
        audit.note(SYSTEM, f"sharing.message_{message.state}", message, reason=sent.code)
    return at


def _try_to_send(message: Message, again: bool) -> Sent:
    """Whatever goes wrong with it is the outcome of this attempt."""
    try:
        with translation.override(_full(message.language)):
            words = written(message)
            made = letter(message, words) if message.channel == Message.Channel.LETTER else b""
        return gateways.send_message(
            Outgoing(
                message.id, message.channel, message.to, words.subject, words.short if
                message.channel == Message.Channel.TEXT else words.text, made, again, files=_files(message),
            )
        )  # fmt: skip
    except (DatabaseError, InterfaceError):
        raise  # nothing can be written down either: the outbox tries again
    except Exception:
        log.exception("writing failed", message=str(message.id))
        return Sent("broken")


def _files(message: Message) -> tuple[tuple[str, str, bytes], ...]:
    return tuple((name, kind, b64decode(content)) for name, kind, content in message.values.get("files", ()))


def _full(language: str) -> str:
    """The code of settings.LANGUAGES for a kept one."""
    return next((code for code, _name in settings.LANGUAGES if code.partition("-")[0] == language), "en-gb")


def write_again(*, actor: Actor, message_id: UUID, now: datetime) -> None:
    """Put a message that could not be sent back in the queue, to where the person can be reached now.

    Raises NotFound, NotAllowed, Conflict when it is not stuck (any more), or nothing reaches the person.
    """
    permissions.require(actor, "sharing.replay")
    with transaction.atomic():
        message = queries.message_for_update(message_id)
        if message.state != Message.State.DEAD:
            raise Conflict(_("This message is not stuck any more, so it was not sent again."))
        reach = people.reach(message.account_id) if message.account_id else None
        if reach is None:
            raise Conflict(_("We know no address at which this person wants to be reached. Phone them instead."))
        if message.sent_at is not None:  # it came back: under the same id it would be taken for the one that did
            again = follower(message, channel=reach.channel, to=reach.to, returns=0, now=now)
            message.state = Message.State.RETURNED
            message.save(update_fields=["state"])
            Message.objects.bulk_create([again])
        else:
            again = message
            message.channel, message.to, message.state = reach.channel, reach.to, Message.State.RETRYING
            message.attempts, message.last_error = 1, ""  # it may have arrived: the other side is asked
            message.save()
        outbox.add(TOPIC, again.id, due_at=now)
        audit.note(actor, "sharing.message_sent_again", message)
