"""Complaining: made in one's own account or taken down by an officer, carried on to the next stage, ended, taken back.

Each complaint is carried by a case of its own, so that somebody of the council owns it by name at every moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions import closing, opening, timing
from coopcouncil.casework.actions.history import said, tell_officer, tell_resident, write_down
from coopcouncil.casework.actions.opening import Opened, Problem
from coopcouncil.casework.actions.owning import give, owner_for
from coopcouncil.casework.domain import complaints as rules
from coopcouncil.casework.domain import owners
from coopcouncil.casework.domain.complaints import Scheme, moved, shipped_schemes
from coopcouncil.casework.events import CaseClosed
from coopcouncil.casework.models import Case, Complaint, ComplaintStage, Entry, Officer, Team
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases, teams
from coopcouncil.casework.queries import complaints as queries
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.calendars import LONDON, england
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said


@dataclass(frozen=True)
class Made:
    """What somebody complains of. `known_on`: when they first knew of it. `scheme` is a code of the catalogue; a
    `service_type`, and that of the case `about_id`, know better by which rules it goes.

    `advocate` and `contact` are {"name", "phone", "email"}: who speaks for them; who it is that has no account.
    """

    words: str
    known_on: date
    wanted: str = ""
    scheme: str = "corporate"
    service_type: str = ""
    service_id: UUID | None = None
    organisation_id: UUID | None = None
    ward_id: UUID | None = None
    about_id: UUID | None = None
    authority_id: UUID | None = None
    advocate: Mapping[str, str] = field(default_factory=dict)
    person_id: UUID | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    channel: str = Case.Channel.WEB


def make_complaint(*, actor: Actor, made: Made, now: datetime, today: date) -> UUID:
    """Complain, for oneself or by a power for somebody else. Raises NotFound, NotAllowed, BadInput, Conflict."""
    with transaction.atomic():
        about = cases.case(made.about_id) if made.about_id else None
        if about is not None:
            permissions.require(actor, "casework.act_own", OnDay(about, today))
        scheme, problem = _problem(made, about, today)
        opened = opening.open_own(actor=actor, problem=problem, now=now, today=today)
        return _keep(actor, made, scheme, about, opened, received_at=now, received_on=today)


def record_complaint(*, actor: Actor, made: Made, received_on: date, now: datetime, today: date) -> UUID:
    """Take down what somebody said, wrote or rang about; its clocks run from the day on which it came.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    if received_on > today:
        raise BadInput(Said("It cannot have come after today."), place="received_on")
    received_at = now if received_on == today else datetime.combine(received_on, time(12), LONDON)
    with transaction.atomic():
        if made.person_id is not None and made.person_id == actor.account_id:
            raise BadInput(Said("This is your own account. Complain in it yourself."), place="who")
        about = cases.case(made.about_id) if made.about_id else None
        if about is not None:
            permissions.require(actor, "casework.see", about)
        scheme, problem = _problem(made, about, received_on)
        opened = opening.open_for_another(actor=actor, problem=problem, now=received_at)
        return _keep(actor, made, scheme, about, opened, received_at=received_at, received_on=received_on)


def ask_next_stage(*, actor: Actor, complaint_id: UUID, words: str, now: datetime, today: date) -> None:
    """The person is not content with our answer: the next stage begins, with somebody else. They need not say why.

    Raises NotFound, NotAllowed, Conflict where there is no next stage, or the time to ask for it is over.
    """
    with transaction.atomic():
        teams.hold(alone=False)
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.act_own", OnDay(found.case, today))
        if found.ask_until is not None and today > found.ask_until:
            raise Conflict(
                Said("The time to ask for this by yourself is over. Write or phone: we may still take it up.")
            )
        _next_stage(actor, found, words.strip(), now, today)


def ask_next_stage_for(*, actor: Actor, complaint_id: UUID, words: str, now: datetime, today: date) -> None:
    """Take down that somebody wants the next stage; or take it up though the time to ask is over, with the reason.

    Raises NotFound, NotAllowed, BadInput, Conflict where there is no next stage.
    """
    words = said(words, place="words", ask="Say how they asked for it, and why it is taken up.")
    with transaction.atomic():
        teams.hold(alone=False)
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.work", found.case)
        _next_stage(actor, found, words, now, today)


def be_content(*, actor: Actor, complaint_id: UUID, now: datetime, today: date) -> None:
    """The person is content with our answer: the complaint is over. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.act_own", OnDay(found.case, today))
        _end(actor, found, rules.CONTENT, now)


def record_content(*, actor: Actor, complaint_id: UUID, words: str, now: datetime) -> None:
    """Write down that the person said they are content. Raises NotFound, NotAllowed, BadInput, Conflict."""
    words = said(words, place="words", ask="Write down what they said, and how you spoke with them.")
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.work", found.case)
        _end(actor, found, rules.CONTENT, now, text=words)


def withdraw_complaint(*, actor: Actor, complaint_id: UUID, now: datetime, today: date) -> None:
    """The person takes their complaint back before it is answered. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.act_own", OnDay(found.case, today))
        _end(actor, found, rules.WITHDRAWN, now)


def end_quiet(*, now: datetime, today: date) -> int:
    """End what was answered, and of which no more was asked while it could be. Returns how many. It may come twice."""
    found = queries.quiet_since(today)
    for complaint_id in found:
        with transaction.atomic():
            row = queries.complaint_for_update(complaint_id)
            if row.state == rules.ANSWERED:
                _end(SYSTEM, row, rules.ENDED, now)
    return len(found)


