"""Who writes promises, answers comments and moves an edition on. Reading is open to all, but for drafts."""

from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import permission
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people

WRITERS = (Role.JOINT_COMMISSIONER, Role.SERVICE_MANAGER)


def _runs(actor: Actor) -> bool:
    return actor.kind in {"operator", "system"}


def _steers(actor: Actor) -> bool:
    return _runs(actor) or actor.has_role(Role.JOINT_COMMISSIONER)


def _writes(actor: Actor, entry: Any) -> bool:
    """A joint commissioner any promise; a service manager of the council, or of who answers for it, that one."""
    if _steers(actor):
        return True
    managed = actor.organisations_for(Role.SERVICE_MANAGER) if actor.kind == "person" else frozenset()
    council = people.council() if managed else None
    return entry.accountable_id in managed or (council is not None and council.id in managed)


def _door(actor: Actor) -> bool:
    return _runs(actor) or actor.has_role(*WRITERS)


permission("settlement.see_desk", door=_door, says="see how an edition of the settlement is being prepared")
permission("settlement.steer", door=_steers, says="begin an edition of the settlement, and move it on")
permission(
    "settlement.write",
    _writes,
    door=_door,
    says="write the promises that they answer for, and answer what people say about them",
)
