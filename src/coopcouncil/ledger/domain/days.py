"""Days as finance systems and banks write them."""

from datetime import date
from time import strptime


def read_day(text: str, form: str) -> date:
    """The day that `text` names in a form such as "%d/%m/%Y". Raises ValueError."""
    return date.fromisoformat(text) if form == "%Y-%m-%d" else date(*strptime(text, form)[:3])
