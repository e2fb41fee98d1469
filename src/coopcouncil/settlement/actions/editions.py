"""Beginning an edition, moving it from state to state, and bringing it into force."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain.readiness import Missing, missing
from coopcouncil.settlement.events import EditionMoved
from coopcouncil.settlement.models import Edition, EditionStep, Entry
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries as promises


class NotReady(Conflict):
    """An edition may not come into force: `missing` names everything that it lacks. Nothing was changed."""

    def __init__(self, found: Sequence[Missing]) -> None:
        self.missing = tuple(found)
        super().__init__(Said("It cannot come into force yet. Things that are missing: %(count)s.", count=len(found)))


def begin_edition(*, actor: Actor, code: str, title: str, summary: str, now: datetime, based_on: str = "") -> str:
    """Begin an edition as a draft; `based_on` is the code of one whose promises it takes over. Returns its code.

    Raises NotAllowed, NotFound, Conflict where the code is taken.
    """
    with transaction.atomic():
        require(actor, "settlement.steer")
        if queries.code_is_taken(code):
            raise Conflict(Said("Another edition has this short name already."))
        base = queries.edition_for_update(based_on) if based_on else None
        made = Edition.objects.create(code=code, title=title, summary=summary, based_on=base, created_at=now)
        if base is not None:
            rows = list(promises.entries_of(base.id))
            names = [field.attname for field in Entry._meta.concrete_fields if field.attname not in _OWN]
            copies = [
                Entry(edition=made, updated_at=now, **{name: getattr(row, name) for name in names}) for row in rows
            ]
            for copy in copies:
                copy.feedback_changed = copy.equality_affected = copy.equality_regard = ""
                copy.equality_on = None  # due regard is had anew
            Entry.objects.bulk_create(copies)
        _enter(actor, made, states.DRAFT, now, "")
    return made.code


_OWN = frozenset({"id", "edition_id", "version", "updated_at"})


def open_consultation(*, actor: Actor, edition: str, closes_on: date, now: datetime, today: date) -> None:
    """Open an edition for everybody’s comments, from today to the end of a day.

    Raises NotAllowed, NotFound, Conflict; BadInput where the day has passed.
    """
    if closes_on <= today:
        raise BadInput(Said("People need time to answer: choose a later day."), place="closes_on")
    with transaction.atomic():
        found = queries.edition_for_update(edition)
        require(actor, "settlement.steer")
        found.opens_on, found.closes_on = found.opens_on or today, closes_on
        _move(actor, found, states.CONSULTATION, now, "", ["opens_on", "closes_on"])


def move_on(*, actor: Actor, edition: str, state: str, now: datetime, today: date, reason: str = "") -> None:
    """Move an edition on, but for opening it for comments, agreeing to it and bringing it into force.

    Raises NotAllowed, NotFound; Conflict where that state does not follow, or comments may still come.
    """
    with transaction.atomic():
        found = queries.edition_for_update(edition)
        require(actor, "settlement.steer")
        if state not in {states.AMENDED}:
            raise Conflict(Said("An edition does not come into this state so."))
        if found.state == states.CONSULTATION and found.closes_on is not None and found.closes_on >= today:
            raise Conflict(Said("The consultation has not ended yet. Wait until its last day is over."))
        _move(actor, found, state, now, reason, [])


def bring_into_force(*, actor: Actor, edition: str, now: datetime, today: date) -> None:
    """Bring an agreed edition into force; the one before it is replaced in the same moment.

    Raises NotAllowed, NotFound; Conflict where it is in force or replaced already; NotReady naming all that is missing.
    """
    with transaction.atomic():
        found = queries.edition_for_update(edition)
        require(actor, "settlement.steer")
        if found.state in {states.IN_FORCE, states.SUPERSEDED}:
            raise Conflict(Said("This edition has come into force already."))
        if lacking := missing(queries.dossier(found, today), today):
            raise NotReady(lacking)
        before = queries.in_force()
        if before is not None:
            before = queries.edition_for_update(before.code)
            before.superseded_at = now
            _move(actor, before, states.SUPERSEDED, now, "", ["superseded_at"])
        found.in_force_at = now
        _move(actor, found, states.IN_FORCE, now, "", ["in_force_at"])


def _move(actor: Actor, found: Edition, state: str, now: datetime, reason: str, fields: list[str]) -> None:
    """For actions of this room: the edition is locked, and whoever acts may."""
    if not states.may_follow(found.state, state):
        raise Conflict(Said("It is “%(state)s” now. Load the page again to see what can be done.",
                            state=states.WORDS[found.state]))  # fmt: skip
    found.state = state
    found.save(update_fields=["state", *fields])
    _enter(actor, found, state, now, reason)


def _enter(actor: Actor, found: Edition, state: str, now: datetime, reason: str) -> None:
    EditionStep.objects.create(edition=found, state=state, reason=reason[:500], at=now)
    audit.note(actor, f"settlement.edition_{state}", found)
    events.emit(EditionMoved(found.id, state))


enter_state = _move
