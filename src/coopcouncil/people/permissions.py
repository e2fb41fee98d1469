"""Who may do what to accounts, organisations, roles and memberships."""

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import holding, permission, signed_in
from coopcouncil.foundation.roles import Role


def _administers(actor: Actor) -> bool:
    return actor.has_role(Role.ADMINISTRATOR) or actor.kind in {"operator", "system"}


permission("people.administer", door=_administers, says="add organisations and say who holds which role in them")
permission(
    "people.see_memberships",
    door=holding(Role.ADMINISTRATOR, Role.CASE_OWNER),
    says="see who still has to be asked why they belong",
)
permission(
    "people.verify_membership",
    lambda actor, membership: membership.account_id != actor.account_id,
    door=holding(Role.ADMINISTRATOR, Role.CASE_OWNER),
    says="confirm why somebody else belongs to the borough",
)
permission(
    "people.own_account",
    lambda actor, account_id: actor.account_id == account_id,
    door=signed_in,
    says="change their own name and say why they belong",
)
permission(
    "people.erase",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="take a person’s account out of the records",
)
