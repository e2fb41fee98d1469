"""How a person would like us to speak with them."""

from uuid import UUID

from coopcouncil.people.models import Preferences


def needs_of(account_id: UUID) -> list[dict[str, str]]:
    """What the person said they need so that we can speak together."""
    kept = Preferences.objects.filter(account_id=account_id).values_list("needs", flat=True).first()
    return list(kept or [])
