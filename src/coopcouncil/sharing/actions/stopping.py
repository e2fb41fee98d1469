"""Telling services to stop: what they were told may be used no more, though it was not wrong.

The person no longer agrees, or objected and was right. What was not sent yet is not sent any more. Whoever may have got
it gets a notice that says so, by the way that it has now, and answers that it has stopped and erased it, or under which
law it keeps it (UK GDPR, Articles 7(3), 17 and 19).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from coopcouncil.foundation import outbox
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.clearing import take_out_of_files
from coopcouncil.sharing.actions.submitting import TOPIC, put_on_their_way
from coopcouncil.sharing.domain.delivery import TO_BE_SENT
from coopcouncil.sharing.domain.safe import SafeContact, kept_contact
from coopcouncil.sharing.domain.undo import urgency_of_withdrawal
from coopcouncil.sharing.models import Delivery, Notice

LONGEST_TITLE = 200


def stop(notices: Sequence[Notice], *, because: str, now: datetime) -> int:
    """Stop what was told first in these notices, with whatever corrected it. Returns how many services are told so.

    `because` is consent or objection. Call inside the transaction that decides it, the submission locked.
    """
    told, under_way = _stop_what_is_unsent([notice.id for notice in notices], now)
    with translation.override(settings.LANGUAGE_CODE):  # the services read it
        stops = [_stop(notice, because, now) for notice in notices if notice.id in told]
    # A worker may be sending it at this moment: what stops it must not be there first.
    put_on_their_way(stops, now + outbox.LEASE if under_way else now)
    return len(stops)


def _stop_what_is_unsent(notice_ids: Sequence[UUID], now: datetime) -> tuple[set[UUID], bool]:
    """Stop what has still to be sent. Returns of which notices a part may have arrived, or been read, already; and
    whether anything may be under way.
    """
    deliveries = queries.chain_for_update(notice_ids)
    waiting = [row for row in deliveries if row.state in {*TO_BE_SENT, Delivery.State.HELD}]
    called_off = outbox.call_off(TOPIC, [row.id for row in waiting], now=now)
    tried = queries.tried(row.id for row in waiting)
    # A notice in an inbox may be read before a worker has looked at it, and before it was held.
    never = {
        row.id
        for row in waiting
        if row.id not in tried
        and row.route == Delivery.Route.WEBHOOK
        and (row.state == Delivery.State.HELD or row.id in called_off)
    }
    for row in waiting:
        row.state, row.next_attempt_at, row.changed_at = Delivery.State.STOPPED, None, now
        row.save(update_fields=["state", "next_attempt_at", "changed_at"])
    take_out_of_files(notice_ids)
    told = {row.notice.corrects_id or row.notice_id for row in deliveries if row.id not in never}
    return told, any(row.id not in called_off for row in waiting if row.id not in never)


def _stop(notice: Notice, because: str, now: datetime) -> Notice:
    """It carries no fact: the reference stands in its submission, and the original beside it."""
    return Notice(
        **same(notice),
        kind=Notice.Kind.STOP,
        corrects=notice,
        because=because,
        title=(_("Stop: %(title)s") % {"title": notice.title})[:LONGEST_TITLE],
        what_happens=_("They use what they were told no more, and erase it unless a law keeps it."),
        facts=[],
        safe_contact=kept_contact(SafeContact("none")) if notice.safe_contact else None,
        urgency=urgency_of_withdrawal(notice.urgency, may_end_entitlement=True),
        standing=Notice.Standing.REPORTED,
        standing_words=_("To be stopped"),
        standing_means=_("What you were told may be used no more. Nothing else may stop because of it."),
        may_end_entitlement=False,
        created_at=now,
    )


def same(notice: Notice) -> dict[str, Any]:
    """What a notice and the one that follows it have in common: to whom, and why."""
    names: Sequence[str] = (
        "submission_id", "code", "service_type", "service_id", "organisation_id", "purpose", "purpose_words", "basis",
        "gateway", "identity", "by_consent", "instead_of",
    )  # fmt: skip
    return {name: getattr(notice, name) for name in names}
