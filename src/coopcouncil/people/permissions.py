"""Who may do what to accounts, organisations, roles, memberships, proofs of identity and powers."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import Read
from coopcouncil.foundation.models import AccessEntry
from coopcouncil.foundation.permissions import permission, signed_in
from coopcouncil.foundation.roles import Role
from coopcouncil.people.models import Grant, HouseholdAnswer, Organisation


def _administers(actor: Actor) -> bool:
    return actor.has_role(Role.ADMINISTRATOR) or actor.kind in {"operator", "system"}


def _checks_members(actor: Actor) -> bool:
    """An administrator, or a case owner of the council itself: members are the council's, not every partner's."""
    if actor.has_role(Role.ADMINISTRATOR):
        return True
    return _case_owner_of_the_council(actor)


def _case_owner_of_the_council(actor: Actor) -> bool:
    held_at = actor.organisations_for(Role.CASE_OWNER) if actor.kind == "person" else frozenset()
    return bool(held_at) and Organisation.objects.filter(kind=Organisation.Kind.COUNCIL, id__in=held_at).exists()


def _assists(actor: Actor) -> bool:
    """A front-line officer or case owner of the council, or of a body that the council has granted it."""
    held = actor.organisations_for(Role.FRONT_LINE_OFFICER, Role.CASE_OWNER) if actor.kind == "person" else frozenset()
    if not held:
        return False
    today = TruncDate(Now())
    running = Grant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), starts_on__lte=today)
    granted = running.filter(what=Grant.What.ASSIST, organisation_id__in=held)
    return granted.exists() or Organisation.objects.filter(kind=Organisation.Kind.COUNCIL, id__in=held).exists()


# For how long an officer who found a person has them before them.
FOUND_FOR = timedelta(hours=1)


def _never_lived_with(actor: Actor, account_id: UUID) -> bool:
    """Not one's own, nor of somebody with whom one ever lived, or said not to: that is no officer's business."""
    linked = Q(account=actor.account_id, statement__account=account_id)
    linked |= Q(account=account_id, statement__account=actor.account_id)
    return actor.account_id != account_id and not HouseholdAnswer.objects.filter(linked).exists()


def _found_lately(actor: Actor, account_id: UUID) -> bool:
    """Whether this officer found the person within the hour: nobody opens a household by an address alone."""
    return AccessEntry.objects.filter(
        about=account_id,
        actor_id=actor.account_id,
        verb__in=("people.person_in_search", "people.person_found"),
        at__gt=Now() - FOUND_FOR,
    ).exists()


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
    "people.end_sessions",
    door=lambda actor: actor.kind == "operator",
    says="sign out anybody, or everybody, at once",
)
permission(
    "people.erase",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="take a person’s account out of the records",
)
permission(
    "people.reseal_factors",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="seal the keys of authenticator apps under a new key",
)
permission(
    "people.export",
    door=lambda actor: actor.kind == "operator",
    says="have what is held of a person written to a file for them",
)
permission(
    "people.own_proof",
    lambda actor, proof: actor.account_id == proof.account_id,
    door=signed_in,
    says="see how they proved who they are, and say that it was not them",
)
permission("people.find_person", door=_assists, says="find a person by the e-mail address or reference that they say")
permission(
    "people.search_people",
    door=_assists,
    says="find a person by two whole words at least, such as a name and a postcode, and say why",
)
permission(
    "people.propose_link",
    lambda actor, accounts: actor.account_id not in accounts,
    door=_assists,
    says="propose that two records of other people are of one person",
)
permission(
    "people.propose_unlink",
    lambda actor, link: actor.account_id not in {link.first_id, link.second_id},
    door=_assists,
    says="propose that two joined records of somebody else are parted",
)
permission(
    "people.own_link",
    lambda actor, link: actor.account_id in {link.first_id, link.second_id},
    door=signed_in,
    says="say that a joining of their own records is wrong, and take that back",
)
permission(
    "people.see_links",
    door=_case_owner_of_the_council,
    says="see which records are to be joined or parted",
)
permission(
    "people.decide_link",
    lambda actor, review: actor.account_id not in {review.asked_by_id, review.link.first_id, review.link.second_id},
    door=_case_owner_of_the_council,
    says="decide on what a colleague proposed: whether two records are joined or parted",
)
permission(
    "people.own_household",
    lambda actor, member: actor.account_id == member.account_id,
    door=signed_in,
    says="put right or end what they said of who lives with them, and have a code for it",
)
permission(
    "people.own_household_answer",
    lambda actor, answer: actor.account_id == answer.account_id,
    door=signed_in,
    says="say that they live no longer where they once confirmed it",
)
permission(
    "people.see_household",
    lambda actor, account_id: _found_lately(actor, account_id) and _never_lived_with(actor, account_id),
    door=_assists,
    says="see who lives with somebody whom they found within the hour, and say why; never with whom they lived",
)
permission(
    "people.compare_households",
    _never_lived_with,
    door=_case_owner_of_the_council,
    says="see who lives with each of two people whose records a colleague proposed to join or part",
)
permission(
    "people.reindex",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="make the words anew by which people are found",
)
permission(
    "people.see_document",
    lambda actor, account: actor.account_id != account.id,
    door=_assists,
    says="record that they saw somebody else’s identity document",
)
permission(
    "people.see_disputes",
    door=_case_owner_of_the_council,
    says="see which proofs of identity their people dispute",
)
permission(
    "people.settle_dispute",
    lambda actor, proof: actor.account_id not in {proof.account_id, proof.checked_by_id},
    door=_case_owner_of_the_council,
    says="look into a proof of identity that its person disputes",
)
permission(
    "people.own_authority",
    lambda actor, authority: actor.account_id in {authority.holder_id, authority.subject_id},
    door=signed_in,
    says="see a power that they hold, or that somebody holds over them",
)
permission(
    "people.see_authorities",
    door=_case_owner_of_the_council,
    says="see which claims to speak for another person wait to be checked",
)
permission(
    "people.check_authority",
    lambda actor, authority: actor.account_id not in {authority.holder_id, authority.subject_id},
    door=_case_owner_of_the_council,
    says="check or refuse somebody else’s claim to speak for another person",
)
permission(
    "people.end_authority",
    lambda actor, authority: (
        actor.account_id in {authority.holder_id, authority.subject_id} or _case_owner_of_the_council(actor)
    ),
    door=signed_in,
    says="end a power: their own, one over themself, or, for the council, any",
)


# How personal data is read here, as the person concerned is told.
READS = (
    Read("people.records_compared", _("Your name, e-mail address, date of birth and postcode, and who lives with you"),
         _("To see whether two records are of one person.")),
    Read("people.household_read", _("Who lives with you"), _("An officer helped you, or worked on a case of yours.")),
    Read("people.joined_household_read", _("Who lives with you"), _("You looked at it from your other record.")),
    Read("people.person_in_search", _("You, in a search for a person"), _("An officer looked for somebody by two "
         "things that they said, such as a name and a postcode.")),
    Read("people.person_found", _("Your name"), _("You showed an officer who you are.")),
    Read("people.disputes_read", _("A proof that you disputed"), _("You said that it was not you, so we looked.")),
    Read("people.roles_read", _("Your name, e-mail address and roles"), _("You work for an organisation, and its roles "
         "were looked at.")),
    Read("people.memberships_read", _("Your name, and why you belong, in a list"), _("To check why people belong.")),
    Read("people.membership_read", _("Why you belong"), _("To check what you said.")),
    Read("people.authorities_read", _("Your name, in a list of powers"), _("To check who may speak for whom.")),
    Read("people.authority_read", _("A power to speak for somebody"), _("To check it, before it counts.")),
    Read("people.person_given", _("Everything we hold about you"), _("To give it to you.")),
)  # fmt: skip
