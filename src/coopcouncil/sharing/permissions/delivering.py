"""Who may see how notices get to where they go, what is stuck, and by which connection."""

from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import holding, permission
from coopcouncil.foundation.roles import Role

# Who may own a notice that is stuck (`catalogue/watch.toml`).
OWNER_ROLES = (Role.ADMINISTRATOR, Role.CASE_OWNER, Role.SERVICE_MANAGER, Role.SAFEGUARDING_OFFICER)


def sees_to(actor: Actor, delivery: Any) -> bool:
    """The administrator, and whoever owns the delivery."""
    return actor.has_role(Role.ADMINISTRATOR) or (
        delivery.owner_id is not None and delivery.owner_id == actor.account_id
    )


def administers(actor: Actor) -> bool:
    return actor.kind == "operator" or actor.has_role(Role.ADMINISTRATOR)


permission("sharing.see_deliveries", door=holding(Role.ADMINISTRATOR), says="see how every notice was delivered")
permission("sharing.replay", door=holding(Role.ADMINISTRATOR), says="send a message again that could not be sent")
permission(
    "sharing.see_to_stuck",
    sees_to,
    door=holding(*OWNER_ROLES),
    says="see to a notice that could not be delivered: send it again, tell another organisation instead, or close it",
)
permission(
    "sharing.list_stuck", door=holding(*OWNER_ROLES), says="list the notices that could not be delivered and are theirs"
)
permission("sharing.connect", door=administers, says="connect an organisation and make its keys")
