"""What becomes of somebody’s comments when they ask to be forgotten."""

from uuid import UUID

from django.db import transaction

from coopcouncil.settlement.models import Comment
from coopcouncil.settlement.queries import entries


def forget_person(account_id: UUID) -> None:
    """Their comments are nobody’s any more: the words go, what we answered stays."""
    with transaction.atomic():
        for row in entries.comments_by(account_id).select_for_update(of=("self",)):
            row.words, row.account_id = "", None
            if row.state == Comment.State.WAITING:
                row.state, row.hidden_because = Comment.State.HIDDEN, "withdrawn"
            row.save(update_fields=["words", "account", "state", "hidden_because"])
