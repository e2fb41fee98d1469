"""Taking a case up with a body that the council does not command: letters, files, their time, the rungs, the end.

The case stays the council's meanwhile, with its owner and its own clocks; its person reads every step.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from coopcouncil.casework.actions.history import said, spoken_for, tell_officer, tell_resident, write_down
from coopcouncil.casework.domain import advocacy
from coopcouncil.casework.domain.advocacy import Words, answer_due, shipped_tracks
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.models import Case, Entry, Matter, MatterStep
from coopcouncil.casework.permissions import OnDay
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import elsewhere as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

AGREED = ("in_person", "phone", "writing", "account")  # how the person agreed that the body is told
MOST_BYTES = 10 * 1024 * 1024  # of files with one letter
AT_ONCE = 500


def take_up(
    *,
    actor: Actor,
    case_id: UUID,
    organisation_id: UUID | None,
    body: Mapping[str, str],
    track: str,
    asks: str,
    agreed: str,
    agreed_on: date | None,
    now: datetime,
    today: date,
) -> UUID:
    """Begin to take a case up with a body of the list, or any other: `body` is {"name", "email", "address"}.

    `agreed` says how its person agreed ("" where nobody asked them: then no file of theirs goes). Nothing leaves yet.
    Raises NotFound, NotAllowed, BadInput, Conflict where the case is closed.
    """
    asks = said(asks, place="asks", ask="Say what we ask of them.")
    if track not in shipped_tracks():
        raise BadInput(Said("Choose what kind of body it is."), place="track")
    if agreed and agreed not in AGREED:
        raise BadInput(Said("Choose how they agreed."), place="agreed")
    if agreed and (agreed_on is None or agreed_on > today):
        raise BadInput(Said("Say on which day they agreed."), place="agreed_on")
    with transaction.atomic():
        case = cases.case_for_update(case_id)
        permissions.require(actor, "casework.work", case)
        _must_be_open(case)
        council = people.council()
        if organisation_id is not None and council is not None and organisation_id == council.id:
            raise BadInput(Said("That is the council itself. Give a task instead."), place="organisation")
        named = {key: str(body.get(key, "")).strip() for key in ("name", "email", "address")}
        if organisation_id is None and not named["name"]:
            raise BadInput(Said("Choose an organisation, or name the body."), place="name")
        if organisation_id is not None:
            known = people.organisation(organisation_id)
            named = {**named, "name": known.name, "email": named["email"] or known.email}
        _email(named["email"])
        made = Matter.objects.create(
            case=case, organisation_id=organisation_id, body=named, track=track, asks=asks, agreed=agreed,
            agreed_on=agreed_on if agreed else None, state=Matter.State.BEGUN, opened_at=now,
        )  # fmt: skip
        _news(case, made, "begun", actor, now)
        audit.note(actor, "casework.taken_up_elsewhere", made)
    return made.id


def write_letter(
    *,
    actor: Actor,
    matter_id: UUID,
    to: Mapping[str, str],
    opening: str,
    what: str,
    document_ids: Collection[UUID],
    sent: str,
    up: bool,
    now: datetime,
) -> UUID:
    """Write to the body, or with `up` to the rung above; their clock begins. By e-mail it leaves at once with its
    files, by post whoever wrote it prints and posts it. Returns the letter's id.

    Raises NotFound, NotAllowed, BadInput, Conflict where the case is closed, the matter over, or no rung is above.
    """
    opening = said(opening, place="opening", ask="Begin the letter.")
    what = said(what, place="what", ask="Say what is wrong.")
    if sent not in MatterStep.Sent.values:
        raise BadInput(Said("Choose how it goes."), place="sent")
    name, email = str(to.get("name", "")).strip(), str(to.get("email", "")).strip()
    if not name:
        raise BadInput(Said("Say to whom it goes."), place="name")
    _email(email)
    with transaction.atomic():
        case, row = _held(actor, matter_id)
        found = queries.view(row, [])
        if up and found.above is None:
            raise Conflict(Said("There is nobody above. Say how it ended, or write to them again."))
        if sent == MatterStep.Sent.EMAIL and not email:
            raise BadInput(Said("Type their e-mail address, or send it by post."), place="email")
        row.rung += 1 if up else 0
        rung = found.track.rung(row.rung)
        enclosed = _evidence(row, document_ids, by_email=sent == MatterStep.Sent.EMAIL)
        due = answer_due(rung, now, england())
        lines = advocacy.paragraphs(
            Words(opening, what, row.asks or "", [str(file.name) for file in enclosed], _day(due), bool(row.agreed)),
            reference=case.reference,
        )
        title = f"{case.title} ({case.reference})"
        address = [name, *(line.strip() for line in str(to.get("address", "")).splitlines() if line.strip())]
        step = _step(
            row, MatterStep.Kind.LETTER, actor, now, sent=sent, due_at=due,
            words={"to": address, "email": email, "title": title, "paragraphs": lines},
        )  # fmt: skip
        step.enclosed.set(enclosed)
        row.state, row.due_at, row.late_at = Matter.State.OPEN, due, None
        row.save(update_fields=["rung", "state", "due_at", "late_at"])
        if sent == MatterStep.Sent.EMAIL:
            sharing.write_to_body(
                letter_id=step.id, to=email, subject=title, paragraphs=_letter(lines), now=now,
                files=[(str(file.name), file.media_type, bytes(file.content)) for file in enclosed],
            )  # fmt: skip
        _news(case, row, "escalated" if up else "letter", actor, now)
        audit.note(actor, "casework.letter_written", step, reason=rung.code)
    return step.id


def record_reply(*, actor: Actor, matter_id: UUID, words: str, now: datetime) -> None:
    """Write down what the body answered; its person reads it. Raises NotFound, NotAllowed, BadInput, Conflict."""
    words = said(words, place="words", ask="Write down what they answered.")
    with transaction.atomic():
        case, row = _held(actor, matter_id)
        if row.state == Matter.State.BEGUN:
            raise Conflict(Said("Nobody has written to them yet."))
        step = _step(row, MatterStep.Kind.ANSWER, actor, now, words=words)
        row.state, row.due_at = Matter.State.ANSWERED, None
        row.save(update_fields=["state", "due_at"])
        _news(case, row, "answer", actor, now)
        audit.note(actor, "casework.reply_recorded", step)


def end_matter(*, actor: Actor, matter_id: UUID, outcome: str, words: str, now: datetime) -> None:
    """Say how it ended there, which its person reads. The case goes on until they say that it is solved.

    Raises NotFound, NotAllowed, BadInput, Conflict where it is over.
    """
    words = said(words, place="words", ask="Say how it ended: the person reads it.")
    if outcome not in Matter.Outcome.values:
        raise BadInput(Said("Choose how it ended."), place="outcome")
    with transaction.atomic():
        case, row = _held(actor, matter_id)
        step = _step(row, MatterStep.Kind.OVER, actor, now, words=words)
        row.state, row.outcome, row.ended_at, row.due_at = Matter.State.OVER, outcome, now, None
        row.save(update_fields=["state", "outcome", "ended_at", "due_at"])
        _news(case, row, "over", actor, now)
        audit.note(actor, "casework.matter_over", step, reason=outcome)


def watch_elsewhere(*, now: datetime) -> int:
    """Where a body let its time go by: write it down, and call the owner, who may go a rung up. Returns how many."""
    found = queries.late(now, most=AT_ONCE)
    for case_id, matter_id in found:
        with transaction.atomic():
            case = cases.case_for_update(case_id)
            row = queries.matter_for_update(matter_id)
            if row.state != Matter.State.OPEN or row.late_at is not None or row.due_at is None or row.due_at >= now:
                continue  # answered, or written to again, in this very moment
            row.late_at = now
            row.save(update_fields=["late_at"])
            step = _step(row, MatterStep.Kind.LATE, SYSTEM, now)
            entry = _news(case, row, "late", SYSTEM, now)
            tell_officer(case, staffing.officer(case.owner_id), entry)
            audit.note(SYSTEM, "casework.body_is_late", step)
    return len(found)


def read_matter(*, actor: Actor, matter_id: UUID) -> queries.MatterView:
    """What was taken up with a body, for whoever works on its case. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        found = queries.matter(matter_id)
        permissions.require(actor, "casework.work", found.row.case)
        audit.read(actor, "casework.matter_read", found.row, about=[found.row.case.person_id])
    return found


