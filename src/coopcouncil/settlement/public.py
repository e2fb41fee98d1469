"""The only door of the settlement for other contexts."""

from typing import Any
from uuid import UUID


def export_person(account_id: UUID) -> dict[str, Any]:
    """Nothing: what the public services promise names nobody."""
    return {}
