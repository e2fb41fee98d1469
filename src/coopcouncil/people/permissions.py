"""Who may do what to accounts, organisations, roles and memberships."""

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import permission, signed_in
from coopcouncil.foundation.roles import Role
from coopcouncil.people.models import Organisation


def _administers(actor: Actor) -> bool:
    return actor.has_role(Role.ADMINISTRATOR) or actor.kind in {"operator", "system"}


def _checks_members(actor: Actor) -> bool:
    """An administrator, or a case owner of the council itself: members are the council's, not every partner's."""
    if actor.has_role(Role.ADMINISTRATOR):
        return True
    held_at = actor.organisations_for(Role.CASE_OWNER) if actor.kind == "person" else frozenset()
    return bool(held_at) and Organisation.objects.filter(kind=Organisation.Kind.COUNCIL, id__in=held_at).exists()


permission("people.administer", door=_administers, says="add organisations and say who holds which role in them")
permission(
    "people.see_memberships",
    door=_checks_members,
    says="see who still has to be asked why they belong",
)
permission(
    "people.verify_membership",
    lambda actor, membership: membership.account_id != actor.account_id,
    door=_checks_members,
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
