"""Reads of accounts, organisations, roles and memberships. Values go out, never rows, except to our own actions."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from coopcouncil.foundation.actors import HeldRole
from coopcouncil.foundation.database import only_row
from coopcouncil.foundation.models import Session
from coopcouncil.foundation.remembered import remembered
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotAllowed, NotFound
from coopcouncil.people.models import Account, Appointment, Grant, Membership, Organisation
from coopcouncil.people.queries import matching, powers, proofs
from coopcouncil.people.queries.grants import GrantView, assisting, grant, grants
from coopcouncil.people.queries.preferences import needs_of, preferences_for_export
from coopcouncil.people.queries.values import AppointmentView, Held, MembershipView, OrganisationView, SignIn

__all__ = [
    "AppointmentView",
    "GrantView",
    "Held",
    "MembershipView",
    "OrganisationView",
    "SignIn",
    "assisting",
    "grant",
    "grants",
    "needs_of",
]


def on_day(today: date) -> Q:
    """Appointments that hold on `today`: begun, and not yet at their first day without it."""
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))


def _seen(organisation: Organisation) -> OrganisationView:
    return OrganisationView(
        id=organisation.id,
        code=organisation.code,
        name=organisation.name,
        kind=organisation.kind,
        summary=organisation.summary,
        phone=organisation.phone,
        email=organisation.email,
        website=organisation.website,
    )


# --- organisations --------------------------------------------------------------------------------------------------


def organisation(organisation_id: UUID) -> OrganisationView:
    """Raises NotFound."""
    if (found := _organisation(organisation_id)) is None:
        raise NotFound("There is no such organisation.")
    return found


@remembered("people_organisation")
def _organisation(organisation_id: UUID) -> OrganisationView | None:
    return _first(Organisation.objects.filter(id=organisation_id))


def _first(found: QuerySet[Organisation]) -> OrganisationView | None:
    row = found.first()
    return _seen(row) if row else None


def organisation_by_code(code: str) -> OrganisationView:
    """Raises NotFound."""
    if (found := _first(Organisation.objects.filter(code=code))) is None:
        raise NotFound("There is no such organisation.")
    return found


def organisations(ids: Iterable[UUID] | None = None, kind: str | None = None) -> list[OrganisationView]:
    """By name; all of them, or those of `ids`, or those of one kind. One query."""
    found = Organisation.objects.order_by("name")
    if ids is not None:
        found = found.filter(id__in=list(ids))
    if kind is not None:
        found = found.filter(kind=kind)
    return [_seen(row) for row in found]


@remembered("people_organisation")
def council() -> OrganisationView | None:
    """The council that runs this installation; None before it is founded."""
    return _first(Organisation.objects.filter(kind=Organisation.Kind.COUNCIL))


@remembered("people_organisation", "people_grant")
def may_assist(organisation_id: UUID, today: date) -> bool:
    """Whether it is the council, or holds the council's grant to help residents tell."""
    granted = Grant.objects.filter(on_day(today), organisation_id=OuterRef("pk"), what=Grant.What.ASSIST)
    return Organisation.objects.filter(Q(kind=Organisation.Kind.COUNCIL) | Exists(granted), id=organisation_id).exists()


