"""What happens at the front door."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class LifeEventTold:
    """A person has told us of a life event, once; its notices are on their way."""

    submission_id: UUID
    event_code: str
