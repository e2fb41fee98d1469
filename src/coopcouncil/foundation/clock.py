"""The one place that asks what time it is. Entry rooms call it and pass the answer down."""

from datetime import date, datetime

from django.utils import timezone

from coopcouncil.kernel.calendars import LONDON as LONDON


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()  # noqa: TID251 — the one place


def today() -> date:
    """The date on a clock in London."""
    return now().astimezone(LONDON).date()
