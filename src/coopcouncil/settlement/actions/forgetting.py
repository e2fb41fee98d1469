"""What becomes of somebody’s comments when they ask to be forgotten, and of letters after a year."""

from collections.abc import Collection
from datetime import datetime
from importlib import resources
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.retention import Due, Keeping, read_rules
from coopcouncil.settlement import gateways
from coopcouncil.settlement.actions.takeovers.moving import move
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.models import Comment, Letter
from coopcouncil.settlement.queries import entries, letters, takeovers


def forget_person(account_id: UUID) -> None:
    """Their comments are nobody’s any more: the words go, what we answered stays.

    What their group said in public is the group’s and stays; what it said to the council alone goes.
    """
    with transaction.atomic():
        for row in entries.comments_by(account_id).select_for_update(of=("self",)):
            row.words, row.account_id = "", None
            if row.state == Comment.State.WAITING:
                row.state, row.hidden_because = Comment.State.HIDDEN, "withdrawn"
            row.save(update_fields=["words", "account", "state", "hidden_because"])
        for takeover in takeovers.interests_of(account_id).select_for_update():
            takeover.account_id = None
            if takeover.public_since is None:  # nobody but the council has read it
                takeover.group_name = takeover.idea = "–"
            takeover.save(update_fields=["account", "group_name", "idea"])
            if takeover.stage == stages.INTEREST:  # nobody is left to answer
                move(SYSTEM, takeover, stages.WITHDRAWN, clock.now())
        _remove(list(letters.letters_to(account_id).values_list("id", flat=True)))


def keepings() -> list[Keeping]:
    """The rules of the catalogue, with what is due by each."""
    file = resources.files("coopcouncil.settlement") / "catalogue" / "retention.toml"
    rule = read_rules(file.read_text(encoding="utf-8"), file="retention.toml")["takeover_letters"]

    def due(now: datetime) -> list[Due]:
        rows = Letter.objects.filter(made_at__lt=rule.before(now)).order_by("made_at")
        return [Due(row.id, row.made_at, (row.account_id,)) for row in rows]

    def delete(ids: Collection[UUID], now: datetime) -> int:
        return _remove(ids)

    return [Keeping(rule, due, delete)]


def _remove(letter_ids: Collection[UUID]) -> int:
    """Their rows, and the paper that still waits to be posted."""
    gateways.remove(letter_ids)
    gone, _by_model = Letter.objects.filter(id__in=letter_ids).delete()
    return int(gone)
