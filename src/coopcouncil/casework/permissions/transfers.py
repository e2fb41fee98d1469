"""Who may hand a case to another council and take one from there, and which software may ask for cases."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.models import Case, CaseIdentifier, Officer, Transfer
from coopcouncil.casework.permissions import in_some_team, officer_rows
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import Read
from coopcouncil.foundation.permissions import permission
from coopcouncil.people import public as people


def takes_offers(actor: Actor, transfer: Transfer) -> bool:
    """What another council asks us to take: managers and heads, and whoever is in the team that takes the rest."""
    if transfer.side != Transfer.Side.TAKING:
        return False
    fits = Q(rank__in=[Officer.Rank.MANAGER, Officer.Rank.HEAD]) | Q(team__takes_the_rest=True)
    return bool(officer_rows(actor).filter(fits).exists())


def is_other_council(actor: Actor, transfer: Transfer) -> bool:
    return actor.organisation_id == transfer.council_id


def an_organisations_key(actor: Actor) -> bool:
    return actor.kind == "agency"


def acts_in(actor: Actor, case: Case) -> bool:
    """An organisation that has to act in it, or opened it: then it knows the case by an id of its software."""
    if actor.organisation_id is None:
        return False
    system = CaseIdentifier.system_of(people.organisation(actor.organisation_id).code)
    opened = CaseIdentifier.objects.filter(case_id=case.id, system=system)
    return case.organisation_id == actor.organisation_id or opened.exists()


permission(
    "casework.list_offers", door=in_some_team, says="list the cases that other councils hand over, or ask us to take"
)
permission(
    "casework.see_offer",
    takes_offers,
    door=in_some_team,
    says="read a case that another council asks us to take, and take it or refuse it",
)
permission(
    "casework.exchange",
    door=an_organisations_key,
    says="hand over cases as another council, and say how they stand there",
    scope="cases:transfer",
)
permission(
    "casework.see_exchange",
    is_other_council,
    door=an_organisations_key,
    says="see how a case that is handed over stands here",
    scope="cases:transfer",
)
permission(
    "casework.open_by_software", door=an_organisations_key, says="open a case as an organisation", scope="cases:write"
)
permission(
    "casework.list_by_software",
    door=an_organisations_key,
    says="list the cases that their organisation opened or has to act in",
    scope="cases:read",
)
permission(
    "casework.see_by_software",
    acts_in,
    door=an_organisations_key,
    says="read a case that their organisation opened or has to act in",
    scope="cases:read",
)
permission(
    "casework.add_by_software",
    acts_in,
    door=an_organisations_key,
    says="add to a case that their organisation opened or has to act in",
    scope="cases:write",
)

# How personal data is read here, as the person concerned is told.
READS = (
    Read("casework.offer_read", _("A problem that another council asked us to take"), _("To take it, or refuse it.")),
    Read("casework.case_followed", _("A problem of yours, by its own page"), _("Whoever has its code may follow it.")),
)
