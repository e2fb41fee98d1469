"""What happens at the front door."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class LifeEventTold:
    """A person has told us of a life event, once; its notices are on their way."""

    submission_id: UUID
    event_code: str


@dataclass(frozen=True)
class LifeEventReleased:
    """A version of a life event was approved; people are offered it from `release_on` on."""

    event_code: str
    version: int
    release_on: date
