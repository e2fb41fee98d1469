"""Whether we may look for what else a person could have."""

from datetime import datetime

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.people import queries
from coopcouncil.people.models import Preferences


def allow_suggestions(*, actor: Actor, allowed: bool, now: datetime) -> None:
    """Switch suggestions on or off for the person themself. Raises NotAllowed. The same twice changes nothing."""
    with transaction.atomic():
        permissions.require(actor, "people.own_account", actor.account_id)
        assert actor.account_id is not None  # whoever is signed in has one
        queries.account_held_open(actor.account_id)
        kept, _new = Preferences.objects.select_for_update().get_or_create(
            account_id=actor.account_id, defaults={"changed_at": now}
        )
        if (kept.suggestions_since is not None) == allowed:
            return
        kept.suggestions_since, kept.changed_at = (now if allowed else None), now
        kept.save(update_fields=["suggestions_since", "changed_at"])
        verb = "people.suggestions_allowed" if allowed else "people.suggestions_stopped"
        audit.note(actor, verb, ("people.account", actor.account_id))
