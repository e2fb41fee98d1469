"""How a person would like us to speak with them."""

from typing import Any
from uuid import UUID

from coopcouncil.people.models import FailedAddress, Preferences


def needs_of(account_id: UUID) -> list[dict[str, str]]:
    """What the person said they need so that we can speak together."""
    kept = Preferences.objects.filter(account_id=account_id).values_list("needs", flat=True).first()
    return list(kept or [])


def failed_for_export(account_id: UUID) -> list[dict[str, str]]:
    """Which ways of writing to them failed: by which channel, why and since when."""
    rows = FailedAddress.objects.filter(account_id=account_id).order_by("since")
    return [{"by": row.channel, "why": row.why, "since": row.since.isoformat()} for row in rows]


def preferences_for_export(account_id: UUID) -> dict[str, Any] | None:
    """How the person chose to be written to, and since when we may suggest things; None where they chose nothing."""
    kept = Preferences.objects.filter(account_id=account_id).first()
    if kept is None:
        return None
    return {
        "contact_by": kept.contact_by,
        "language": kept.language,
        "suggestions_since": kept.suggestions_since.isoformat() if kept.suggestions_since else None,
        "changed_at": kept.changed_at.isoformat(),
    }
