"""Organisations, and who works for them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from coopcouncil.people import queries
from coopcouncil.people.models import Organisation
from coopcouncil.people.queries import staff as staffing
from coopcouncil.people.queries.staff import StaffMember


def role_holders(organisation_id: UUID, roles: Collection[str], today: date) -> list[tuple[UUID, str]]:
    """(account, e-mail address) of everybody who holds one of these roles in an organisation on `today`, each once."""
    found = {
        view.account_id: view.email
        for view in queries.appointments(organisation_id, today)
        if view.role in roles and view.starts_on <= today
    }
    return list(found.items())


def staff(organisation_id: UUID, roles: Collection[str], today: date) -> list[StaffMember]:
    """Those who hold one of these roles in the organisation on this day, each once, by name."""
    return staffing.staff(organisation_id, roles, today)


def kind_label(kind: str) -> str:
    """A kind of organisation in words."""
    return str(Organisation.Kind(kind).label)
