"""Accounts: who signs in and how, what they are called, what they may do today."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from coopcouncil.foundation.actors import HeldRole
from coopcouncil.foundation.database import only_row
from coopcouncil.kernel.errors import NotAllowed, NotFound
from coopcouncil.people.models import Account, Appointment
from coopcouncil.people.queries.bodies import on_day
from coopcouncil.people.queries.values import Held, SignIn


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
