"""What the council hands to another organisation: that its officers help residents tell the council."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.people import queries
from coopcouncil.people.events import Granted, GrantEnded
from coopcouncil.people.models import Grant, Organisation

ASSIST = Grant.What.ASSIST


def give_grant(*, actor: Actor, organisation_id: UUID, starts_on: date, ends_on: date | None, today: date) -> UUID:
    """Let an organisation's officers help residents from `starts_on` until the day before `ends_on`.

    Raises NotAllowed, NotFound; BadInput for days gone by or the wrong way round, and for the council, which may
    always; Conflict where it holds such a grant on any of those days already.
    """
    with transaction.atomic():
        permissions.require(actor, "people.administer")
        # Two who give it at once take turns here.
        organisation = Organisation.objects.select_for_update().filter(id=organisation_id).first()
        if organisation is None:
            raise NotFound(_("There is no such organisation."))
        if organisation.kind == Organisation.Kind.COUNCIL:
            raise BadInput(_("The council itself may always help residents."), mend=_("Nothing needs to be done."))
        if starts_on < today:
            raise BadInput(_("That day has gone by."), place="starts_on", mend=_("Choose today or a later day."))
        if ends_on is not None and ends_on <= starts_on:
            raise BadInput(_("It would end before it starts."), place="last_day", mend=_("Choose a later last day."))
        held = Grant.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), organisation=organisation, what=ASSIST
        )
        if ends_on is not None:
            held = held.filter(starts_on__lt=ends_on)
        taken = Conflict(_("%(name)s may do this on those days already. Nothing was changed.") % {"name": organisation})
        if held.exists():
            raise taken
        row = Grant(
            organisation=organisation,
            what=ASSIST,
            starts_on=starts_on,
            ends_on=ends_on,
            granted_by_id=actor.account_id,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise taken from error
        audit.note(actor, "people.granted", row, reason=f"{row.what}@{organisation.id}")
        events.emit(Granted(row.id, organisation.id, row.what))
    return row.id


def end_grant(*, actor: Actor, grant_id: UUID, ends_on: date, today: date) -> None:
    """Let a grant end: `ends_on` is the first day without it, today at the earliest.

    What officers there have begun stays; the council, or a colleague once it is given again, can take it over. Raises
    NotAllowed, NotFound, BadInput for a day gone by, Conflict where it has ended already.
    """
    with transaction.atomic():
        permissions.require(actor, "people.administer")
        row = queries.grant(grant_id, lock=True)
        if row.ends_on is not None and row.ends_on <= today:
            raise Conflict(_("This has ended already."))
        if ends_on < today:
            raise BadInput(_("That day has gone by."), mend=_("Choose today or a later day."))
        row.ends_on, row.ended_by_id = max(ends_on, row.starts_on), actor.account_id
        row.save(update_fields=["ends_on", "ended_by"])
        audit.note(actor, "people.grant_ended", row)
        events.emit(GrantEnded(row.id, row.organisation_id, row.what))
