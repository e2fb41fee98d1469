"""Consent to one disclosure: how long it lasts, and under what else a service may keep what it was told."""

from datetime import datetime
from typing import Literal

from coopcouncil.kernel.calendars import add_months

Standing = Literal["given", "expired", "withdrawn"]
# Consent does not last for ever. Two years is our choice, after the ICO's advice to ask again at least so often.
MONTHS = 24
# Bases of Article 6 of the UK GDPR under which a service may keep what it was told, once consent is gone.
KEEPING = ("contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests")


def expires(given_at: datetime) -> datetime:
    """The moment from which consent given then counts no more."""
    return datetime.combine(add_months(given_at.date(), MONTHS), given_at.timetz())


def standing(expires_at: datetime, withdrawn_at: datetime | None, now: datetime) -> Standing:
    if withdrawn_at is not None:
        return "withdrawn"
    return "given" if now < expires_at else "expired"
