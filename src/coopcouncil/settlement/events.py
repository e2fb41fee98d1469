"""What happened to the settlement."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class EditionMoved:
    """An edition came into another state (`domain/editions.py`)."""

    edition_id: UUID
    state: str


@dataclass(frozen=True)
class PromiseEdited:
    entry_id: UUID
    names: tuple[str, ...]


@dataclass(frozen=True)
class GapFound:
    gap_id: UUID
    entry_id: UUID


@dataclass(frozen=True)
class DecisionOverrode:
    """A decision goes on though people here object."""

    override_id: UUID
    entry_id: UUID


@dataclass(frozen=True)
class OverrideLookedAt:
    """That was looked at again, and goes on or not."""

    override_id: UUID
    entry_id: UUID
    goes_on: bool


@dataclass(frozen=True)
class TakeoverMoved:
    """A takeover of a service by a community came to another stage (`domain/takeovers/stages.py`)."""

    takeover_id: UUID
    stage: str


@dataclass(frozen=True)
class SteppedIn:
    """The council took a failing community service back: somebody must own what is to be done."""

    step_in_id: UUID


@dataclass(frozen=True)
class AlarmRaised:
    """A guard found something in a service that a community runs."""

    alarm_id: UUID
    kind: str


@dataclass(frozen=True)
class HelpOffered:
    """The council offered a group help on its way."""

    support_id: UUID


@dataclass(frozen=True)
class PlanWritten:
    """A group sent its plan, or a better one."""

    plan_id: UUID


@dataclass(frozen=True)
class AgreementWritten:
    """An agreement is there to be signed."""

    agreement_id: UUID


@dataclass(frozen=True)
class AlarmAnswered:
    """It was said in public what was done about an alarm."""

    alarm_id: UUID