def read_letter(*, actor: Actor, step_id: UUID) -> MatterStep:
    """A letter, for whoever works on the case. Logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        step = queries.letter(step_id)
        permissions.require(actor, "casework.see", step.case)
        audit.read(actor, "casework.letter_read", step, about=[step.case.person_id])
    return step


def read_own_letter(*, actor: Actor, step_id: UUID, today: date) -> MatterStep:
    """A letter that was written for them. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        step = queries.letter(step_id)
        permissions.require(actor, "casework.see_own", OnDay(step.case, today))
        whom = spoken_for(actor, step.case)
        audit.read(actor, "casework.letter_read", step, about=[step.case.person_id], on_behalf_of=whom)
    return step


def _held(actor: Actor, matter_id: UUID) -> tuple[Case, Matter]:
    """The case and the matter, both locked, the case first as everywhere."""
    case = cases.case_for_update(queries.matter(matter_id).row.case_id)
    permissions.require(actor, "casework.work", case)
    row = queries.matter_for_update(matter_id)
    _must_be_open(case)
    if row.state == Matter.State.OVER:
        raise Conflict(Said("This is over. Take it up anew."))
    return case, row


def _evidence(row: Matter, ids: Collection[UUID], *, by_email: bool) -> list[Any]:
    if not ids:
        return []
    if not row.agreed:
        raise BadInput(Said("Files go only where the person agreed. Ask them, and take it up anew."), place="evidence")
    found = queries.files(row.case_id, ids)
    if len(found) != len(set(ids)):
        raise BadInput(Said("One of these files is not of this case."), place="evidence")
    if by_email and not sharing.mail_carries_files():
        raise BadInput(Said("E-mail carries no files here. Send it by post, with the files printed."), place="evidence")
    if sum(file.size for file in found) > MOST_BYTES:
        raise BadInput(Said("These files are too large for one letter. Choose fewer."), place="evidence")
    return found


