"""Put what an officer wrote down for somebody into that person's account, by its reference and the code on the slip."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.people import public as people
from coopcouncil.sharing import queries

CLAIM_WITHIN = timedelta(days=90)


def claim_written_down(
    *, actor: Actor, reference: str, is_its_code: Callable[[UUID], bool], now: datetime
) -> UUID | None:
    """See `public.claim_written_down`."""
    permissions.require(actor, "signed_in")
    wanted = check_reference(reference)
    with transaction.atomic():
        people.hold_account(actor.account_id)
        found = queries.to_claim_for_update(wanted, since=now - CLAIM_WITHIN)
        # The officer who wrote it down knows the code: it is never theirs.
        if found is None or not is_its_code(found.id) or found.assisted_by_id == actor.account_id:
            return None
        found.account_id, found.person_acted_at = actor.account_id, now
        found.save(update_fields=["account", "person_acted_at"])
        audit.note(actor, "sharing.claimed", found, reason="slip")
    return found.id
