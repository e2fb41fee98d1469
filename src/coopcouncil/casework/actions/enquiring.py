"""Councillors' casework: asking for a constituent, our answer, and passing it on; and who speaks for which ward."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from coopcouncil.casework.actions import closing, timing
from coopcouncil.casework.actions.history import said, tell_officer, write_down
from coopcouncil.casework.actions.opening import Problem, open_case
from coopcouncil.casework.models import Case, Enquiry, Entry, Visibility, WardSeat
from coopcouncil.casework.permissions import EnquiryOnDay, WardOnDay
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import enquiries as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.sharing import public as sharing

SAYS = ("", "solved", "not_solved")


def give_ward(*, actor: Actor, account_id: UUID, ward_id: UUID, since: date, now: datetime) -> UUID:
    """Say that a ward councillor speaks for a ward from a day on. Raises NotAllowed, NotFound, BadInput, Conflict."""
    permissions.require(actor, "casework.set_ward_seats")
    ward = places.area_by_id(ward_id)
    council = people.council()
    may = people.role_holders(council.id, [Role.WARD_COUNCILLOR], since) if council else []
    if account_id not in {holder for holder, _email in may}:
        raise BadInput(Said("They are no ward councillor on that day. Give them the role first."), place="councillor")
    try:
        with transaction.atomic():
            made = WardSeat.objects.create(
                councillor_id=account_id, ward_id=ward.id, since=since, given_by_id=actor.account_id
            )
            audit.note(actor, "casework.ward_given", made, on_behalf_of=account_id)
    except IntegrityError:
        raise Conflict(Said("They speak for this ward already. Nothing was changed.")) from None
    return made.id


def end_ward(*, actor: Actor, seat_id: UUID, today: date) -> None:
    """A councillor speaks for a ward no longer, from today on. Raises NotAllowed, NotFound."""
    permissions.require(actor, "casework.set_ward_seats")
    with transaction.atomic():
        row = queries.seat_for_update(seat_id)
        if row.until is None or row.until > today:
            row.until = max(today, row.since)
            row.save(update_fields=["until"])
            audit.note(actor, "casework.ward_ended", row, on_behalf_of=row.councillor_id)


def open_enquiry(
    *,
    actor: Actor,
    ward_id: UUID,
    title: str,
    words: str,
    service_type: str,
    constituent: dict[str, str],
    basis: str,
    asked_on: date,
    asked_how: str,
    now: datetime,
    today: date,
) -> UUID:
    """A councillor asks the council for somebody of their ward. The case has an owner by name before this ends.

    `constituent` is {"name", "phone", "email"}. Raises NotAllowed for another's ward, BadInput, Conflict.
    """
    permissions.require(actor, "casework.enquire", WardOnDay(ward_id, today))
    assert actor.account_id is not None
    words = said(words, place="words", ask="Say what is wrong, and what you ask.")
    if not constituent.get("name", "").strip():
        raise BadInput(Said("Say whose problem it is."), place="name")
    if basis not in Enquiry.Basis.values:
        raise BadInput(Said("Choose why we may answer you about them."), place="basis")
    if asked_how not in Enquiry.How.values:
        raise BadInput(Said("Choose how they asked you."), place="asked_how")
    if asked_on > today:
        raise BadInput(Said("That day is still to come."), place="asked_on")
    with transaction.atomic():
        opened = open_case(
            actor=actor, now=now,
            problem=Problem(
                title, words, kind=Case.Kind.ENQUIRY, source=Case.Source.COUNCILLOR, promise="enquiry",
                service_type=service_type, ward_id=ward_id, contact=constituent,
            ),
        )  # fmt: skip
        made = Enquiry.objects.create(
            case_id=opened.id, councillor_id=actor.account_id, ward_id=ward_id, basis=basis, asked_on=asked_on,
            asked_how=asked_how,
        )  # fmt: skip
        audit.note(actor, "casework.enquiry_opened", made, reason=basis)
    return made.id


def answer_enquiry(*, actor: Actor, case_id: UUID, words: str, now: datetime) -> None:
    """Whoever works on the case answers the councillor, who is told; the clock of our answer stops.

    Raises NotFound where it is no enquiry, NotAllowed, BadInput, Conflict where it is closed or was answered.
    """
    words = said(words, place="words", ask="Write the answer.")
    with transaction.atomic():
        case = cases.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        row = queries.enquiry_of_case(case.id, lock=True)
        if row is None:
            raise Conflict(Said("No councillor asked about this."))
        if case.state != Case.State.OPEN:
            raise Conflict(Said("This was answered, or is closed. Nothing was changed."))
        timing.settle(case, closing.ANSWER, actor=actor, now=now)
        closing.ask(case, actor, now, words)
        row.answer, row.answered_at, row.answered_by_id = words, now, actor.account_id
        row.shared_at, row.shared_how = None, ""
        row.save()
        sharing.write_to_officer(
            account_id=row.councillor_id, at=row.councillor.email, reference=case.reference,
            path=reverse("casework:enquiry", args=[row.id]), once=f"enquiry:{row.id}:{now.isoformat()}", now=now,
        )  # fmt: skip
        audit.note(actor, "casework.enquiry_answered", row)


def share_answer(
    *, actor: Actor, enquiry_id: UUID, how: str, says: str, words: str, now: datetime, today: date
) -> None:
    """The councillor passed our answer on, and writes down what their constituent says of it: "solved", "not_solved"
    or nothing yet ("").

    Raises NotFound, NotAllowed, BadInput, Conflict where there is no answer, or the case is closed.
    """
    if how not in Enquiry.How.values:
        raise BadInput(Said("Choose how you passed it on."), place="how")
    if says not in SAYS:
        raise BadInput(Said("Choose what they say."), place="says")
    with transaction.atomic():
        found = queries.enquiry(enquiry_id)
        permissions.require(actor, "casework.see_enquiry", EnquiryOnDay(found, today))
        case = cases.case_for_update(found.case_id)
        row = queries.enquiry_of_case(case.id, lock=True)
        if row is None or row.answered_at is None or case.state != Case.State.ASKED:
            raise Conflict(Said("There is no answer to pass on just now."))
        if row.shared_at is None:
            row.shared_at, row.shared_how = now, how
            row.save(update_fields=["shared_at", "shared_how"])
            write_down(
                case, Entry.Kind.CONTACT, actor=actor, now=now, visibility=Visibility.COUNCIL,
                data={"shared": how, "with": "constituent"},
            )  # fmt: skip
        audit.note(actor, "casework.enquiry_shared", row, reason=how)
        if says:
            closing.take_answer(case, actor, says == "solved", words, now)


def add_to_enquiry(*, actor: Actor, enquiry_id: UUID, words: str, now: datetime, today: date) -> None:
    """The councillor adds something, of which the owner hears. Raises NotFound, NotAllowed, BadInput."""
    words = said(words, place="words")
    with transaction.atomic():
        found = queries.enquiry(enquiry_id)
        permissions.require(actor, "casework.see_enquiry", EnquiryOnDay(found, today))
        case = cases.case_for_update(found.case_id)
        entry = write_down(case, Entry.Kind.MESSAGE, actor=actor, now=now, visibility=Visibility.COUNCIL, text=words)
        tell_officer(case, staffing.officer(case.owner_id), entry)
        case.changed_at = now
        case.save(update_fields=["changed_at"])
        audit.note(actor, "casework.message_written", entry)


def read_enquiry(*, actor: Actor, enquiry_id: UUID, today: date) -> Enquiry:
    """An enquiry of one's own. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.enquiry(enquiry_id)
        permissions.require(actor, "casework.see_enquiry", EnquiryOnDay(found, today))
        audit.read(actor, "casework.enquiry_read", found, about=[found.case.person_id])
    return found