def organisations_listed(today: date) -> QuerySet[Organisation]:
    """Rows for the administrator's list, each with `people`: how many hold a role in it today."""
    holders = (
        Appointment.objects.filter(on_day(today), organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(held=Count("account", distinct=True))
        .values("held")
    )
    return Organisation.objects.annotate(people=Coalesce(Subquery(holders), 0))


# --- accounts and roles ---------------------------------------------------------------------------------------------


def held_by(account_id: UUID, today: date) -> Held:
    """What the account may do on `today`. One query, whatever it holds."""
    factors = Authenticator.objects.filter(
        user=OuterRef("account"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    rows = (
        Appointment.objects.filter(on_day(today), account=account_id)
        .annotate(factor=Exists(factors), organisation_name=F("organisation__name"))
        .values_list("role", "organisation_id", "organisation_name", "factor")
    )
    held = list(rows)
    return Held(
        roles=frozenset(HeldRole(role, where, name) for role, where, name, _factor in held),
        has_second_factor=any(factor for *_rest, factor in held),
    )


def account(account_id: UUID) -> Account:
    """Raises NotFound."""
    found = Account.objects.filter(id=account_id).first()
    if found is None:
        raise NotFound("There is no such account.")
    return found


def account_held_open(account_id: UUID) -> Account:
    """The account, which nobody can erase until the transaction ends. Raises NotAllowed where it is closed."""
    found = only_row(Account, "id = %s AND is_active FOR KEY SHARE", [account_id])
    if found is None:
        raise NotAllowed("signed_in", about_object=False, why=_("This account is closed. Nothing was kept."))
    return found


def open_accounts_among(ids: Iterable[UUID]) -> list[UUID]:
    """Those of `ids` that are accounts, and not closed."""
    return list(Account.objects.filter(id__in=list(ids), is_active=True).values_list("id", flat=True))


def count_accounts() -> int:
    return Account.objects.count()


def account_by_email(email: str) -> Account | None:
    return Account.objects.filter(email__iexact=email.strip(), is_active=True).first()


def names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """How to call each of these accounts: the name, else the e-mail address before its @. One query."""
    wanted = {identifier for identifier in ids if identifier}
    if not wanted:
        return {}
    rows = Account.objects.filter(id__in=wanted).values_list("id", "name", "email")
    return {identifier: name or email.partition("@")[0] for identifier, name, email in rows}


def appointments(organisation_id: UUID, today: date) -> list[AppointmentView]:
    """Who holds which role in an organisation today or will, in the order of their names."""
    rows = (
        Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), organisation=organisation_id)
        .select_related("account", "appointed_by")
        .order_by("role", "id")
    )
    return [
        AppointmentView(
            id=row.id,
            account_id=row.account_id,
            person=str(row.account),
            email=row.account.email,
            role=row.role,
            role_label=row.get_role_display(),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            appointed_by=str(row.appointed_by) if row.appointed_by else "",
        )
        for row in sorted(rows, key=lambda row: str(row.account))
    ]


def appointment(appointment_id: UUID) -> Appointment:
    """With its account and organisation. Raises NotFound."""
    found = Appointment.objects.select_related("account", "organisation").filter(id=appointment_id).first()
    if found is None:
        raise NotFound("There is no such appointment.")
    return found


def administered_without(post: Appointment, ends: date) -> bool:
    """Whether somebody else is administrator from `ends`, this one's new end, for as long as it would have lasted.

    Whoever cannot sign in does not count, nor does one whose own end comes sooner: then nobody would be left.
    """
    others = Appointment.objects.filter(role=Role.ADMINISTRATOR, account__is_active=True, starts_on__lte=ends)
    if post.ends_on is None:
        lasting = others.filter(ends_on__isnull=True)
    else:
        lasting = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=post.ends_on))
    return lasting.exclude(account=post.account_id).exists()


def sign_in(account_id: UUID) -> SignIn:
    """How a person signs in. Raises NotFound."""
    row = account(account_id)
    kinds = list(Authenticator.objects.filter(user=account_id).values_list("type", flat=True))
    return SignIn(
        email=row.email,
        name=row.name,
        has_password=row.has_usable_password(),
        authenticator_apps=kinds.count(Authenticator.Type.TOTP),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
    )


def email_addresses(account_id: UUID) -> list[str]:
    return sorted(EmailAddress.objects.filter(user=account_id).values_list("email", flat=True))


# --- membership -----------------------------------------------------------------------------------------------------


