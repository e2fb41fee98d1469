"""Who works where today: for what must find a person, such as an alert."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from coopcouncil.people.models import Appointment


@dataclass(frozen=True)
class StaffMember:
    """Somebody who holds a role in an organisation, and the address at which they sign in."""

    account_id: UUID
    name: str
    email: str


def staff(organisation_id: UUID, roles: Collection[str], today: date) -> list[StaffMember]:
    """Those who hold one of these roles there on this day, each once, by name."""
    held = (
        Appointment.objects.filter(
            organisation_id=organisation_id, role__in=roles, starts_on__lte=today, account__is_active=True
        )
        .exclude(ends_on__lte=today)
        .select_related("account")
    )
    found = {row.account_id: StaffMember(row.account_id, row.account.name, row.account.email) for row in held}
    return sorted(found.values(), key=lambda member: (member.name, str(member.account_id)))
