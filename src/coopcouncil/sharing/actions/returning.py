"""Messages to people that came back: sent again after a while, or at once by another way that reaches the person.

An address that does not work is written to no more, and its person sees that in their account. Where no way is left the
message is dead, and waits on the administrator's desk: somebody phones.
"""

from datetime import datetime

from coopcouncil.foundation import audit, outbox
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.people import public as people
from coopcouncil.sharing import gateways
from coopcouncil.sharing.domain.reports import FAILED, again_after
from coopcouncil.sharing.domain.safe import may_write_to
from coopcouncil.sharing.models import MailReport, Message
from coopcouncil.sharing.queries import reporting, speaking

RETURNED, UNWANTED = "returned", "unwanted"
TOPIC = "sharing.write"


def catch_up(message: Message, now: datetime) -> None:
    """Apply what was reported before we had written down that this was sent. Call with the row locked and saved."""
    for row in reporting.not_applied(message):
        apply(row, message, now)


def apply(row: MailReport, message: Message, now: datetime) -> None:
    """Do what a report asks for, if it still does. Call with the message locked."""
    if _apply(row, message, now):
        MailReport.objects.filter(id=row.id).update(applied_at=now)


def _apply(row: MailReport, message: Message, now: datetime) -> bool:
    if message.state != Message.State.SENT or not message.to or not _of_this_way(row, message):
        return False
    if row.kind == MailReport.Kind.COMPLAINED:
        return _fail_address(message, UNWANTED, now)
    if row.kind not in FAILED:
        return False
    message.last_error = RETURNED
    wait = again_after(message.returns + 1) if row.kind == MailReport.Kind.TEMPORARY else None
    if row.kind == MailReport.Kind.PERMANENT:
        _fail_address(message, RETURNED, now)
    followed = (
        _send_again(message, message.channel, message.to, now + wait, now) if wait else _by_another_way(message, now)
    )
    message.state = Message.State.RETURNED if followed else Message.State.DEAD  # then it waits on a desk
    message.save(update_fields=["state", "last_error"])
    audit.note(SYSTEM, f"sharing.message_{message.state}", message, reason=row.kind)
    return True


def _of_this_way(row: MailReport, message: Message) -> bool:
    return row.carrier == MailReport.Carrier.NOTIFY or message.channel == Message.Channel.EMAIL


def _fail_address(message: Message, why: str, now: datetime) -> bool:
    if message.account_id is None:
        return False
    people.address_failed(account_id=message.account_id, channel=message.channel, to=message.to, why=why, now=now)
    return True


def _by_another_way(message: Message, now: datetime) -> bool:
    if message.submission is not None and not may_write_to(message.submission):
        return False
    reach = people.reach(message.account_id) if message.account_id else None
    if reach is None or reach.channel not in gateways.channels() or reach.channel == message.channel:
        return False
    return _send_again(message, reach.channel, reach.to, now, now, returns=0)


def _send_again(
    message: Message, channel: str, to: object, due_at: datetime, now: datetime, *, returns: int | None = None
) -> bool:
    """Say the same under a new id: under the old one the other side would take it for the same message."""
    follower = speaking.follower(
        message, channel=channel, to=to, returns=message.returns + 1 if returns is None else returns, now=now
    )
    Message.objects.bulk_create([follower])
    outbox.add(TOPIC, follower.id, due_at=due_at)
    return True