def memberships(account_id: UUID) -> list[MembershipView]:
    """The grounds on which a person belongs now, oldest first."""
    rows = Membership.objects.filter(account=account_id, ended_at__isnull=True).order_by("declared_at", "ground")
    return [
        MembershipView(row.id, row.ground, row.get_ground_display(), row.declared_at, row.verified_at) for row in rows
    ]


def is_member(account_id: UUID) -> bool:
    return Membership.objects.filter(account=account_id, ended_at__isnull=True).exists()


def membership_for_update(membership_id: UUID) -> Membership:
    """A membership that has not ended, locked. Raises NotFound."""
    found = Membership.objects.select_for_update().filter(id=membership_id, ended_at__isnull=True).first()
    if found is None:
        raise NotFound("There is no such membership, or it has ended.")
    return found


def membership_to_check(membership_id: UUID) -> Membership:
    """With its account. Raises NotFound where it has ended or was checked."""
    found = memberships_to_check().filter(id=membership_id).first()
    if found is None:
        raise NotFound("There is no such membership to check.")
    return found


def memberships_to_check(but_not_of: UUID | None = None) -> QuerySet[Membership]:
    """Memberships on a person's own word only, for the list of those who check them."""
    found = Membership.objects.filter(verified_at__isnull=True, ended_at__isnull=True, account__is_active=True)
    return (found.exclude(account=but_not_of) if but_not_of else found).select_related("account")


# --- everything about one person ------------------------------------------------------------------------------------


def everything_about(account_id: UUID) -> dict[str, Any]:
    """What is kept about one person, as text and dates, for that person to read. Raises NotFound."""
    row = account(account_id)
    signing_in = sign_in(account_id)
    return {
        "account": {
            "name": row.name,
            "email": row.email,
            "since": row.created_at.isoformat(),
            "last_signed_in": row.last_login.isoformat() if row.last_login else None,
        },
        "email_addresses": email_addresses(account_id),
        "joined_records": matching.for_export(account_id),
        "signing_in": {
            "password": signing_in.has_password,
            "authenticator_apps": signing_in.authenticator_apps,
            "passkeys": signing_in.passkeys,
        },
        "signed_in_with": [
            {"device": device, "since": begun.isoformat(), "last_used": seen.isoformat()}
            for device, begun, seen in Session.objects.filter(account_id=account_id)
            .order_by("begun_at")
            .values_list("device", "begun_at", "seen_at")
            if begun and seen
        ],
        "roles": [
            {
                "role": held.get_role_display(),
                "organisation": held.organisation.name,
                "from": held.starts_on.isoformat(),
                "until": held.ends_on.isoformat() if held.ends_on else None,
            }
            for held in Appointment.objects.filter(account=account_id)
            .select_related("organisation")
            .order_by("starts_on")
        ],
        "preferences": preferences_for_export(account_id),
        "needs": needs_of(account_id),
        "memberships": [
            {
                "ground": str(ground.get_ground_display()),
                "declared": ground.declared_at.isoformat(),
                "checked": ground.verified_at.isoformat() if ground.verified_at else None,
                "ended": ground.ended_at.isoformat() if ground.ended_at else None,
            }
            for ground in Membership.objects.filter(account=account_id).order_by("declared_at")
        ],
        "proofs_of_identity": proofs.proofs_for_export(account_id),
        "codes_by_post": proofs.codes_for_export(account_id),
        "powers_to_speak": powers.for_export(account_id),
    }


def roles_not_ended(account_id: UUID) -> list[tuple[str, str]]:
    """(role, organisation's name) of each appointment that has no end."""
    found = Appointment.objects.filter(account=account_id, ends_on__isnull=True).order_by("organisation__name", "role")
    return list(found.values_list("role", "organisation__name"))


def member_accounts() -> list[UUID]:
    """The accounts of every member, each once."""
    held = Membership.objects.filter(ended_at__isnull=True)
    return list(held.order_by("account_id").values_list("account_id", flat=True).distinct())
