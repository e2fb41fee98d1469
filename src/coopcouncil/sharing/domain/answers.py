"""Answers that come many at once, out of order, or about nothing of ours: what counts, worked out on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

MOST_AHEAD = timedelta(minutes=5)  # how far another clock may be before ours
UNMATCHED = "unmatched"  # the state of an answer to no notice of ours
MOST_UNMATCHED = 30  # kept for one organisation in an hour


def is_overtaken(said_at: datetime | None, before: Iterable[datetime | None]) -> bool:
    """Whether something was said later that has come already. What carries no moment counts as it comes."""
    return said_at is not None and any(other is not None and other > said_at for other in before)


@dataclass(frozen=True)
class AnswerDraft:
    """One answer of several. `line` is its place in the file or on the page; `notice` as it was written there.

    `seen_state`, where somebody looked at a page: the answer counts only while the notice is in that state.
    """

    line: int
    notice: str
    answer_id: str
    kind: str
    reason: str = ""
    said_at: datetime | None = None
    seen_state: str | None = None
    basis: str = ""


Outcome = Literal["done", "again", "unmatched", "not_done"]


@dataclass(frozen=True)
class Judged:
    """What became of one answer of several: `why` and `mend` say why it was not done, `place` where that is."""

    draft: AnswerDraft
    outcome: Outcome
    state: str = ""
    why: str = ""
    mend: str = ""
    place: str = ""
