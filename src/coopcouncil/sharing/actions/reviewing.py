"""A copy of everything that is held of a person: gathered, looked through item by item, released by another person."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, contributions, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.actions.packing import pack
from coopcouncil.sharing.actions.requesting import say_there_is_news
from coopcouncil.sharing.domain import disclosing, rights
from coopcouncil.sharing.domain.disclosing import DECISIONS, Verdict
from coopcouncil.sharing.models import DataRequest, ReviewItem
from coopcouncil.sharing.queries import rights as queries

DOWNLOADABLE_FOR = timedelta(days=30)


def gather(*, actor: Actor, request_id: UUID, now: datetime) -> int:
    """Copy what every context holds of the person, each thing an item to decide. Returns how many.

    Raises NotFound, NotAllowed; Conflict where nobody has made sure who asks, or it was gathered.
    """
    with transaction.atomic():
        row = _begin(actor, request_id)
        if row.identity_by_id is None:
            raise Conflict(_("First make sure who asks."))
        row.state = rights.moved(row.kind, row.state, DataRequest.State.REVIEW)
        whole = {name: part for export in contributions.export_person for name, part in export(row.account_id).items()}
        own = disclosing.own_ways(whole)
        found = disclosing.items(whole, own=own)
        ReviewItem.objects.bulk_create(
            ReviewItem(
                request=row, number=number, section=".".join(str(part) for part in item.path[:2])[:60],
                path=list(item.path), value=item.value, flags=list(item.flags),
                hidden=sorted(disclosing.suggested(item.value, own=own)),
            )
            for number, item in enumerate(found, 1)
        )  # fmt: skip
        row.gathered_at = now
        row.save()
        audit.note(actor, "sharing.data_gathered", row, reason=f"{len(found)} items")
    return len(found)


def decide_item(
    *,
    actor: Actor,
    request_id: UUID,
    number: int,
    decision: str,
    exemption: str = "",
    reason: str = "",
    hidden: Sequence[str] = (),
    now: datetime,
) -> None:
    """Say whether one item is given, in part or not at all, and by which exemption and why not.

    `hidden` are places in it (`disclosing.leaves`). Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        row = _in_review(actor, request_id)
        item = ReviewItem.objects.select_for_update().filter(request=row, number=number).first()
        if item is None:
            raise NotFound("There is no such item.")
        _check(item, decision, exemption, reason, hidden)
        given = decision == "disclose"
        item.decision, item.exemption = decision, "" if given else exemption
        item.reason = None if given else reason.strip()
        item.hidden = sorted(hidden) if decision == "redact" else []
        item.decided_by_id, item.decided_at = actor.account_id, now
        item.save()
        audit.note(actor, "sharing.item_decided", item, reason=f"{decision} {item.exemption}".strip())


def _check(item: ReviewItem, decision: str, exemption: str, reason: str, hidden: Sequence[str]) -> None:
    if decision not in DECISIONS:
        raise BadInput(_("Say whether they get it."), place="decision")
    if decision == "disclose":
        return
    if exemption not in rights.EXEMPTIONS:
        raise BadInput(_("Name the exemption in the law that lets us keep it back."), place="exemption")
    if not reason.strip():
        raise BadInput(_("Say why the exemption fits here."), place="reason")
    if decision == "redact":
        there = {place for place, _value in disclosing.leaves(item.value)}
        if not hidden or not set(hidden) <= there:
            raise BadInput(_("Tick the parts that are taken out."), place="hidden")


def disclose_rest(*, actor: Actor, request_id: UUID, now: datetime) -> int:
    """Give all that is undecided and not flagged: what is about the person alone. Returns how many items.

    Raises NotFound, NotAllowed, Conflict.
    """
    with transaction.atomic():
        row = _in_review(actor, request_id)
        rest = ReviewItem.objects.filter(request=row, decision="", flags=[])
        count = rest.update(decision="disclose", decided_by_id=actor.account_id, decided_at=now)
        audit.note(actor, "sharing.items_disclosed", row, reason=f"{count} items")
    return count


