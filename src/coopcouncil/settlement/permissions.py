"""Who writes promises, answers comments and moves an edition on. Reading is open to all, but for drafts."""

from typing import Any
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import permission
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people
from coopcouncil.settlement.domain.takeovers import stages

WRITERS = (Role.JOINT_COMMISSIONER, Role.SERVICE_MANAGER)


def _runs(actor: Actor) -> bool:
    return actor.kind in {"operator", "system"}


def _steers(actor: Actor) -> bool:
    return _runs(actor) or actor.has_role(Role.JOINT_COMMISSIONER)


def handles_for(actor: Actor) -> frozenset[UUID] | None:
    """The bodies for whose promises this actor writes and handles takeovers; None: for all, as the council does."""
    if _steers(actor):
        return None
    managed = actor.organisations_for(Role.SERVICE_MANAGER) if actor.kind == "person" else frozenset()
    council = people.council() if managed else None
    return None if council is not None and council.id in managed else managed


def _writes(actor: Actor, entry: Any) -> bool:
    """A joint commissioner any promise; a service manager of the council, or of who answers for it, that one."""
    managed = handles_for(actor)
    return managed is None or entry.accountable_id in managed


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


# --- a community takes over -------------------------------------------------------------------------------------------


def _of_the_group(actor: Actor, takeover: Any) -> bool:
    """Whoever said that the group is interested, until it is decided on; then the managers of what it has become."""
    if _runs(actor) or takeover.organisation_id in actor.organisations_for(Role.PROVIDER_MANAGER):
        return True
    return actor.account_id == takeover.account_id and takeover.stage in stages.BY_ITS_MEMBER


def _serves_the_group(actor: Actor, takeover: Any) -> bool:
    """Any tie to the group: whoever has one does nothing for the council here."""
    ties = {held.organisation_id for held in actor.roles}
    return takeover.organisation_id in ties or (
        actor.account_id is not None and actor.account_id == takeover.account_id
    )


def _handles(actor: Actor, takeover: Any) -> bool:
    return _writes(actor, takeover) and not _serves_the_group(actor, takeover)


def _decides(actor: Actor, takeover: Any) -> bool:
    return _steers(actor) and not _serves_the_group(actor, takeover)


def _takes_part(actor: Actor, takeover: Any) -> bool:
    """Whoever began it reads what became of it, whatever that was; whoever serves both sides may say so."""
    return _of_the_group(actor, takeover) or _writes(actor, takeover) or _serves_the_group(actor, takeover)


def _takes_part_at_all(actor: Actor) -> bool:
    return _runs(actor) or actor.kind == "person"


permission("settlement.express_interest", door=_takes_part_at_all, says="say that a group would take a service over")
permission(
    "settlement.act_for_group",
    _of_the_group,
    door=_takes_part_at_all,
    says="speak for a group that takes a service over",
)
permission(
    "settlement.handle_takeover",
    _handles,
    door=_door,
    says="answer, support and check a group that takes a service over, and step in; never for a group of their own",
)
permission(
    "settlement.decide_takeover",
    _decides,
    door=_steers,
    says="put on record what was decided about a takeover; never of a group of their own",
)
permission(
    "settlement.take_part",
    _takes_part,
    door=_takes_part_at_all,
    says="see what is to be done in a takeover in which they take part",
)
