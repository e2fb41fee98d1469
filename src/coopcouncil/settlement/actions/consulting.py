"""What people say about promises, what they are answered, and what shows that the consultation was fair."""

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.identifiers import new_reference
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain.readiness import ELECTION, GUNNING, NOT_ELECTION, OFFICES
from coopcouncil.settlement.models import Comment, OfficerComment, Principle
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries

LONGEST = 2000  # letters of a comment


def make_comment(*, actor: Actor, edition: str, code: str, words: str, now: datetime, today: date) -> str:
    """Say something about a promise, signed in or not; it is shown once somebody has looked at it. Returns a reference.

    Raises NotFound, BadInput; Conflict where the edition takes no comments (now).
    """
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise BadInput(Said("Write what you think, in %(most)s letters at most.", most=LONGEST), place="words")
    with transaction.atomic():
        row = entries.entry_for_update(edition, code)
        held = row.edition
        if held.state != states.CONSULTATION or held.closes_on is None or held.closes_on < today:
            raise Conflict(Said("This edition takes no comments now. Your words were not kept."))
        made = Comment.objects.create(
            reference=new_reference(secrets.token_bytes(16)), entry=row, account_id=actor.account_id, words=words,
            made_at=now,
        )  # fmt: skip
        audit.note(actor, "settlement.comment_made", made)
    return made.reference


def show_comment(*, actor: Actor, comment_id: UUID, now: datetime) -> None:
    """Let everybody read a comment. Raises NotAllowed, NotFound."""
    with transaction.atomic():
        row = entries.comment_for_update(comment_id)
        require(actor, "settlement.write", row.entry)
        row.state, row.hidden_because, row.looked_at = Comment.State.SHOWN, "", now
        row.save(update_fields=["state", "hidden_because", "looked_at"])
        audit.note(actor, "settlement.comment_shown", row)


def hide_comment(*, actor: Actor, comment_id: UUID, reason: str, now: datetime) -> None:
    """Do not show a comment, or no longer. It stays on the desk, with why. Raises NotAllowed, NotFound, BadInput."""
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise BadInput(Said("Say why, in 200 letters at most."), place="reason")
    with transaction.atomic():
        row = entries.comment_for_update(comment_id)
        require(actor, "settlement.write", row.entry)
        row.state, row.hidden_because, row.looked_at = Comment.State.HIDDEN, reason, now
        row.save(update_fields=["state", "hidden_because", "looked_at"])
        audit.note(actor, "settlement.comment_hidden", row)


def answer_comment(*, actor: Actor, comment_id: UUID, words: str, changed_it: bool, now: datetime) -> None:
    """Answer one comment, for everybody to read. Raises NotAllowed, NotFound, BadInput; Conflict for a hidden one."""
    words = words.strip()
    if not words:
        raise BadInput(Said("Write the answer."), place="words")
    with transaction.atomic():
        row = entries.comment_for_update(comment_id)
        require(actor, "settlement.write", row.entry)
        if row.state == Comment.State.HIDDEN:
            raise Conflict(Said("This comment is not shown, so an answer would stand alone."))
        row.answer, row.changed_it, row.answered_at = words, changed_it, now
        row.state, row.looked_at = Comment.State.SHOWN, row.looked_at or now
        row.save(update_fields=["answer", "changed_it", "answered_at", "state", "looked_at"])
        audit.note(actor, "settlement.comment_answered", row)


def record_principle(*, actor: Actor, edition: str, code: str, met: bool, evidence: str, now: datetime) -> None:
    """Write down how one of the Gunning principles was kept, and what shows it.

    Raises NotAllowed, NotFound, BadInput.
    """
    evidence = evidence.strip()
    if code not in GUNNING:
        raise BadInput(f"“{code}” is none of the Gunning principles.")
    if not evidence:
        raise BadInput(Said("Say what shows it."), place="evidence")
    with transaction.atomic():
        held = queries.edition_for_update(edition)
        require(actor, "settlement.steer")
        row, _made = Principle.objects.update_or_create(
            edition=held, code=code, defaults={"met": met, "evidence": evidence, "at": now}
        )
        audit.note(actor, "settlement.principle_recorded", row, reason=code)


def record_officer_comment(
    *, actor: Actor, edition: str, office: str, words: str, given_on: date, now: datetime, today: date
) -> None:
    """Write down what the chief finance officer or the monitoring officer said.

    Raises NotAllowed, NotFound, BadInput.
    """
    words = words.strip()
    if office not in OFFICES:
        raise BadInput(f"“{office}” is neither of the two offices.")
    if not words:
        raise BadInput(Said("Write what was said."), place="words")
    if given_on > today:
        raise BadInput(Said("That day has not come yet."), place="given_on")
    with transaction.atomic():
        held = queries.edition_for_update(edition)
        require(actor, "settlement.steer")
        row = OfficerComment.objects.create(edition=held, office=office, words=words, given_on=given_on, at=now)
        audit.note(actor, "settlement.officer_commented", row, reason=office)


def record_pre_election(*, actor: Actor, edition: str, falls: bool, note: str) -> None:
    """Say whether the decision falls into the time before an election, and if so why it may go on.

    Raises NotAllowed, NotFound, BadInput.
    """
    note = note.strip()
    if falls and not note:
        raise BadInput(Said("Say why it may go on before the election."), place="note")
    with transaction.atomic():
        held = queries.edition_for_update(edition)
        require(actor, "settlement.steer")
        held.pre_election, held.pre_election_note = ELECTION if falls else NOT_ELECTION, note
        held.save(update_fields=["pre_election", "pre_election_note"])
        audit.note(actor, "settlement.pre_election_recorded", held)
