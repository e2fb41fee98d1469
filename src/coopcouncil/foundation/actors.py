"""Who is acting, and as what."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["anonymous", "person", "agency", "operator", "system"]


@dataclass(frozen=True)
class HeldRole:
    """A role as it is held today, in one organisation."""

    role: str
    organisation_id: UUID
    organisation_name: str = ""


@dataclass(frozen=True)
class Actor:
    """A person, an organisation's key, the operator at the command line, the worker, or somebody not signed in.

    `roles` holds only what may be used now: a member of staff who has still to give a second factor has none, and
    `needs_second_factor` says so. An organisation's key does only what its `scopes` name.
    """

    kind: Kind
    account_id: UUID | None = None
    name: str = ""
    roles: frozenset[HeldRole] = frozenset()
    organisation_id: UUID | None = None
    session_key: str = ""
    key_id: UUID | None = None
    scopes: frozenset[str] = frozenset()
    needs_second_factor: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.kind == "person"

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)

    def has_role(self, *roles: str) -> bool:
        """Whether any of these roles is held in any organisation."""
        return any(held.role in roles for held in self.roles)

    def organisations_for(self, *roles: str) -> frozenset[UUID]:
        """The organisations in which any of these roles is held; for an organisation's key, that organisation."""
        if self.kind == "agency" and self.organisation_id:
            return frozenset({self.organisation_id})
        return frozenset(held.organisation_id for held in self.roles if held.role in roles)

    def hats(self) -> list[str]:
        """The roles as the audit trail keeps them: role and organisation's id."""
        return sorted(f"{held.role}@{held.organisation_id}" for held in self.roles)


ANONYMOUS = Actor(kind="anonymous")
OPERATOR = Actor(kind="operator", name="operator")
SYSTEM = Actor(kind="system", name="system")
