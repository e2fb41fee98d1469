"""Write a version of a life event, have it approved by somebody else, release it on a day."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.domain.designing import as_version, what_stops_it
from coopcouncil.frontdoor.events import LifeEventReleased
from coopcouncil.frontdoor.models import EventVersion
from coopcouncil.kernel.errors import BadInput, Conflict

LONGEST_TEXT = 200_000  # characters
State = EventVersion.State


def write_version(*, actor: Actor, code: str, text: str, now: datetime) -> UUID:
    """Begin a version of the life event `code` from `text`, one number above every other. Returns its id.

    Raises NotAllowed, BadInput for a text that cannot be kept, Conflict while another version of it is open.
    """
    permissions.require(actor, "frontdoor.design")
    _check(text)
    shipped = gateways.life_events().get(code)
    try:
        with transaction.atomic():
            number = max(queries.highest_version(code), shipped.version if shipped else 0) + 1
            made = EventVersion.objects.create(
                code=code,
                version=number,
                text=as_version(text, number),
                author_id=actor.account_id,
                created_at=now,
                changed_at=now,
            )
            audit.note(actor, "frontdoor.version_begun", made, reason=f"{code} {number}")
    except IntegrityError:
        # Of two who begin at once the database lets one through (one open version a life event, one number a version).
        raise Conflict(_("Somebody is writing a version of this life event already. Nothing was changed.")) from None
    return made.id


def save_version(*, actor: Actor, version_id: UUID, text: str, seen: str, now: datetime) -> None:
    """Keep what was written, right or wrong. `seen` is the `changed_at` of what was opened, in ISO form.

    Raises NotFound, NotAllowed, BadInput; Conflict when it was changed since, or is not being written any more.
    """
    _check(text)
    with transaction.atomic():
        version = _to_change(actor, version_id, seen, State.WRITING)
        version.text, version.changed_at = text, now
        version.save(update_fields=["text", "changed_at"])
        audit.note(actor, "frontdoor.version_saved", version)


def take_over(*, actor: Actor, version_id: UUID, now: datetime) -> None:
    """Become the author of what somebody else began. Raises NotFound, NotAllowed, Conflict."""
    permissions.require(actor, "frontdoor.design")
    with transaction.atomic():
        version = _in_state(queries.version_for_update(version_id), State.WRITING)
        version.author_id, version.changed_at = actor.account_id, now
        version.save(update_fields=["author", "changed_at"])
        audit.note(actor, "frontdoor.version_taken_over", version)


def propose(*, actor: Actor, version_id: UUID, seen: str, now: datetime) -> None:
    """Ask somebody else to approve a version that the check finds right. Raises BadInput with what stops it."""
    with transaction.atomic():
        version = _to_change(actor, version_id, seen, State.WRITING)
        _must_be_sound(version)
        _move(version, State.PROPOSED, now)
        audit.note(actor, "frontdoor.version_proposed", version)


def send_back(*, actor: Actor, version_id: UUID, seen: str, now: datetime) -> None:
    """Give a proposed version back to be written. Raises NotFound, NotAllowed, Conflict."""
    permissions.require(actor, "frontdoor.design")
    with transaction.atomic():
        version = _in_state(_as_seen(queries.version_for_update(version_id), seen), State.PROPOSED)
        _move(version, State.WRITING, now)
        audit.note(actor, "frontdoor.version_sent_back", version)


def approve(*, actor: Actor, version_id: UUID, seen: str, release_on: date, now: datetime, today: date) -> None:
    """Approve what somebody else wrote; it is offered from `release_on` on. Raises NotAllowed for its author.

    Who begins before that day ends on the version before it. Raises BadInput for a day that has passed, or when the
    check refuses the text since; Conflict when it was changed since it was opened.
    """
    if release_on < today:
        raise BadInput(_("That day has passed."), place="release_on", mend=_("Give today or a later day."))
    with transaction.atomic():
        version = queries.version_for_update(version_id)
        permissions.require(actor, "frontdoor.approve_version", version)
        _in_state(_as_seen(version, seen), State.PROPOSED)
        _must_be_sound(version)
        version.approver_id, version.approved_at, version.release_on = actor.account_id, now, release_on
        _move(version, State.APPROVED, now)
        audit.note(actor, "frontdoor.version_approved", version, reason=f"release {release_on}")
        events.emit(LifeEventReleased(version.code, version.version, release_on))


def withdraw(*, actor: Actor, version_id: UUID, seen: str, now: datetime, today: date) -> None:
    """Give up a version that is not offered yet. Raises Conflict for one that is: write a newer one instead."""
    with transaction.atomic():
        version = queries.version_for_update(version_id)
        permissions.require(actor, "frontdoor.design")
        if version.state == State.APPROVED and version.release_on and version.release_on <= today:
            raise Conflict(_("This version is offered already. Write a newer one instead."))
        _as_seen(version, seen)
        _move(version, State.WITHDRAWN, now)
        audit.note(actor, "frontdoor.version_withdrawn", version)


def _check(text: str) -> None:
    if "\x00" in text:
        raise BadInput(_("The text holds a character that cannot be kept."), place="text", mend=_("Paste it again."))
    if len(text) > LONGEST_TEXT:
        raise BadInput(_("The text is too long."), place="text", mend=_("Write at most 200,000 characters."))


def _must_be_sound(version: EventVersion) -> None:
    found = what_stops_it(
        version.text, version.code, version.version, check=gateways.check, before=gateways.life_events()
    )
    if found:
        raise BadInput("\n".join(str(problem) for problem in found), place="text")


def _to_change(actor: Actor, version_id: UUID, seen: str, state: str) -> EventVersion:
    version = queries.version_for_update(version_id)
    permissions.require(actor, "frontdoor.write_version", version)
    return _in_state(_as_seen(version, seen), state)


def _as_seen(version: EventVersion, seen: str) -> EventVersion:
    if version.changed_at.isoformat() != seen:
        raise Conflict(
            _("Somebody changed this version since you opened it. Nothing of yours was kept: copy it first.")
        )
    return version


def _in_state(version: EventVersion, state: str) -> EventVersion:
    if version.state != state:
        raise Conflict(
            _("This version is “%(state)s” now. Nothing was changed.") % {"state": version.get_state_display()}
        )
    return version


def _move(version: EventVersion, state: str, now: datetime) -> None:
    version.state, version.changed_at = state, now
    version.save()
