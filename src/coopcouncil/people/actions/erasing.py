"""Erase a person everywhere: every context lets go of what it holds of them, all together or not at all."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import contributions, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.people.models import Account
from coopcouncil.people.queries import erasing


def erase_person(*, actor: Actor, account_id: UUID) -> None:
    """Have every context throw away what it holds of a person, and close the account for good.

    Raises NotAllowed, NotFound; Conflict with every reason while something still needs it: a service that was told and
    has not finished, a role that has not ended. Then nothing was erased.
    """
    permissions.require(actor, "people.erase")
    with transaction.atomic():
        # Whatever is told with this account meanwhile waits for this lock, and the other way round.
        if not Account.objects.select_for_update().filter(id=account_id).exists():
            raise NotFound(_("There is no such account."))
        if held := erasing.holds(account_id):
            raise Conflict(_("Nothing was erased. %(why)s") % {"why": " ".join(held)})
        for erase in contributions.erase_person:
            erase(account_id)
