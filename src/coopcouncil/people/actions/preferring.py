"""How a person would like to be written to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import queries
from coopcouncil.people.models import Preferences
from coopcouncil.people.queries.reaching import ways


def choose_contact(*, actor: Actor, account_id: UUID, contact_by: str, now: datetime) -> None:
    """Write to them so from now on. Raises NotAllowed; BadInput for a way that was not shown to reach them."""
    permissions.require(actor, "people.own_account", account_id)
    with transaction.atomic():
        queries.account_held_open(account_id)
        found = ways(account_id)
        if contact_by not in Preferences.Channel.values or contact_by == Preferences.Channel.TEXT:
            raise BadInput(_("That is no way to write to you."), place="contact_by")
        if contact_by == Preferences.Channel.LETTER and not found.address:
            raise BadInput(_("First show that letters reach you: ask for a code by post."), place="contact_by")
        kept, _made = Preferences.objects.update_or_create(
            account_id=account_id, defaults={"contact_by": contact_by, "changed_at": now}
        )
        audit.note(actor, "people.contact_chosen", ("people.preferences", kept.pk), reason=contact_by)
