"""What a person told us, as values: the whole of it, each notice with what followed it, and a line of the list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.queries import words
from coopcouncil.sharing.queries.helped import Helped
from coopcouncil.sharing.queries.speaking import DecisionView


@dataclass(frozen=True)
class AnswerView:
    """One answer of an organisation. `kind` is accepted, acted or refused; `words` says so for a person."""

    kind: str
    words: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class NoticeView:
    """One service that was told, as the person sees it.

    `is_settled` counts what followed it too: never true while one correction of it is not answered.
    `state` is the delivery's state; `state_label` two or three words for it, `state_words` a sentence, `tag` the class
    of its tag. `standing` is reported or evidenced; `standing_words` and `standing_means` say so. `facts` are exactly
    those that went. `next_attempt_at` is set while we try again.
    """

    id: UUID
    code: str
    title: str
    what_happens: str
    organisation: str
    service_type: str
    service_id: UUID | None
    purpose: str
    purpose_words: str
    basis: str
    basis_words: str
    gateway: str
    urgency: str
    by_consent: bool
    standing: str
    standing_words: str
    standing_means: str
    may_end_entitlement: bool
    facts: tuple[Fact, ...]
    route: str
    state: str
    state_label: str
    state_words: str
    tag: str
    is_settled: bool
    sent_at: datetime | None
    answered_at: datetime | None
    next_attempt_at: datetime | None
    answers: tuple[AnswerView, ...]
    told_at: datetime
    kind: str = "told"
    words: str = ""
    # What followed it, oldest first: corrections of one fact, and at the end that all of it was taken back.
    corrections: tuple["NoticeView", ...] = ()
    decision: DecisionView | None = None

    @property
    def withdrawal(self) -> "NoticeView | None":
        """The notice that says that this one was wrong, if it was taken back."""
        return next((item for item in self.corrections if item.kind == "withdrawal"), None)

    @property
    def stop(self) -> "NoticeView | None":
        """The notice that says that what was told may be used no more, if there is one."""
        return next((item for item in self.corrections if item.kind == "stop"), None)

    @property
    def latest(self) -> "NoticeView":
        """The notice whose state counts: what ended it, else a correction that is not answered, else itself."""
        open_ones = [item for item in self.corrections if not item.is_settled]
        return self.withdrawal or self.stop or (open_ones[0] if open_ones else self)

    def history(self, code: str) -> list[tuple[datetime, str]]:
        """Each value that this service was told of a fact, with when, oldest first; empty where it got none."""
        return [
            (item.told_at, fact.shown) for item in (self, *self.corrections) for fact in item.facts if fact.code == code
        ]

    @property
    def reason(self) -> str:
        """The latest reason that the organisation gave, or nothing."""
        return next((answer.reason for answer in reversed(self.answers) if answer.reason), "")


@dataclass(frozen=True)
class SubmissionView:
    """What a person told us at one time."""

    id: UUID
    reference: str
    event_code: str
    event_version: int
    title: str
    channel: str
    submitted_at: datetime
    notices: tuple[NoticeView, ...]
    withdrawn_at: datetime | None = None
    because: str = ""  # why it was taken back
    taken_back_words: str = ""
    helped: Helped | None = None  # who wrote it down for the person

    @property
    def is_corrected(self) -> bool:
        return any(notice.corrections for notice in self.notices)

    @property
    def is_settled(self) -> bool:
        """Whether every notice is done or refused: never while one of them has failed or waits."""
        return all(notice.is_settled for notice in self.notices)


@dataclass(frozen=True)
class SubmissionRow:
    """A line of the list of what a person told us. `states` counts its notices by state."""

    id: UUID
    reference: str
    event_code: str
    event_version: int
    title: str
    submitted_at: datetime
    states: tuple[tuple[str, int], ...]
    withdrawn_at: datetime | None = None

    @property
    def notices(self) -> int:
        return sum(count for _, count in self.states)

    @property
    def settled(self) -> int:
        """How many of the notices are done or refused."""
        return sum(count for state, count in self.states if words.is_settled(state))