def finish_review(*, actor: Actor, request_id: UUID) -> None:
    """Say that every item is decided. Whoever says so, or decided any, cannot release it.

    Raises NotFound, NotAllowed, Conflict.
    """
    with transaction.atomic():
        row = _in_review(actor, request_id)
        if ReviewItem.objects.filter(request=row, decision="").exists():
            raise Conflict(_("Some items are not decided yet."))
        row.state = rights.moved(row.kind, row.state, DataRequest.State.REVIEWED)
        row.reviewed_by_id = actor.account_id
        row.save()
        audit.note(actor, "sharing.review_finished", row)


def review_again(*, actor: Actor, request_id: UUID) -> None:
    """Give it back to be looked through again. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        row = _begin(actor, request_id)
        row.state = rights.moved(row.kind, row.state, DataRequest.State.REVIEW)
        row.reviewed_by_id = None
        row.save()
        audit.note(actor, "sharing.review_opened_again", row)


def release(*, actor: Actor, request_id: UUID, now: datetime, today: date) -> None:
    """Make the file of what was decided to be given, and let the person have it for 30 days. Never by itself, and never
    by whoever decided any of its items, or said that all are decided; the database refuses that too.

    Raises NotFound, NotAllowed; Conflict where it is not looked through.
    """
    with transaction.atomic():
        row = queries.data_request_for_update(request_id)
        permissions.require(actor, "sharing.release_request", row)
        row.state = rights.moved(row.kind, row.state, DataRequest.State.RELEASED)
        items = list(queries.review_items(row.id))
        verdicts = [
            (
                Verdict(
                    tuple(item.path), item.decision, frozenset(item.hidden), shows=item.exemption not in rights.SILENT
                ),
                item.value,
            )
            for item in items
        ]
        withheld = [item.exemption for item in items if item.exemption]
        with translation.override("en-gb"):
            row.package = pack(
                disclosing.disclosed(verdicts), name=people.person_name(row.account_id), withheld=withheld,
                received_on=row.received_on, today=today, at=now,
            )  # fmt: skip
        row.released_by_id, row.package_until = actor.account_id, now + DOWNLOADABLE_FOR
        row.closed_at, row.due_on = now, None
        row.save()
        queries.review_items(row.id).update(value=None)  # the decisions stay: the person may complain of them
        say_there_is_news(row, now)
        audit.note(actor, "sharing.data_released", row, reason=f"{len(items)} items, {len(withheld)} kept back")


def download(*, actor: Actor, request_id: UUID, now: datetime, today: date) -> bytes:
    """The file, for whoever asked and for the person alone; each time is noted.

    Raises NotFound (also when its time is over), NotAllowed.
    """
    with transaction.atomic():
        row = queries.data_request_for_update(request_id)
        permissions.require(actor, "sharing.own_request", queries.asked(row, today))
        if row.package is None or row.package_until is None or row.package_until <= now:
            raise NotFound("There is no file (any more).")
        row.downloaded_at = row.downloaded_at or now
        row.save(update_fields=["downloaded_at"])
        audit.read(actor, "sharing.data_downloaded", row, about=[row.account_id])
        return bytes(row.package)


def forget_requests(account_id: UUID) -> None:
    """Empty what a person asked about their data, when they are erased; that and when they asked stays."""
    mine = DataRequest.objects.filter(Q(account_id=account_id) | Q(asked_by_id=account_id))
    ReviewItem.objects.filter(request__in=mine).delete()
    mine.update(words=None, letters=[], package=None)


def _begin(actor: Actor, request_id: UUID) -> DataRequest:
    row = queries.data_request_for_update(request_id)
    permissions.require(actor, "sharing.handle_request", row)
    return row


def _in_review(actor: Actor, request_id: UUID) -> DataRequest:
    row = _begin(actor, request_id)
    if row.state != DataRequest.State.REVIEW:
        raise Conflict(_("This is not being looked through now."))
    return row
