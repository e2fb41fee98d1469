"""Two records of one person are joined, and parted again: one officer proposes, another decides, nothing is moved."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import queries
from coopcouncil.people.domain.matching import OBJECTED, PARTING, enough_to_join
from coopcouncil.people.models import LinkReview, RecordLink
from coopcouncil.people.queries import matching


def propose_link(*, actor: Actor, one: UUID, other: UUID, grounds: Collection[str], now: datetime) -> UUID:
    """Propose that two records are of one person. Nothing is joined until another officer agrees. Returns the proposal.

    Raises NotAllowed; BadInput where the grounds are too few; Conflict where it is proposed or holds already.
    """
    with transaction.atomic():
        permissions.require(actor, "people.propose_link", (one, other))
        if one == other:
            raise BadInput(_("That is one record, not two."))
        if not enough_to_join(grounds):
            words = _("Ask them alone first, and say what shows it. The same address or number alone is not enough.")
            raise BadInput(words, place="grounds")
        first, second = sorted((one, other))
        for account_id in (first, second):
            queries.account_held_open(account_id)
        if matching.objected_between(first, second):
            raise Conflict(_("The person said that these two are not to be joined. Only they can take that back."))
        link, is_new = RecordLink.objects.get_or_create(first_id=first, second_id=second, closed_at=None)
        if not is_new:
            raise Conflict(_("These two are joined already, or a colleague has proposed it. Nothing was changed."))
        return _ask(actor, link, LinkReview.Kind.LINK, grounds, now)


def propose_unlink(*, actor: Actor, link_id: UUID, grounds: Collection[str], now: datetime) -> UUID:
    """Propose, as an officer and with reasons, that two joined records are parted. Returns the proposal.

    Raises NotAllowed; BadInput without a reason; Conflict where they are not joined or it waits already.
    """
    with transaction.atomic():
        link = matching.link_for_update(link_id)
        permissions.require(actor, "people.propose_unlink", link)
        if not (grounds and set(grounds) <= set(PARTING)):
            raise BadInput(_("Say why they should be parted."), place="grounds")
        if link.linked_at is None or link.closed_at is not None:
            raise Conflict(_("These two records are not joined. Nothing was changed."))
        if matching.waits(link.id):
            raise Conflict(_("It waits to be looked at already. Nothing was changed."))
        return _ask(actor, link, LinkReview.Kind.UNLINK, grounds, now)


def object_to_link(*, actor: Actor, link_id: UUID, now: datetime) -> None:
    """Say of one's own records that they are not of one person; no reason is asked, and no decision stands in the way.

    From that moment neither record shows the other, until whoever says so takes it back. Where they are joined and no
    officer has proposed to part them, it is itself that proposal. A second time changes nothing. Raises NotAllowed.
    """
    with transaction.atomic():
        link = matching.link_for_update(link_id)
        permissions.require(actor, "people.own_link", link)
        assert actor.account_id is not None  # only a person has records
        side = link.objection_of(actor.account_id)
        if getattr(link, side) is not None:
            return
        setattr(link, side, now)
        link.save(update_fields=[side])
        audit.note(actor, "people.link_objected_to", link)
        if link.linked_at is not None and link.closed_at is None and not matching.waits(link.id):
            _ask(actor, link, LinkReview.Kind.UNLINK, [OBJECTED], now)


def withdraw_objection(*, actor: Actor, link_id: UUID, now: datetime) -> None:
    """Take back that one objects. Their own proposal to part them ends, an officer's does not. Raises NotAllowed."""
    with transaction.atomic():
        link = matching.link_for_update(link_id)
        permissions.require(actor, "people.own_link", link)
        assert actor.account_id is not None  # only a person has records
        side = link.objection_of(actor.account_id)
        if getattr(link, side) is None:
            return
        setattr(link, side, None)
        link.save(update_fields=[side])
        own = LinkReview.objects.filter(link=link, asked_by=actor.account_id, decided_at__isnull=True)
        own.update(decided_at=now, accepted=False)
        audit.note(actor, "people.link_objection_withdrawn", link)


def _ask(actor: Actor, link: RecordLink, kind: str, grounds: Collection[str], now: datetime) -> UUID:
    assert actor.account_id is not None  # only a person may propose
    made = LinkReview.objects.create(
        link=link, kind=kind, grounds=sorted(grounds), asked_by_id=actor.account_id, asked_at=now
    )
    audit.note(actor, f"people.{kind}_proposed", made, reason=" ".join(sorted(grounds)))
    return made.id


def decide_link(*, actor: Actor, review_id: UUID, accept: bool, now: datetime) -> None:
    """Agree to a proposal, or not. Never by whoever proposed it, nor by whom it is about.

    Nothing of either record changes: the link gets its first or its last moment, and that is all.
    Raises NotAllowed, NotFound; Conflict where somebody else decided meanwhile.
    """
    with transaction.atomic():
        link = matching.link_for_update(matching.review(review_id).link_id)
        review = matching.review(review_id)  # as it is now that nobody else can decide
        permissions.require(actor, "people.decide_link", review)
        if review.decided_at is not None:
            raise Conflict(_("Somebody else decided this meanwhile. Nothing of yours was kept."))
        if review.kind == LinkReview.Kind.LINK and accept and link.objected_to:
            raise Conflict(_("The person said that these two are not to be joined. Only they can take that back."))
        review.decided_by_id, review.decided_at, review.accepted = actor.account_id, now, accept
        review.save(update_fields=["decided_by", "decided_at", "accepted"])
        if review.kind == LinkReview.Kind.LINK and accept:
            link.linked_at = now
        elif review.kind == LinkReview.Kind.LINK or accept:
            link.closed_at = now
        link.save(update_fields=["linked_at", "closed_at"])
        audit.note(actor, f"people.{review.kind}_{'agreed' if accept else 'refused'}", review)


def close_links(account_id: UUID) -> None:
    """End what joins a person's records, and what waits about it. Call in the transaction that closes the account."""
    links = RecordLink.objects.filter(Q(first=account_id) | Q(second=account_id), closed_at__isnull=True)
    waiting = LinkReview.objects.filter(link__in=links.values("id"), decided_at__isnull=True)
    waiting.update(decided_at=Now(), accepted=False)
    links.update(closed_at=Now())
