"""Objecting to a disclosure: to which it can be done, and by when the council answers. Article 21 of the UK GDPR."""

from collections.abc import Collection
from datetime import date

from coopcouncil.sharing.domain.appeals import add_months, next_working_day

# Only to what rests on a public task or on legitimate interests (Article 21(1)); consent is simply ended.
BASES = frozenset({"public_task", "legitimate_interests"})
MOST_WORDS = 2000  # characters


def due_on(made_on: date, bank_holidays: Collection[date]) -> date:
    """The last day for the answer: one month (Article 12(3)), moved to the next working day."""
    return next_working_day(add_months(made_on, 1), bank_holidays)
