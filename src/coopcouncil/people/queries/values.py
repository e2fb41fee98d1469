"""What the questions about people answer with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from coopcouncil.foundation.actors import HeldRole
from coopcouncil.people.models import Organisation


@dataclass(frozen=True)
class OrganisationView:
    """What others may know of an organisation."""

    id: UUID
    code: str
    name: str
    kind: str
    summary: str
    phone: str
    email: str
    website: str

    @property
    def kind_label(self) -> str:
        """In the reader's language: this value is remembered, and shared by readers of all languages."""
        return str(Organisation.Kind(self.kind).label)


@dataclass(frozen=True)
class Held:
    """The roles that an account may hold on a day, and whether it has a second factor at all."""

    roles: frozenset[HeldRole]
    has_second_factor: bool


@dataclass(frozen=True)
class AppointmentView:
    id: UUID
    account_id: UUID
    person: str
    email: str
    role: str
    role_label: str
    starts_on: date
    ends_on: date | None
    appointed_by: str

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, if an end is set."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


@dataclass(frozen=True)
class MembershipView:
    id: UUID
    ground: str
    ground_label: str
    declared_at: datetime
    verified_at: datetime | None


@dataclass(frozen=True)
class SignIn:
    """An account as its own person sees it."""

    email: str
    name: str
    has_password: bool
    authenticator_apps: int
    passkeys: int
    recovery_codes: bool
