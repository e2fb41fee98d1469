"""What is thrown away: what nobody sent in time, and what an erased person had begun."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.frontdoor.models import Draft


def remove_expired(*, now: datetime) -> int:
    """Throw away every draft past its day, sent ones too. Returns how many; where there were any, it is audited."""
    with transaction.atomic():
        removed, _by_table = Draft.objects.filter(expires_at__lte=now).delete()
        if removed:
            audit.note(SYSTEM, "frontdoor.drafts_expired", ("frontdoor.draft", None), reason=f"{removed} removed")
    return removed


def erase(*, actor: Actor, account_id: UUID) -> int:
    """Throw away everything that a person began to tell, sent or not. Returns how many drafts. Raises NotAllowed."""
    permissions.require(actor, "frontdoor.erase")
    with transaction.atomic():
        removed, _by_table = Draft.objects.filter(account_id=account_id).delete()
        if removed:
            audit.note(actor, "frontdoor.drafts_erased", ("people.account", account_id), reason=f"{removed} removed")
    return removed
