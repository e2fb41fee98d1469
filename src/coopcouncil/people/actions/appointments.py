from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.people import queries
from coopcouncil.people.events import Appointed, AppointmentEnded
from coopcouncil.people.models import Account, Appointment, Organisation


def appoint(
    *,
    actor: Actor,
    account_id: UUID,
    organisation_id: UUID,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
) -> UUID:
    """Give a role in an organisation from `starts_on` until the day before `ends_on`.

    Raises NotAllowed; NotFound; BadInput for an unknown role, dates the wrong way round, or a role for oneself;
    Conflict where the person holds the role there already on any of those days.
    """
    with transaction.atomic():
        permissions.require(actor, "people.administer")
        # Two who appoint the same person at once take turns here.
        person = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
        organisation = Organisation.objects.filter(id=organisation_id).first()
        if person is None or organisation is None:
            raise NotFound(_("There is no such account or organisation."))
        _check(actor, person, organisation, role, starts_on, ends_on)
        held = Appointment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), account=person, organisation=organisation, role=role
        )
        if ends_on is not None:
            held = held.filter(starts_on__lt=ends_on)
        if held.exists():
            raise _held_already(person, organisation, role)
        row = Appointment(
            account=person,
            organisation=organisation,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            appointed_by_id=actor.account_id,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise _held_already(person, organisation, role) from error
        audit.note(actor, "people.appointed", row, reason=f"{role}@{organisation.id}", on_behalf_of=None)
        events.emit(Appointed(row.id, person.id, organisation.id, role))
    return row.id


def _check(
    actor: Actor, person: Account, organisation: Organisation, role: str, starts_on: date, ends_on: date | None
) -> None:
    if actor.account_id == person.id:
        raise BadInput(_("You cannot give a role to yourself."), mend=_("Ask another administrator to do it."))
    if role not in Role.values:
        raise BadInput(_("There is no role “%(role)s”.") % {"role": role}, mend=_("Choose one from the list."))
    if ends_on is not None and ends_on <= starts_on:
        raise BadInput(_("The role would end before it starts."), mend=_("Choose a later last day."))
    if role == Role.ADMINISTRATOR and organisation.kind != Organisation.Kind.COUNCIL:
        raise BadInput(
            _("An administrator looks after the whole site, so the role is held at the council only."),
            mend=_("Choose another role for this organisation."),
        )


def _held_already(person: Account, organisation: Organisation, role: str) -> Conflict:
    return Conflict(
        _("%(person)s is %(role)s at %(organisation)s on those days already. Nothing was changed.")
        % {"person": person, "role": Role(role).label.lower(), "organisation": organisation}
    )


def end_appointment(*, actor: Actor, appointment_id: UUID, ends_on: date, today: date) -> None:
    """Let a role end: `ends_on` is the first day without it, today at the earliest.

    Raises NotAllowed; NotFound; BadInput for a day gone by; Conflict where it has ended already, or where the council
    would be left without an administrator.
    """
    with transaction.atomic():
        permissions.require(actor, "people.administer")
        # The rows of all who are administrators now or will be are locked, so that two cannot end each other at once.
        locked = {
            row.id: row
            for row in Appointment.objects.select_for_update()
            .filter(
                Q(id=appointment_id) | Q(role=Role.ADMINISTRATOR) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))
            )
            .order_by("id")
        }
        row = locked.get(appointment_id)
        if row is None:
            raise NotFound(_("There is no such appointment."))
        if row.ends_on is not None and row.ends_on <= today:
            raise Conflict(_("This role has ended already."))
        if ends_on < today:
            raise BadInput(_("That day has gone by."), mend=_("Choose today or a later day."))
        ends = max(ends_on, row.starts_on)
        if row.role == Role.ADMINISTRATOR and not queries.administered_without(row, ends):
            raise Conflict(_("This is the last administrator. Appoint another one first, who stays at least as long."))
        row.ends_on, row.ended_by_id = ends, actor.account_id
        row.save(update_fields=["ends_on", "ended_by"])
        audit.note(actor, "people.appointment_ended", row)
        events.emit(AppointmentEnded(row.id, row.account_id))
