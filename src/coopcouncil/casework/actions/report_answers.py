"""What a body says to its part of a report: it works on it, it is fixed, no and why, or it is not theirs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from coopcouncil.casework.actions.report_delivery import put_again, touch
from coopcouncil.casework.actions.reporting import add_part, happened
from coopcouncil.casework.domain.public_words import public
from coopcouncil.casework.domain.report_states import ANSWERS, NEED_A_REASON, OVER, move
from coopcouncil.casework.gateways.report_letters import public_url, write
from coopcouncil.casework.models import ReportEvent, ReportPart
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people

MOST_WORDS = 1000  # letters


def answer(
    *,
    actor: Actor,
    part_id: UUID,
    kind: str,
    words: str = "",
    to: UUID | None = None,
    key: str = "",
    now: datetime,
) -> str:
    """Answer a part: "accepted", "fixed", "refused" or "passed", with words that everybody may read. Returns its state.

    Passed: it goes to the body `to`, else to the council, which goes on. Under a `key` of its own it counts once.
    Raises BadInput, NotFound, NotAllowed, Conflict.
    """
    words = words.strip()
    with transaction.atomic():
        part = queries.part_for_update(part_id)
        by_software = actor.kind == "agency"
        permissions.require(
            actor, "casework.answer_report_by_software" if by_software else "casework.answer_report", part
        )
        if key and (before := queries.said_before(part.id, key)):
            if before.kind != kind:
                raise Conflict(Said("Another answer was given under this id."))
            return part.state
        _check(kind, words)
        if part.state == kind == "accepted" or (part.state == kind and not words):
            return part.state
        if not by_software and part.organisation_id not in actor.organisations_for(*INBOX_ROLES):
            # A body said it by telephone, say: nobody shall take it for that body's own hand.
            words = f"{_('Written down by the council.')} {words}".strip()
        part.state = move(part.state, kind)
        part.changed_at, part.next_attempt_at, part.owner = now, None, None
        part.save()
        happened(part.report, kind, now, part=part, words=public(words), key=key)
        audit.note(actor, f"casework.report_{kind}", part)
        if kind == "passed":
            _go_on(part, to, now)
        touch(part.report, now)
    return part.state


def _check(kind: str, words: str) -> None:
    if kind not in ANSWERS:
        raise BadInput(Said("That is no answer."), place="kind", mend=Said("Choose one of the answers."))
    if kind in NEED_A_REASON and not words:
        raise BadInput(Said("Say why: everybody may read it."), place="words")
    if len(words) > MOST_WORDS or any(not (sign.isprintable() or sign in "\n\r\t") for sign in words):
        raise BadInput(Said("Write 1,000 letters at most."), place="words")


def _go_on(part: ReportPart, to: UUID | None, now: datetime) -> None:
    """Give what is not a body's to another: the one that was named, else the council. "Not us" is never the end."""
    council = people.council()
    if to is None:
        if council is None or part.organisation_id == council.id:
            raise BadInput(Said("Say whose it is: the council has nobody to pass it to."), place="to")
        to = council.id
    if to == part.organisation_id:
        raise BadInput(Said("That is the body that says it is not theirs."), place="to")
    body = people.organisation(to)
    if any(other.organisation_id == body.id and other.state not in OVER for other in queries.parts(part.report_id)):
        return  # it has a part already
    if any(other.organisation_id == body.id and other.state == "passed" for other in queries.parts(part.report_id)):
        if council is None or body.id == council.id or part.organisation_id == council.id:
            raise BadInput(Said("They said before that it is not theirs. Choose another."), place="to")
        body = people.organisation(council.id)  # nothing goes round in a ring
    if any(other.organisation_id == body.id and other.state != "passed" for other in queries.parts(part.report_id)):
        raise BadInput(Said("They have answered for this already. Choose another."), place="to")
    add_part(part.report, body, part.does, now, instead_of=part)


def reopen(*, actor: Actor, part_id: UUID, words: str, now: datetime) -> None:
    """Say that it is not done after all: the body is asked again. Raises BadInput, NotFound, NotAllowed, Conflict."""
    words = words.strip()
    if not words or len(words) > MOST_WORDS:
        raise BadInput(Said("Say why: everybody may read it."), place="words")
    with transaction.atomic():
        part = queries.part_for_update(part_id)
        permissions.require(actor, "casework.reopen_report", part)
        put_again(part, now)
        happened(part.report, ReportEvent.Kind.AGAIN, now, part=part, words=public(words))
        audit.note(actor, "casework.report_reopened", part)
        touch(part.report, now)


def write_letter(*, event_id: UUID, now: datetime) -> None:
    """Write to whoever reported it what happened. Raises OSError when the mail server does not take it."""
    event = queries.event(event_id)
    contact = event.report.contact or {}
    if not contact.get("email"):
        return  # erased, or kept for long enough
    with translation.override(event.report.language):
        body = event.part.organisation.name if event.part else ""
        said = {
            "reported": _("We have it. Each body that is responsible is being told."),
            "hidden": _("It is not shown on the public pages any more. It is still dealt with."),
            "dead": _("We could not get it to %(body)s. Somebody at the council sees to it now."),
            "accepted": _("%(body)s is working on it."),
            "fixed": _("%(body)s says that its part is fixed."),
            "refused": _("%(body)s will do nothing about it, and says why."),
            "passed": _("%(body)s says that it is not theirs. It was given to somebody else."),
        }
        if event.kind not in said:
            return
        lines = [
            _("Hello,"),
            said[event.kind] % {"body": body},
            *([f"“{event.words}”"] if event.words else []),
            _("See how far it is, body by body:\n%(address)s")
            % {"address": f"{public_url()}/reports/{event.report.reference}/"},
            _("Thank you for telling us,\nyour council"),
        ]
        subject = _("What you reported: %(reference)s") % {"reference": event.report.reference}
    write(to=contact["email"], subject=subject, text="\n\n".join(lines) + "\n")
