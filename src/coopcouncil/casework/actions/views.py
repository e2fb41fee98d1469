"""Lists that an officer keeps under a name of their own."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.models import SavedView
from coopcouncil.casework.queries import lists as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said

LONGEST_NAME = 60  # characters
MOST = 30  # views of one officer


def save_view(*, actor: Actor, name: str, whose: str, asked: str, now: datetime) -> UUID:
    """Keep a list as it is asked for now. A name that is there already gets this list.

    Raises NotAllowed, BadInput, Conflict where there are too many.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(Said("Give it a name of at most %(most)s characters.", most=LONGEST_NAME), place="name")
    if whose not in queries.LISTS:
        raise BadInput(Said("There is no such list."), place="name")
    with transaction.atomic():
        permissions.require(actor, "casework.list")
        assert actor.account_id is not None
        there = queries.saved_views(actor.account_id, for_update=True)
        view = next((item for item in there if item.name == name), None)
        if view is None and len(there) >= MOST:
            raise Conflict(Said("You have %(most)s saved lists. Remove one first.", most=MOST))
        view = view or SavedView(account_id=actor.account_id, name=name)
        view.whose, view.asked, view.made_at = whose, asked, now
        view.save()
        audit.note(actor, "casework.view_saved", view)
    return view.id


def remove_view(*, actor: Actor, view_id: UUID) -> None:
    """Raises NotFound, NotAllowed."""
    with transaction.atomic():
        view = queries.saved_view(view_id)
        permissions.require(actor, "casework.own_view", view)
        audit.note(actor, "casework.view_removed", view)
        view.delete()
