"""What happened to organisations, roles, memberships, proofs of identity and powers to speak for others."""

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


@dataclass(frozen=True)
class IdentityProved:
    proof_id: UUID
    account_id: UUID
    level: str


@dataclass(frozen=True)
class IdentityDisputed:
    proof_id: UUID
    account_id: UUID


@dataclass(frozen=True)
class AuthorityClaimed:
    authority_id: UUID
    holder_id: UUID


@dataclass(frozen=True)
class AuthorityChecked:
    authority_id: UUID
    holder_id: UUID
    accepted: bool


@dataclass(frozen=True)
class AuthorityEnded:
    authority_id: UUID
    holder_id: UUID


@dataclass(frozen=True)
class Granted:
    """Another organisation may do something for the council."""

    grant_id: UUID
    organisation_id: UUID
    what: str


@dataclass(frozen=True)
class GrantEnded:
    grant_id: UUID
    organisation_id: UUID
    what: str
