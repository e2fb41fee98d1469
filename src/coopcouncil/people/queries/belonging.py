"""Why people belong to the borough's co-operative."""

from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.kernel.errors import NotFound
from coopcouncil.people.models import Membership
from coopcouncil.people.queries.values import MembershipView


def memberships(account_id: UUID) -> list[MembershipView]:
    """The grounds on which a person belongs now, oldest first."""
    rows = Membership.objects.filter(account=account_id, ended_at__isnull=True).order_by("declared_at", "ground")
    return [
        MembershipView(row.id, row.ground, row.get_ground_display(), row.declared_at, row.verified_at) for row in rows
    ]


def is_member(account_id: UUID) -> bool:
    return Membership.objects.filter(account=account_id, ended_at__isnull=True).exists()


def membership_for_update(membership_id: UUID) -> Membership:
    """A membership that has not ended, locked. Raises NotFound."""
    found = Membership.objects.select_for_update().filter(id=membership_id, ended_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such membership, or it has ended.")
    return found


def membership_to_check(membership_id: UUID) -> Membership:
    """With its account. Raises NotFound where it has ended or was checked."""
    found = memberships_to_check().filter(id=membership_id).first()
    if found is None:
        raise NotFound("There is no such membership to check.")
    return found


def memberships_to_check(but_not_of: UUID | None = None) -> QuerySet[Membership]:
    """Memberships on a person's own word only, for the list of those who check them."""
    found = Membership.objects.filter(verified_at__isnull=True, ended_at__isnull=True, account__is_active=True)
    return (found.exclude(account=but_not_of) if but_not_of else found).select_related("account")


def member_accounts() -> list[UUID]:
    """The accounts of every member, each once."""
    held = Membership.objects.filter(ended_at__isnull=True)
    return list(held.order_by("account_id").values_list("account_id", flat=True).distinct())
