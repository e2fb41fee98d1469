"""The door of people: what other contexts may ask of accounts, organisations and roles."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.retention import Keeping
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import actions, queries
from coopcouncil.people.actions import allow_suggestions, create_organisation, index_person, remember_needs
from coopcouncil.people.domain.addresses import AddressTold
from coopcouncil.people.domain.finding import Clue
from coopcouncil.people.domain.identity import Proved
from coopcouncil.people.domain.powers import MATTERS, Verdict, may_speak
from coopcouncil.people.models import Authority, Organisation
from coopcouncil.people.queries import (
    OrganisationView,
    council,
    is_member,
    matching,
    names,
    organisation,
    organisation_by_code,
    organisations,
    powers,
    proofs,
)
from coopcouncil.people.queries import staff as staffing
from coopcouncil.people.queries.finding import register_known_reader
from coopcouncil.people.queries.powers import AuthorityView
from coopcouncil.people.queries.reaching import Reach, letters_stopped, reach, register_address_reader
from coopcouncil.people.queries.staff import StaffMember
from coopcouncil.people.queries.suggesting import suggestions_since

__all__ = [
    "MATTERS",
    "AddressTold",
    "AuthorityView",
    "Clue",
    "OrganisationView",
    "Proved",
    "Reach",
    "StaffMember",
    "Verdict",
    "account_by_reference",
    "account_items",
    "account_with_email",
    "actor_for_account",
    "allow_suggestions",
    "assisting",
    "assisting_at",
    "authorities_of",
    "authority",
    "council",
    "count_accounts",
    "create_organisation",
    "desk_items",
    "erase_everywhere",
    "erase_person",
    "export_person",
    "hold_account",
    "hold_authority",
    "index_person",
    "is_member",
    "joined_records",
    "keepings",
    "key_actor",
    "kind_label",
    "legal_holds",
    "letters_stopped",
    "may_assist",
    "may_speak_for",
    "members",
    "names",
    "needs_of",
    "open_accounts_among",
    "organisation",
    "organisation_by_code",
    "organisations",
    "person_name",
    "person_of_authority",
    "power_label",
    "proofs_held",
    "reach",
    "register_address_reader",
    "register_key_reader",
    "register_known_reader",
    "register_reference_reader",
    "remember_needs",
    "role_holders",
    "staff",
    "suggestions_since",
]

KeyReader = Callable[[str], Actor | None]
KEY_PREFIX = "cck_"
_key_readers: list[KeyReader] = []
ReferenceReader = Callable[[str], UUID | None]
_reference_readers: list[ReferenceReader] = []


def register_key_reader(reader: KeyReader) -> None:
    """Have `reader` tell whose an organisation's key is: the whole text ("cck_…") → an Actor of kind "agency", or None.

    Called once, by the context that keeps the keys, in its `apps.ready()`. Asked for every request that brings a key.
    """
    if reader not in _key_readers:
        _key_readers.append(reader)


def key_actor(text: str) -> Actor | None:
    """Whoever the key `text` belongs to; None where nobody knows it."""
    if not text.startswith(KEY_PREFIX):
        return None
    return next((actor for reader in _key_readers if (actor := reader(text)) is not None), None)


def actor_for_account(account_id: UUID, today: date) -> Actor:
    """The person with the roles held on `today`, as one who has given every factor. Raises NotFound."""
    return Actor(
        kind="person",
        account_id=account_id,
        name=str(queries.account(account_id)),
        roles=queries.held_by(account_id, today).roles,
    )


def proofs_held(actor: Actor, today: date) -> tuple[Proved, ...]:
    """How sure we are of who is speaking: the proofs that hold on `today`, each with whom it proved, the highest first.

    A proof says something of what is told only where it is told by that person: whoever asks compares. A verified
    e-mail address proves that messages arrive, and a second factor that it is the same person again; neither says who
    that person is (GPG 45), so neither counts.
    """
    if actor.kind != "person" or actor.account_id is None:
        return ()
    return proofs.held(actor.account_id, today)


def register_reference_reader(reader: ReferenceReader) -> None:
    """Have `reader` tell whose a reference is that can be read over the telephone: its account, or None.

    Called once by each context that gives such references, in its `apps.ready()`.
    """
    if reader not in _reference_readers:
        _reference_readers.append(reader)


def account_by_reference(reference: str) -> UUID | None:
    """The account that something with this reference belongs to; None where nobody knows it."""
    return next((found for reader in _reference_readers if (found := reader(reference)) is not None), None)


def assisting() -> frozenset[UUID]:
    """The organisations whose officers may help residents today: the council, and those with a grant."""
    return queries.assisting()


def assisting_at(actor: Actor) -> frozenset[UUID]:
    """The organisations for which this actor may help residents today: the council, or one with a grant."""
    return proofs.assisting_at(actor)


def authorities_of(actor: Actor, today: date) -> list[AuthorityView]:
    """The powers by which this actor may speak for somebody on `today`, checked or not. One query."""
    if actor.kind != "person" or actor.account_id is None:
        return []
    return [view for view in powers.held_by_person(actor.account_id, today) if view.works]


def authority(authority_id: UUID, today: date) -> AuthorityView:
    """A power as it stands on `today`, ended or not. Raises NotFound."""
    return powers.seen(powers.authority(authority_id), today)


def power_label(kind: str) -> str:
    """A kind of power in words, in the language that is spoken just now."""
    return str(Authority.Kind(kind).label)


def hold_account(account_id: UUID | None) -> None:
    """Keep an account open until the transaction ends: whoever erases its person waits. For None nothing.

    Take it before any other lock, as erasing does. Raises NotAllowed where it is closed.
    """
    if account_id is not None:
        queries.account_held_open(account_id)


def hold_authority(authority_id: UUID) -> None:
    """Lock a power until the transaction ends, so that nobody ends it while it is used. Raises NotFound."""
    powers.authority_for_update(authority_id)


def person_of_authority(authority_id: UUID) -> UUID | None:
    """The account of the person spoken for, where the council has linked one."""
    return powers.subject_of(authority_id)


def may_speak_for(actor: Actor, authority_id: UUID, matters: Collection[str], today: date) -> dict[str, Verdict]:
    """By matter ("health", "money" …): whether the actor may tell us for the person of this power on `today`.

    A power that is not theirs allows nothing. At most two queries, however many matters.
    """
    row = powers.authority(authority_id)
    if actor.account_id is None or row.holder_id != actor.account_id:
        return {matter: Verdict(False, False, "not_covered") for matter in matters}
    decides = "health" in matters and powers.decides_for_self(powers.person_of(row), row.subject_id, today)
    power = powers.power_of(row)
    return {matter: may_speak(power, matter, today, decides_for_self=decides) for matter in matters}


def may_assist(organisation_id: UUID, today: date) -> bool:
    """Whether the organisation may help residents tell the council: it is the council, or the council granted it."""
    return queries.may_assist(organisation_id, today)


def person_name(account_id: UUID) -> str:
    """How to call the person; empty for an account that is not there."""
    return names([account_id]).get(account_id, "")


def needs_of(account_id: UUID) -> list[dict[str, str]]:
    """What the person said they need so that we can speak together: {"code", "words"}, or nothing."""
    return queries.needs_of(account_id)


def role_holders(organisation_id: UUID, roles: Collection[str], today: date) -> list[tuple[UUID, str]]:
    """(account, e-mail address) of everybody who holds one of these roles in an organisation on `today`, each once."""
    found = {
        view.account_id: view.email
        for view in queries.appointments(organisation_id, today)
        if view.role in roles and view.starts_on <= today
    }
    return list(found.items())


def members() -> list[UUID]:
    """The accounts of every member of the co-operative, in a stable order."""
    return queries.member_accounts()


def account_with_email(email: str) -> UUID:
    """The account that signs in with `email`. Raises NotFound."""
    found = queries.account_by_email(email)
    if found is None:
        raise NotFound("Nobody signs in with that address.")
    return found.id


def staff(organisation_id: UUID, roles: Collection[str], today: date) -> list[StaffMember]:
    """Those who hold one of these roles in the organisation on this day, each once, by name."""
    return staffing.staff(organisation_id, roles, today)


def kind_label(kind: str) -> str:
    """A kind of organisation in words."""
    return str(Organisation.Kind(kind).label)


# --- contributions --------------------------------------------------------------------------------------------------


def account_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What a resident still has to tell us about themself, and what they should know of their records."""
    if actor.account_id is None:
        return []
    items = []
    if not is_member(actor.account_id):
        items.append(
            DeskItem(
                title=_("Tell us why you belong"),
                url=reverse("people:membership"),
                count=1,
                why=_("You live, work, study or run a business here: then this co-operative is yours too."),
            )
        )
    if joined := matching.joined_with(actor.account_id):
        items.append(
            DeskItem(
                title=_("We joined two records of you"),
                url=reverse("people:my_records"),
                count=len(joined),
                why=_("Look whether that is right. If it is not, say so, and they stop showing each other at once."),
            )
        )
    return items


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Memberships to check, for those who check them, and the organisations for the administrator."""
    items = []
    if allowed(actor, "people.see_memberships"):
        waiting = queries.memberships_to_check(but_not_of=actor.account_id).count()
        if waiting:
            items.append(
                DeskItem(
                    title=_("Memberships to check"),
                    url=reverse("people:memberships"),
                    count=waiting,
                    why=_("People told us on their own word why they belong here."),
                )
            )
    if allowed(actor, "people.search_people"):
        items.append(
            DeskItem(
                title=_("Find a person"),
                url=reverse("people:search_people"),
                count=0,
                why=_("By two whole words, such as a name and a postcode. You say why, and it is kept."),
            )
        )
    if allowed(actor, "people.see_links") and (waiting := matching.to_decide(actor.account_id).count()):
        items.append(
            DeskItem(
                title=_("Two records of one person?"),
                url=reverse("people:links"),
                count=waiting,
                why=_("A colleague proposes to join or part two records, or their person objects. You decide."),
            )
        )
    if allowed(actor, "people.find_person"):
        items.append(
            DeskItem(
                title=_("Record a document that you saw"),
                url=reverse("people:find_person"),
                count=0,
                why=_("Somebody shows you a passport or the like, so that we know who they are."),
            )
        )
    if allowed(actor, "people.see_authorities") and (
        claims := powers.to_check().exclude(holder=actor.account_id).count()
    ):
        items.append(
            DeskItem(
                title=_("Powers to check"),
                url=reverse("people:authorities_to_check"),
                count=claims,
                why=_("Somebody says that they may speak for another person."),
            )
        )
    if allowed(actor, "people.see_disputes") and (disputed := proofs.disputed_proofs().count()):
        items.append(
            DeskItem(
                title=_("“This was not me”"),
                url=reverse("people:identity_disputes"),
                count=disputed,
                why=_("Somebody says that a proof of who they are was made by another."),
            )
        )
    if allowed(actor, "people.administer"):
        items.append(
            DeskItem(
                title=_("Organisations and roles"),
                url=reverse("people:organisations"),
                count=len(organisations()),
                why=_("Add an organisation, or say who works for it and as what."),
            )
        )
    return items


def export_person(account_id: UUID) -> dict[str, Any]:
    """Everything that people keeps about one person, for a subject access request. Raises NotFound."""
    audit.read(SYSTEM, "people.person_exported", ("people.account", account_id))
    return {"people": queries.everything_about(account_id)}


def erase_person(account_id: UUID) -> None:
    """Take out of the account all that tells who its person is. Raises NotFound."""
    actions.erase_account(actor=SYSTEM, account_id=account_id)


def erase_everywhere(account_id: UUID) -> None:
    """Have every context let go of a person, as an officer decided. Raises NotFound; Conflict where a hold keeps it."""
    actions.erase_person(actor=SYSTEM, account_id=account_id)


def keepings() -> list[Keeping]:
    """For how long people keeps each kind of thing."""
    return actions.keepings()


def open_accounts_among(ids: Collection[UUID]) -> list[UUID]:
    """Those of `ids` that are accounts, and not closed."""
    return queries.open_accounts_among(ids)


def reseal_factors() -> int:
    """Seal the keys of authenticator apps and the seeds of codes under the newest key of the ring. Returns how many."""
    return actions.reseal_factors(actor=SYSTEM)


def count_accounts() -> int:
    return queries.count_accounts()


def joined_records(account_id: UUID) -> list[UUID]:
    """The accounts that are joined with this one, as of the same person. Nothing may be moved between them."""
    return matching.joined_with(account_id)


def legal_holds(account_id: UUID) -> list[str]:
    """Why the account may not be erased yet: a role held today or yet to begin. One sentence each."""
    return [
        _("Still holds the role “%(role)s” at %(organisation)s. End it first.")
        % {"role": Role(role).label, "organisation": name}
        for role, name in queries.roles_not_ended(account_id)
    ]
