"""How sure we are of who speaks, and for whom: proofs, powers, and officers who help."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.people import queries
from coopcouncil.people.domain.identity import Proved
from coopcouncil.people.domain.powers import Verdict, may_speak
from coopcouncil.people.models import Authority
from coopcouncil.people.queries import powers, proofs
from coopcouncil.people.queries.powers import AuthorityView


def proofs_held(actor: Actor, today: date) -> tuple[Proved, ...]:
    """How sure we are of who is speaking: the proofs that hold on `today`, each with whom it proved, the highest first.

    A proof says something of what is told only where it is told by that person: whoever asks compares. A verified
    e-mail address proves that messages arrive, and a second factor that it is the same person again; neither says who
    that person is (GPG 45), so neither counts.
    """
    if actor.kind != "person" or actor.account_id is None:
        return ()
    return proofs.held(actor.account_id, today)


def assisting() -> frozenset[UUID]:
    """The organisations whose officers may help residents today: the council, and those with a grant."""
    return queries.assisting()


def assisting_since(organisation_id: UUID) -> date | None:
    """Since when an organisation may help residents by a grant of the council; None without one. One query."""
    return queries.assisting_since(organisation_id)


def assisting_at(actor: Actor) -> frozenset[UUID]:
    """The organisations for which this actor may help residents today: the council, or one with a grant."""
    return proofs.assisting_at(actor)


def may_assist(organisation_id: UUID, today: date) -> bool:
    """Whether the organisation may help residents tell the council: it is the council, or the council granted it."""
    return queries.may_assist(organisation_id, today)


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


def hold_authority(authority_id: UUID) -> None:
    """Lock a power until the transaction ends, so that nobody ends it while it is used. Raises NotFound."""
    powers.authority_for_update(authority_id)


def person_of_authority(authority_id: UUID) -> UUID | None:
    """The account of the person spoken for, where the council has linked one."""
    return powers.subjects_of([authority_id]).get(authority_id)


def people_of_authorities(authority_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """`person_of_authority` of many, in one query."""
    return powers.subjects_of(authority_ids)


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
