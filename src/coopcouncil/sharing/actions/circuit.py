"""What follows when an organisation's server fails again and again, or says that it takes nothing any more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, outbox
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.sharing.actions.reviving import send_waiting
from coopcouncil.sharing.domain.breaker import Circuit, after_failure
from coopcouncil.sharing.gateways import GONE, Outcome
from coopcouncil.sharing.models import Delivery, Endpoint, ServerHealth

# What says nothing of their server: the fault is ours, or the server is switched off.
_NOT_THEIRS = frozenset({"broken", "no_address", GONE})


def note(organisation_id: UUID, outcome: Outcome, now: datetime) -> None:
    """Count how a post to this organisation went; after some failures in a row its lane rests, and is then probed.

    Call inside the transaction that writes the attempt down.
    """
    if outcome.is_sent:
        note_success(organisation_id)
    elif outcome.code not in _NOT_THEIRS:
        _note_failure(organisation_id, now)


def note_success(organisation_id: UUID) -> None:
    """Forget the failures, and let the lane go on as before. Call inside a transaction."""
    failed = ServerHealth.objects.select_for_update().filter(organisation_id=organisation_id, failures__gt=0).first()
    if failed is None:
        return
    if failed.paused_until is not None:
        outbox.rest(organisation_id, None)
        audit.note(SYSTEM, "sharing.server_answers_again", failed)
    failed.failures = failed.pauses = 0
    failed.paused_until = failed.failing_since = None
    failed.save()


def _note_failure(organisation_id: UUID, now: datetime) -> None:
    ServerHealth.objects.get_or_create(organisation_id=organisation_id)
    row = ServerHealth.objects.select_for_update().get(organisation_id=organisation_id)
    after = after_failure(Circuit(row.failures, row.pauses, row.paused_until), now)
    if after.pauses > row.pauses and after.paused_until:
        outbox.rest(organisation_id, after.paused_until)
        if not row.pauses:
            audit.note(SYSTEM, "sharing.server_paused", row)
    row.failures, row.pauses, row.paused_until = after.failures, after.pauses, after.paused_until
    row.failing_since = row.failing_since or now
    row.save()


def switch_off(endpoint: Endpoint, now: datetime) -> None:
    """Post nothing more to this server, which says that it is gone: what waits, and what comes, waits in the inbox.

    Not where the organisation was given another address in the meantime.
    """
    with transaction.atomic():
        held = Endpoint.objects.select_for_update().get(id=endpoint.id)
        if held.url != endpoint.url or held.disabled_at is not None:
            return
        held.disabled_at = held.changed_at = now
        held.save(update_fields=["disabled_at", "changed_at"])
        audit.note(SYSTEM, "sharing.server_gone", held)
        note_success(held.organisation_id)  # nothing is posted any more, so nothing need rest
        send_waiting(held.organisation_id, route=Delivery.Route.INBOX, now=now)
