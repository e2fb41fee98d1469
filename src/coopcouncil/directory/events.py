"""What happens in the directory."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class ServiceAdded:
    service_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class ServiceEdited:
    """`fields` are the names of what changed, sorted."""

    service_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class ServiceAssured:
    """The provider has confirmed that the record is right."""

    service_id: UUID
    assured_on: date
    due_on: date


@dataclass(frozen=True)
class ReturnSent:
    """Figures of the quarter that begins on `quarter`; a `number` after 1 corrects the one before."""

    return_id: UUID
    service_id: UUID
    quarter: date
    number: int


@dataclass(frozen=True)
class ChangeProposed:
    """A provider would change what matters; the council must decide."""

    change_id: UUID
    service_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class ChangeDecided:
    """`state` is "approved", "refused" or "withdrawn"."""

    change_id: UUID
    service_id: UUID
    organisation_id: UUID
    state: str
