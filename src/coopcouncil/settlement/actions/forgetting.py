"""What becomes of somebody’s comments when they ask to be forgotten."""

from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.settlement.actions.takeovers.moving import move
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.models import Comment
from coopcouncil.settlement.queries import entries, takeovers


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
