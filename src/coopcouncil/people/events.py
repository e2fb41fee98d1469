"""What happened to organisations, roles and memberships."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class OrganisationCreated:
    organisation_id: UUID


@dataclass(frozen=True)
class Appointed:
    appointment_id: UUID
    account_id: UUID
    organisation_id: UUID
    role: str


@dataclass(frozen=True)
class AppointmentEnded:
    appointment_id: UUID
    account_id: UUID


@dataclass(frozen=True)
class MembershipDeclared:
    membership_id: UUID
    account_id: UUID


@dataclass(frozen=True)
class MembershipVerified:
    membership_id: UUID
    account_id: UUID
