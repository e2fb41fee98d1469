"""Whether we may look for what else a person could have."""

from datetime import datetime
from uuid import UUID

from coopcouncil.people.models import Preferences


def suggestions_since(account_id: UUID) -> datetime | None:
    """Since when the person agrees that we look for what else they could have; None: they do not."""
    return Preferences.objects.filter(account_id=account_id).values_list("suggestions_since", flat=True).first()
