"""Found a whole borough at once: organisations, accounts, roles and memberships, in a handful of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_DNS, UUID, uuid5

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils.timezone import localdate

from coopcouncil.foundation import audit, keys, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.fields import TOLD
from coopcouncil.people.actions.finding import index_people
from coopcouncil.people.domain import identity
from coopcouncil.people.models import Account, Appointment, Grant, IdentityProof, Membership, Organisation

_NAMES = uuid5(NAMESPACE_DNS, "people.coopcouncil.example")


@dataclass(frozen=True)
class Body:
    """An organisation to found. `kind` is a value of `Organisation.Kind`."""

    code: str
    name: str
    kind: str
    summary: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Person:
    """An account to found, with the grounds on which its person belongs and those of them that were checked.

    `posted_code` says that they have shown, by a code in a letter, that they live where they say.
    """

    email: str
    name: str
    grounds: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    posted_code: bool = False


@dataclass(frozen=True)
class Post:
    """A role to give: who (by e-mail), where (by code), as what, and by whom (by e-mail, or nobody)."""

    email: str
    organisation: str
    role: str
    appointed_by: str = ""


def stable_id(kind: str, key: str) -> UUID:
    """The same id for the same thing on every machine."""
    return uuid5(_NAMES, f"{kind}/{key}")


def found_borough(
    *,
    actor: Actor,
    bodies: Sequence[Body],
    people: Sequence[Person],
    posts: Sequence[Post],
    domain: str,
    starts_on: date,
    now: datetime,
    assisting: Sequence[str] = (),
) -> None:
    """Add what is not there yet; what is there stays as it is. Ids follow from codes and e-mail addresses.

    `domain` completes the organisations' addresses (`<code>@<domain>`). People sign in by a code or in the demo: no
    password is set. `assisting` are the codes of bodies whose officers may help residents to tell. Raises NotAllowed.
    """
    with transaction.atomic():
        permissions.require(actor, "people.administer")
        Organisation.objects.bulk_create(
            [
                Organisation(
                    id=stable_id("organisation", body.code),
                    code=body.code,
                    name=body.name,
                    kind=body.kind,
                    summary=body.summary,
                    phone=body.phone,
                    email=f"{body.code}@{domain}",
                    website=f"https://{body.code}.{domain}/",
                )
                for body in bodies
            ],
            ignore_conflicts=True,
        )
        ids = {person.email: stable_id("account", person.email) for person in people}
        keys.keys_for(ids.values(), TOLD)  # made together, not one by one
        Account.objects.bulk_create(
            [
                Account(
                    id=ids[person.email],
                    email=person.email,
                    name=person.name,
                    # Unusable, and the same on every machine; a random end would only cost time here.
                    password=f"{UNUSABLE_PASSWORD_PREFIX}demo",
                )
                for person in people
            ],
            ignore_conflicts=True,
        )
        EmailAddress.objects.bulk_create(
            [
                EmailAddress(user_id=ids[person.email], email=person.email, verified=True, primary=True)
                for person in people
            ],
            ignore_conflicts=True,
        )
        Appointment.objects.bulk_create(
            [
                Appointment(
                    id=stable_id("appointment", f"{post.email} {post.organisation} {post.role}"),
                    account_id=ids[post.email],
                    organisation_id=stable_id("organisation", post.organisation),
                    role=post.role,
                    starts_on=starts_on,
                    appointed_by_id=ids[post.appointed_by] if post.appointed_by else None,
                )
                for post in posts
            ],
            ignore_conflicts=True,
        )
        Membership.objects.bulk_create(
            [
                Membership(
                    id=stable_id("membership", f"{person.email} {ground}"),
                    account_id=ids[person.email],
                    ground=ground,
                    declared_at=now,
                    verified_at=now if ground in person.checked else None,
                )
                for person in people
                for ground in person.grounds
            ],
            ignore_conflicts=True,
        )
        IdentityProof.objects.bulk_create(
            [
                IdentityProof(
                    id=stable_id("proof", person.email),
                    account_id=ids[person.email],
                    level=IdentityProof.Level.LOW,
                    how=IdentityProof.How.POST_CODE,
                    proved_at=now,
                    expires_on=identity.ends_on("post_code", localdate(now)),
                    detail={"name": person.name, "born_on": ""},
                )
                for person in people
                if person.posted_code
            ],
            ignore_conflicts=True,
        )
        Grant.objects.bulk_create(
            [
                Grant(
                    id=stable_id("grant", f"{code} assist"),
                    organisation_id=stable_id("organisation", code),
                    what=Grant.What.ASSIST,
                    starts_on=starts_on,
                )
                for code in assisting
            ],
            ignore_conflicts=True,
        )
        index_people(ids.values())
        audit.note(actor, "people.borough_founded", ("people.organisation", stable_id("organisation", bodies[0].code)))
