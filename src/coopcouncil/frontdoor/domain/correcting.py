"""Correcting one answer after it was sent: whether that would change who is told."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.life_event import LifeEvent, Notice
from coopcouncil.frontdoor.domain.plan import plan


@dataclass(frozen=True)
class Shift:
    """What one other answer changes about who is told: the notices it adds or drops, and whether it asks anything."""

    added: tuple[Notice, ...]
    dropped: tuple[Notice, ...]
    asks_more: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.asks_more)


def shift(
    event: LifeEvent, before: Mapping[str, Any], after: Mapping[str, Any], *, told: Set[str], today: date
) -> Shift:
    """Compare two sets of answers; `told` are the codes of the notices that were sent.

    Notices by consent count where the person agreed to them: where they were sent.
    """
    agreed = {notice.code for notice in event.notices if notice.by_consent and notice.code in told}
    old = plan(event, before, today=today, agreed=agreed)
    new = plan(event, after, today=today, agreed=agreed)
    was, now = ({part.notice.code: part.notice for part in found.notices} for found in (old, new))
    return Shift(
        added=tuple(notice for code, notice in now.items() if code not in was),
        dropped=tuple(notice for code, notice in was.items() if code not in now and code in told),
        asks_more=new.next_fact is not None and new.next_fact != old.next_fact,
    )
