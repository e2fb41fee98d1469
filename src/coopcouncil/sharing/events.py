"""What happened in sharing."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class NoticeSent:
    """The notice is with the organisation: its server took it, or it stands in its inbox, or the letter has left."""

    notice_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class NoticeAnswered:
    """The organisation answered: accepted, acted or refused."""

    notice_id: UUID
    organisation_id: UUID
    answer: str


@dataclass(frozen=True)
class DeliveryDied:
    """The schedule of attempts has ended. A person must look at it."""

    delivery_id: UUID
    notice_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class TakenBack:
    """What was told was wrong: every service that was told gets a notice that says so."""

    submission_id: UUID


@dataclass(frozen=True)
class FactCorrected:
    """One fact of what was told has another value now."""

    submission_id: UUID
    code: str


@dataclass(frozen=True)
class ParcelDied:
    """The schedule of attempts to reach another installation has ended. A person must look at it."""

    parcel_id: UUID
    subject: UUID
    kind: str
