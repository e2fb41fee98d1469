"""What a person is promised and took part in, for that person alone."""

from datetime import date

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor.domain.standing import Told
from coopcouncil.frontdoor.queries.standing import told_by


def read_standing(*, actor: Actor, today: date) -> Told:
    """What of the person signed in decides what they are promised. Logged, as a reading of their own data.

    Raises NotAllowed.
    """
    with transaction.atomic():
        permissions.require(actor, "frontdoor.see_account")
        found = told_by(actor, today=today)
        audit.read(actor, "frontdoor.standing_read", ("people.account", actor.account_id), about=[actor.account_id])
    return found
