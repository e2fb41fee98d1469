"""What the law lets a promise say: who delivers a duty may change, who answers for it may not."""

from collections.abc import Mapping
from typing import Any

from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.promises import COMMUNITY

# Kinds of organisation with which accountability for a statutory duty can be kept.
PUBLIC_BODIES = frozenset(
    {"council", "other_council", "nhs", "police", "fire", "foundation_trust", "central_government"}
)


def breaches(promise: Mapping[str, Any], *, held_duty: bool, accountable_kind: str) -> list[Said]:
    """What keeps this promise from being made; nothing where the law is kept.

    `held_duty`: the directory holds a duty for the service. `accountable_kind` is the kind of who answers for it.
    The database refuses the same of a community service (`settlement_entry_keeps_the_duty`).
    """
    found = []
    duty = bool(promise.get("statutory_duty"))
    if held_duty and not duty:
        found.append(Said("The directory holds a statutory duty for this service, and the promise does not say so."))
    if not (duty or held_duty):
        return found
    if accountable_kind not in PUBLIC_BODIES:
        found.append(Said("The law asks for this service, so a public body must answer for it, whoever runs it."))
    if not promise.get("minimum_met") or not str(promise.get("minimum_how") or "").strip():
        found.append(
            Said("It is to go to the community, and nothing says how the least that the law asks is met.")
            if promise.get("kind") == COMMUNITY
            else Said("Nothing says how the least that the law asks is met.")
        )
    if not str(promise.get("statutory_basis") or "").strip():
        found.append(Said("The law behind it is not named."))
    return found
