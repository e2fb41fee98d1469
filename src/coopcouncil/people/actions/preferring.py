"""How a person would like to be written to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import queries
from coopcouncil.people.models import FailedAddress, Preferences
from coopcouncil.people.queries.reaching import digest_of, ways


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
        FailedAddress.objects.filter(account_id=account_id, channel=contact_by).delete()  # they say that it works
        audit.note(actor, "people.contact_chosen", ("people.preferences", kept.pk), reason=contact_by)


def address_failed(*, account_id: UUID, channel: str, to: str | Sequence[str], why: str, now: datetime) -> None:
    """Write to this address of a person no more: `why` is returned or unwanted. They see it in their account.

    Call inside the transaction that found it out.
    """
    row, made = FailedAddress.objects.get_or_create(
        account_id=account_id, channel=channel, digest=digest_of(account_id, channel, to),
        defaults={"why": why, "since": now},
    )  # fmt: skip
    if made:
        audit.note(SYSTEM, "people.address_failed", row, reason=why)