def tell(
    complaint: Complaint, what: str, *, actor: Actor, now: datetime, text: str | None = None, stage: int | None = None
) -> Entry:
    """Write a line about a complaint into the history of its case, and tell the person that there is news."""
    data = {"complaint": what, "stage": stage or complaint.stage}
    entry = write_down(complaint.case, Entry.Kind.NEWS, actor=actor, now=now, text=text, data=data)
    tell_resident(complaint.case, entry)
    return entry


def _problem(made: Made, about: Case | None, on: date) -> tuple[Scheme, Problem]:
    said(made.words, place="words", ask="Say what went wrong, in your own words.")
    if made.known_on > on:
        raise BadInput(Said("You cannot have known of it after today."), place="known_on")
    if about is not None and about.kind == Case.Kind.COMPLAINT:
        raise BadInput(Said("This is a complaint already. Ask for its next stage instead."), place="about")
    service_type = made.service_type or (about.service_type if about else "")
    book = shipped_schemes()
    try:
        scheme = book.for_service(service_type) if service_type else book.by_code(made.scheme)
    except LookupError:
        raise BadInput(Said("Choose what it is about."), place="scheme") from None
    return scheme, Problem(
        title=f"Complaint: {scheme.title}",
        words=made.words,
        kind=Case.Kind.COMPLAINT,
        source=Case.Source.RESIDENT if made.channel == Case.Channel.WEB else Case.Source.OFFICER,
        channel=made.channel,
        service_type=service_type,
        service_id=made.service_id or (about.service_id if about else None),
        organisation_id=made.organisation_id or (about.organisation_id if about else None),
        ward_id=made.ward_id or (about.ward_id if about else None),
        person_id=made.person_id,
        authority_id=made.authority_id,
        contact=dict(made.contact),
        promise="complaint",
        promises=scheme.stage(1).clocks_at(rules.RECEIVED),
        not_owners=frozenset({about.owner.account_id} if about else ()),
        matter=scheme.matter,
    )


def _keep(
    actor: Actor,
    made: Made,
    scheme: Scheme,
    about: Case | None,
    opened: Opened,
    *,
    received_at: datetime,
    received_on: date,
) -> UUID:
    kept = Complaint.objects.create(
        case_id=opened.id,
        about=about,
        scheme=scheme.code,
        known_on=made.known_on,
        made_on=received_on,
        is_late=scheme.is_late(known_on=made.known_on, made_on=received_on, calendar=england()),
        wanted=made.wanted.strip(),
        advocate={key: value for key, value in made.advocate.items() if value},
    )
    ComplaintStage.objects.create(complaint=kept, number=1, received_at=received_at)
    audit.note(actor, "casework.complaint_made", kept, reason=scheme.code, on_behalf_of=kept.case.person_id)
    return kept.id


def _next_stage(actor: Actor, found: Complaint, words: str, now: datetime, today: date) -> None:
    scheme, case = shipped_schemes().by_code(found.scheme), found.case
    if scheme.is_last(found.stage):
        raise Conflict(Said("There is no further stage with us. The ombudsman comes next."))
    found.state = moved(found.state, rules.RECEIVED)
    found.stage += 1
    found.ask_until = None
    found.save()
    ComplaintStage.objects.create(complaint=found, number=found.stage, received_at=now, asked=words)
    if case.state == Case.State.CLOSED:
        closing.own_again(case, now)
    timing.begin(case, scheme.stage(found.stage).clocks_at(rules.RECEIVED), now)
    case.save()
    entry = tell(found, "next_stage", actor=actor, now=now)
    taker = _who_takes_next(found)
    if taker is not None and taker.id != case.owner_id:
        give(case, taker, actor, now, why="next_stage")
    else:
        tell_officer(case, teams.officer(case.owner_id), entry)
    audit.note(actor, "casework.complaint_next_stage", found, reason=str(found.stage))


def _who_takes_next(found: Complaint) -> Officer | None:
    """Somebody who decided no stage of it: a manager of the team, else whoever owns cases. None where nobody is."""
    case = found.case
    not_them = {*queries.deciders(found.id), *({case.person_id} if case.person_id else ())}
    if found.about is not None:
        not_them.add(found.about.owner.account_id)
    near = [item for item in teams.candidates(team_id=case.team_id) if item.account_id not in not_them]
    above = owners.next_rung(near, team_id=case.team_id, rung=timing.MANAGER)
    if above is not None:
        return teams.officer(above.id)
    return owner_for(Team.objects.get(id=case.team_id), not_accounts=not_them)


def _end(actor: Actor, found: Complaint, state: str, now: datetime, *, text: str | None = None) -> None:
    found.state = moved(found.state, state)
    found.save(update_fields=["state"])
    shut(found.case, solved=state == rules.CONTENT, now=now)
    tell(found, state, actor=actor, now=now, text=text)
    audit.note(actor, f"casework.complaint_{state}", found)


def shut(case: Case, *, solved: bool, now: datetime) -> None:
    """Close the case of a complaint, with the clocks that still run. Call with the case held."""
    if case.state == Case.State.CLOSED:
        return
    timing.end_all(case, now=now, called_off=True)
    closing.shut(case, Case.Outcome.SOLVED if solved else Case.Outcome.ENDED, now)
    events.emit(CaseClosed(case.id, case.outcome))
