"""One person and their account: held open, named, given, erased; and how many there are."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.retention import Keeping
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import actions, queries
from coopcouncil.people.queries import households, matching


def hold_account(account_id: UUID | None) -> None:
    """Keep an account open until the transaction ends: whoever erases its person waits. For None nothing.

    Take it before any other lock, as erasing does. Raises NotAllowed where it is closed.
    """
    if account_id is not None:
        queries.account_held_open(account_id)


def person_name(account_id: UUID) -> str:
    """How to call the person; empty for an account that is not there."""
    return queries.names([account_id]).get(account_id, "")


def needs_of(account_id: UUID) -> list[dict[str, str]]:
    """What the person said they need so that we can speak together: {"code", "words"}, or nothing."""
    return queries.needs_of(account_id)


def has_child_at_home(account_id: UUID) -> bool:
    """Whether the person told us that a child lives with them, and has not said since that it is over."""
    return any(item.now.child for item in households.household(account_id).today.members)


def members() -> list[UUID]:
    """The accounts of every member of the co-operative, in a stable order."""
    return queries.member_accounts()


def account_with_email(email: str) -> UUID:
    """The account that signs in with `email`. Raises NotFound."""
    found = queries.account_by_email(email)
    if found is None:
        raise NotFound("Nobody signs in with that address.")
    return found.id


def open_accounts_among(ids: Collection[UUID]) -> list[UUID]:
    """Those of `ids` that are accounts, and not closed."""
    return queries.open_accounts_among(ids)


def count_accounts() -> int:
    return queries.count_accounts()


def index_everybody() -> int:
    """Make the words by which people are found, of everybody. Returns of how many they changed."""
    changed = 0
    for part in actions.index_everybody(actor=SYSTEM):
        changed = part.changed
    return changed


def joined_records(account_id: UUID) -> list[UUID]:
    """The accounts that are joined with this one, as of the same person. Nothing may be moved between them."""
    return matching.joined_with(account_id)


def export_person(account_id: UUID) -> dict[str, Any]:
    """Everything that people keeps about one person, for a subject access request. Raises NotFound."""
    audit.read(SYSTEM, "people.person_exported", ("people.account", account_id))
    return {"people": queries.everything_about(account_id)}


def erase_person(account_id: UUID) -> None:
    """Take out of the account all that tells who its person is. Raises NotFound."""
    actions.erase_account(actor=SYSTEM, account_id=account_id)


def erase_everywhere(account_id: UUID) -> None:
    """Have every context let go of a person, as an officer decided. Raises NotFound; Conflict where a hold keeps it."""
    actions.erase_person(actor=SYSTEM, account_id=account_id)


def legal_holds(account_id: UUID) -> list[str]:
    """Why the account may not be erased yet: a role held today or yet to begin. One sentence each."""
    return [
        _("Still holds the role “%(role)s” at %(organisation)s. End it first.")
        % {"role": Role(role).label, "organisation": name}
        for role, name in queries.roles_not_ended(account_id)
    ]


def keepings() -> list[Keeping]:
    """For how long people keeps each kind of thing."""
    return actions.keepings()


def reseal_factors() -> int:
    """Seal the keys of authenticator apps and the seeds of codes under the newest key of the ring. Returns how many."""
    return actions.reseal_factors(actor=SYSTEM)
