"""Whether a person may be erased, and everything that is held of them: what every context says of its own."""

from typing import Any
from uuid import UUID

from coopcouncil.foundation import contributions


def holds(account_id: UUID) -> list[str]:
    """Why the person may not be erased yet, one sentence each; empty where nothing stands in the way."""
    return [why for held_by in contributions.legal_holds for why in held_by(account_id)]


def everything(account_id: UUID) -> dict[str, Any]:
    """Everything that any context holds of a person, as text, numbers and dates. Raises NotFound."""
    return {name: part for export in contributions.export_person for name, part in export(account_id).items()}
