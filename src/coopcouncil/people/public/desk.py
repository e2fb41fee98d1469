"""What waits for somebody in people: in an account, and on a desk."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.permissions import allowed
from coopcouncil.people import queries
from coopcouncil.people.queries import matching, powers, proofs
from coopcouncil.people.queries.reaching import failed_ways


def account_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What a resident still has to tell us about themself, and what they should know of their records."""
    if actor.account_id is None:
        return []
    items = []
    if failed := failed_ways(actor.account_id):
        items.append(
            DeskItem(
                title=_("What we sent you came back"),
                url=reverse("people:contact"),
                count=len(failed),
                why=_("We do not write to that address any more. Say how we can reach you."),
                due_at=now,
            )
        )
    if not queries.is_member(actor.account_id):
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
                count=len(queries.organisations()),
                why=_("Add an organisation, or say who works for it and as what."),
            )
        )
    return items
