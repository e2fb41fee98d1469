"""Writing to somebody that there is something to read behind their sign-in: never what."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.foundation import outbox
from coopcouncil.people import public as people
from coopcouncil.sharing import gateways
from coopcouncil.sharing.actions.returning import TOPIC
from coopcouncil.sharing.models import Message

NEVER_TO_BE_SENT = "erased"  # as `erasing` says it: it waits on nobody's desk


def write_news(
    *, account_id: UUID, template: str, values: dict[str, Any], once: str, now: datetime, at_work: str = ""
) -> bool:
    """Have a message written, once for each `once`. Call inside a transaction. Returns whether one will be.

    It goes the way that the person chose; with `at_work`, an e-mail address, to that: what a resident chose for
    themself says nothing of the letters that they get at work.
    """
    reach = None if at_work else people.reach(account_id)
    channel, to = ("email", at_work) if at_work else (reach.channel, reach.to) if reach else ("", "")
    if channel not in gateways.channels():
        return False
    message = Message(
        account_id=account_id, template=template, channel=channel, to=to, values=values,
        language=reach.language if reach else "en", queued_at=now, once=once,
    )  # fmt: skip
    Message.objects.bulk_create([message], ignore_conflicts=True)
    made = Message.objects.filter(id=message.id).exists()
    if made:
        outbox.add(TOPIC, message.id, due_at=now)
    return made


def write_to_address(
    *, letter_id: UUID, to: str, template: str, values: dict[str, Any], language: str, now: datetime
) -> bool:
    """Have an e-mail written to an address that is nobody's account here, once for each `letter_id`, which is its id.
    Call inside a transaction. Returns whether one will be.
    """
    message = Message(
        id=letter_id, template=template, channel="email", to=to, values=values, language=language, queued_at=now,
        once=f"{template}:{letter_id}",
    )  # fmt: skip
    if Message.objects.filter(id=letter_id).exists():
        return False
    Message.objects.bulk_create([message])
    outbox.add(TOPIC, message.id, due_at=now)
    return True


def empty(letter_ids: Collection[UUID]) -> None:
    """Letters as they are after their time: that there was one stays. Call inside a transaction."""
    rows = Message.objects.filter(id__in=letter_ids)
    rows.filter(state__in=[Message.State.QUEUED, Message.State.RETRYING]).update(state=Message.State.DEAD)
    rows.update(to="", values={}, last_error=NEVER_TO_BE_SENT)
    gateways.remove_messages(letter_ids)
