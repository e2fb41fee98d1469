"""The door of the front door: what it holds of one person. Nobody above it but the project asks."""

from typing import Any
from uuid import UUID

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.frontdoor import actions, queries


def export_person(account_id: UUID) -> dict[str, Any]:
    """What a person began to tell and has not sent, for a subject access request."""
    audit.read(SYSTEM, "frontdoor.person_exported", ("people.account", account_id))
    return {"begun": queries.drafts_of(account_id)}


def erase_person(account_id: UUID) -> None:
    """Throw away every draft of a person. What was sent is `sharing`'s."""
    actions.erase(actor=SYSTEM, account_id=account_id)
