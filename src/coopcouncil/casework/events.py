"""What happened in casework."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class CaseOpened:
    case_id: UUID
    owner_account_id: UUID


@dataclass(frozen=True)
class CaseHandedOver:
    case_id: UUID
    owner_account_id: UUID


@dataclass(frozen=True)
class CaseClosed:
    """`outcome` is "solved" (the resident says so) or "ended" (with our reasons)."""

    case_id: UUID
    outcome: str


@dataclass(frozen=True)
class CaseReopened:
    case_id: UUID


@dataclass(frozen=True)
class PromiseBroken:
    """A clock of a case ran out. `clock` is its code in the catalogue."""

    case_id: UUID
    clock_id: UUID
    clock: str


@dataclass(frozen=True)
class ComplaintUpheld:
    """Somebody was right to complain, in whole or in part: so says the council at a stage, or the ombudsman (stage 0).

    `about_id` is the case that the complaint is about, where there is one.
    """

    complaint_id: UUID
    case_id: UUID
    about_id: UUID | None
    organisation_id: UUID | None
    service_id: UUID | None
    service_type: str
    ward_id: UUID | None
    stage: int
    on: date


@dataclass(frozen=True)
class TaskAnswered:
    """`state` is accepted, done or refused."""

    case_id: UUID
    task_id: UUID
    state: str
