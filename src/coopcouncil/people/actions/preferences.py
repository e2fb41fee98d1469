"""How a person would like us to speak with them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.people import queries
from coopcouncil.people.models import Preferences


def remember_needs(*, actor: Actor, needs: list[dict[str, Any]], now: datetime) -> None:
    """Keep what the person needs so that we can speak together: {"code", "words"}. Raises NotAllowed."""
    with transaction.atomic():
        permissions.require(actor, "people.own_account", actor.account_id)
        assert actor.account_id is not None  # whoever is signed in has one
        queries.account_held_open(actor.account_id)
        kept, new = Preferences.objects.select_for_update().get_or_create(
            account_id=actor.account_id, defaults={"needs": needs, "changed_at": now}
        )
        if not new and kept.needs == needs:
            return
        kept.needs, kept.changed_at = needs, now
        kept.save(update_fields=["needs", "changed_at"])
        audit.note(actor, "people.needs_changed", ("people.account", actor.account_id))