def _step(row: Matter, kind: str, actor: Actor, now: datetime, **given: Any) -> MatterStep:
    return MatterStep.objects.create(
        matter=row, case_id=row.case_id, kind=kind, rung=row.rung, at=now, by_id=actor.account_id, **given
    )


def _news(case: Case, row: Matter, what: str, actor: Actor, now: datetime) -> Entry:
    entry = write_down(
        case, Entry.Kind.ELSEWHERE, actor=actor, now=now, organisation_id=row.organisation_id,
        data={"matter": str(row.id), "what": what, "rung": row.rung},
    )  # fmt: skip
    tell_resident(case, entry)
    case.changed_at = now
    case.save(update_fields=["changed_at"])
    return entry


def _letter(lines: list[str]) -> list[str]:
    """As an e-mail: with a greeting and a farewell, which the page and the PDF have of their own."""
    council = people.council()
    return ["Dear Sir or Madam,", *lines, f"Yours faithfully,\n{council.name if council else 'The council'}"]


def _email(text: str) -> None:
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise BadInput(
                Said("Type an e-mail address, such as name@example.com."), place="email"
            ) from None  # fmt: skip


def _day(at: datetime) -> str:
    """In English: the letter goes to a body, whatever language its writer's pages are in."""
    day = day_of(at)
    return f"{day.day} {day:%B %Y}"


def _must_be_open(case: Case) -> None:
    if case.state == Case.State.CLOSED:
        raise Conflict(Said("This case is closed. Open it again first."))
