"""The quarters of the financial year, for which providers send their figures."""

from dataclasses import dataclass
from datetime import date, timedelta

DAYS_TO_SEND = 30


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three whole months from `starts_on`: the first of January, April, July or October."""

    starts_on: date

    def __post_init__(self) -> None:
        if self.starts_on.day != 1 or self.starts_on.month % 3 != 1:
            raise ValueError(f"No quarter begins on {self.starts_on}.")

    @property
    def next(self) -> "Quarter":
        return _of(self.starts_on.year, self.starts_on.month + 3)

    @property
    def before(self) -> "Quarter":
        return quarter_of(self.starts_on - timedelta(days=1))

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.next.starts_on - timedelta(days=1)

    @property
    def due_on(self) -> date:
        """The day by which its figures are to be sent."""
        return self.ends_on + timedelta(days=DAYS_TO_SEND)

    def has_ended(self, today: date) -> bool:
        return self.ends_on < today


def _of(year: int, month: int) -> Quarter:
    return Quarter(date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1))


def quarter_of(day: date) -> Quarter:
    return Quarter(date(day.year, (day.month - 1) // 3 * 3 + 1, 1))


def to_send(today: date) -> Quarter:
    """The last quarter that has ended: the one to send figures for."""
    return quarter_of(today).before
