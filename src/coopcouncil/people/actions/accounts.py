from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now, TruncDate
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, filebased, permissions, sessions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.fields import NOBODY
from coopcouncil.foundation.forgetting import forget
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.people import gateways
from coopcouncil.people.actions.finding import index_person
from coopcouncil.people.actions.households import erase_household
from coopcouncil.people.actions.matching import close_links
from coopcouncil.people.models import (
    Account,
    Appointment,
    Authority,
    FailedAddress,
    IdentityProof,
    Membership,
    PostedCode,
    Preferences,
)

LONGEST_NAME = 150


def rename_account(*, actor: Actor, account_id: UUID, name: str) -> None:
    """Change how a person is called; spaces are tidied. Raises NotAllowed, BadInput, NotFound."""
    tidy = " ".join(name.split())
    with transaction.atomic():
        permissions.require(actor, "people.own_account", account_id)
        if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
            raise BadInput(_("Type the name that we should call you by, in 150 letters or fewer."))
        row = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
        if row is None:
            raise NotFound(_("There is no such account."))
        if row.name != tidy:
            row.name = tidy
            row.save(update_fields=["name"])
            index_person(row.id)
            audit.note(actor, "people.account_renamed", row)


def reseal_factors(*, actor: Actor) -> int:
    """See `public.reseal_factors`."""
    permissions.require(actor, "people.reseal_factors")
    adapter = gateways.SecondFactorAdapter()
    done = 0
    for held in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("id", flat=True):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().filter(id=held).first()
            for name in ("secret", "seed"):
                if factor and factor.data.get(name):
                    factor.data[name] = adapter.encrypt(adapter.decrypt(factor.data[name]))
                    factor.save(update_fields=["data"])
                    done += 1
    return done


def erase_account(*, actor: Actor, account_id: UUID) -> None:
    """Take out of an account everything that tells who its person is, and close it for good.

    The row stays, without name, address or key, because records that must be kept point to it. Every role and
    membership ends today. Whoever is signed in with it is signed out at once.
    Raises NotAllowed, NotFound.
    """
    with transaction.atomic():
        permissions.require(actor, "people.erase")
        row = Account.objects.select_for_update().filter(id=account_id).first()
        if row is None:
            raise NotFound(_("There is no such account."))
        addresses = [row.email, *EmailAddress.objects.filter(user=row).values_list("email", flat=True)]
        transaction.on_commit(lambda: filebased.remove_to(addresses))
        row.email, row.name, row.is_active = f"{row.id}{NOBODY}", "", False
        row.set_unusable_password()
        row.save(update_fields=["email", "name", "is_active", "password"])
        index_person(row.id)
        close_links(row.id)
        erase_household(row.id)
        EmailAddress.objects.filter(user=row).delete()
        Authenticator.objects.filter(user=row).delete()
        sessions.end_sessions(account_id)
        Preferences.objects.filter(account=row).delete()
        FailedAddress.objects.filter(account=row).delete()
        Membership.objects.filter(account=row, ended_at__isnull=True).update(ended_at=Now())
        codes = PostedCode.objects.filter(account=row)
        letters = list(codes.values_list("id", flat=True))
        codes.delete()
        transaction.on_commit(lambda: gateways.remove_letters(letters))
        IdentityProof.objects.filter(account=row).update(detail=None, subject_digest="", ended_at=Now())
        powers = Authority.objects.filter(Q(holder=row) | Q(subject=row))
        powers.exclude(state=Authority.State.REFUSED).update(state=Authority.State.ENDED, ended_at=Now())
        powers.update(person={}, evidence=None, reason=None, person_digest="")
        forget([row.id, *powers.values_list("id", flat=True)])
        today = TruncDate(Now())
        # A role that was yet to begin ends on the day on which it would have begun.
        Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), account=row).update(
            ends_on=Greatest(F("starts_on"), today), ended_by=None
        )
        audit.note(actor, "people.account_erased", row)
