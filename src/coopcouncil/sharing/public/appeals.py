"""How a decision can be looked at again, for whoever else writes decisions."""

from dataclasses import dataclass
from datetime import date

from coopcouncil.sharing.domain.appeals import shipped_appeals


@dataclass(frozen=True)
class AppealRight:
    """The way that is open against a decision, in words, and its last day; None where the law sets none."""

    code: str
    title: str
    how: str
    after: str
    source: str
    last_day: date | None


def appeal_right(service_type: str, decided_on: date, *, reviewed: bool = False) -> AppealRight:
    """What a decision about this kind of service, of that day, has to carry. `reviewed`: it was looked at again."""
    book = shipped_appeals()
    found = book.for_decision(service_type, decided_on, reviewed=reviewed)
    return AppealRight(
        found.code, found.title, found.how, found.after, found.source, book.last_day(found, decided_on)
    )  # fmt: skip
