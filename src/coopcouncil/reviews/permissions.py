"""Who may bring unit costs in and publish appraisals. Reading both, and trying a case, is open to all."""

from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import permission
from coopcouncil.foundation.roles import Role

PUBLISHERS = (Role.REVIEW_LEAD, Role.JOINT_COMMISSIONER)


def _runs(actor: Actor) -> bool:
    return actor.kind in {"operator", "system"}


def _may_publish(actor: Actor, organisation_id: UUID) -> bool:
    """For the organisation in which they lead reviews or commission."""
    return _runs(actor) or organisation_id in actor.organisations_for(*PUBLISHERS)


permission("reviews.load_unit_costs", door=_runs, says="load a library of unit costs from files")
permission(
    "reviews.publish",
    _may_publish,
    door=lambda actor: _runs(actor) or actor.has_role(*PUBLISHERS),
    says="publish and withdraw appraisals of their own organisation",
)
