"""Financial years, which in England run from 1 April to 31 March."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from coopcouncil.kernel.errors import BadInput


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The year that begins on 1 April of `starts_in`; written "2026/27"."""

    starts_in: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The financial year that `day` falls in."""
        return cls(day.year if (day.month, day.day) >= (4, 1) else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026/27". Raises BadInput unless the two years follow each other."""
        first, _, second = text.partition("/")
        if len(first) == 4 and first.isascii() and first.isdecimal() and second == f"{(int(first) + 1) % 100:02d}":
            return cls(int(first))
        raise BadInput(f"“{text}” is not a financial year.", mend="Write it as 2026/27.")

    @property
    def first_day(self) -> date:
        return date(self.starts_in, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.starts_in + 1, 3, 31)

    def next(self) -> "FinancialYear":
        return FinancialYear(self.starts_in + 1)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return f"{self.starts_in}/{(self.starts_in + 1) % 100:02d}"
