"""Powers to speak for another person: claimed, checked or refused by the council, ended by any whom it concerns."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, keys, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import queries
from coopcouncil.people.domain import powers
from coopcouncil.people.events import AuthorityChecked, AuthorityClaimed, AuthorityEnded
from coopcouncil.people.models import Authority
from coopcouncil.people.queries.powers import authority_for_update

LONGEST_REASON = 500


def person_digest(first_names: str, last_name: str, born_on: date) -> str:
    """The same digest for the same person, however the name's capitals and spaces are typed."""
    name = " ".join(f"{first_names} {last_name}".casefold().split())
    return keys.keyed_digest("people_authority.person_digest", name, born_on.isoformat())


def claim_authority(
    *,
    actor: Actor,
    kind: str,
    first_names: str,
    last_name: str,
    born_on: date,
    evidence_kind: str,
    evidence_number: str,
    issued_on: date | None,
    scope: Sequence[str] = (),
    expires_on: date | None,
    now: datetime,
    today: date,
) -> UUID:
    """Claim a power, with its evidence, on one's own word. Returns its id.

    For Gillick competence the person is oneself. Raises NotAllowed; BadInput where such a power cannot be; Conflict
    where the same one is claimed or held already.
    """
    with transaction.atomic():
        if actor.account_id is None:
            raise NotAllowed("people.own_account", about_object=False)
        permissions.require(actor, "people.own_account", actor.account_id)
        queries.account_held_open(actor.account_id)
        if kind not in Authority.Kind.values:
            raise BadInput(_("Choose which power you have."), place="kind")
        if problem := powers.claim_problem(kind, born_on, today, scope):
            place, words = _problem(problem)
            raise BadInput(words, place=place)
        if issued_on is not None and issued_on > today:
            raise BadInput(_("That day is still to come."), place="issued_on")
        if expires_on is not None and expires_on <= today:
            raise BadInput(_("That day has gone by, so the power has ended."), place="last_day")
        own = kind == Authority.Kind.GILLICK
        row = Authority(
            holder_id=actor.account_id,
            kind=kind,
            person={"first_names": first_names, "last_name": last_name, "date_of_birth": born_on.isoformat()},
            person_digest=person_digest(first_names, last_name, born_on),
            subject_id=actor.account_id if own else None,
            evidence={
                "kind": evidence_kind,
                "number": evidence_number,
                "issued_on": issued_on.isoformat() if issued_on else None,
                "scope": sorted(scope),
            },
            starts_on=today,
            expires_on=expires_on,
            claimed_at=now,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("You have told us of this power already.")) from error
        audit.note(actor, "people.authority_claimed", row, reason=kind)
        events.emit(AuthorityClaimed(row.id, row.holder_id))
    return row.id


def _problem(code: str) -> tuple[str, str]:
    return {
        "not_born": ("born_on", _("That day is still to come.")),
        "too_young": ("born_on", _("Nobody under 18 can have given this power. Look at the date of birth.")),
        "grown_up": ("born_on", _("This power ends at 18, and they are 18 or older.")),
        "no_scope": ("scope", _("Choose what the order covers: it says so itself.")),
    }[code]


def check_authority(
    *,
    actor: Actor,
    authority_id: UUID,
    seen: str,
    subject_email: str,
    expires_on: date | None,
    now: datetime,
    today: date,
) -> None:
    """Accept a claim. `seen` is the evidence that was shown: with what proves no such power it goes on as reported.

    `subject_email` links the account of the person spoken for, if any. Raises NotAllowed, also for one's own; NotFound;
    Conflict where somebody was quicker; BadInput for an address that is nobody's or the holder's, an end gone by, or a
    young person's own decision without the word of whoever treats them.
    """
    with transaction.atomic():
        row = authority_for_update(authority_id)
        permissions.require(actor, "people.check_authority", row)
        if row.state != Authority.State.CLAIMED:
            raise Conflict(_("Somebody has answered this already. Nothing was changed."))
        if expires_on is not None and expires_on <= today:
            raise BadInput(_("That day has gone by."), place="last_day", mend=_("Refuse it instead."))
        proved_by = powers.rules()[row.kind].proved_by
        if row.kind == Authority.Kind.GILLICK and seen not in proved_by:
            raise BadInput(
                _("Only somebody who treats the young person can judge this. Nothing was accepted."),
                place="seen",
                mend=_("Speak with them first, or refuse it and say why."),
            )
        if subject_email:
            subject = queries.account_by_email(subject_email)
            if subject is None:
                raise BadInput(_("Nobody signs in with this address."), place="subject_email")
            if subject.id == row.holder_id and row.kind != Authority.Kind.GILLICK:
                raise BadInput(_("That is the account of whoever claims the power."), place="subject_email")
            if subject.id == actor.account_id:
                raise BadInput(_("You cannot check a power over yourself."), place="subject_email")
            row.subject = subject
        row.state, row.checked_by_id, row.checked_at = Authority.State.CHECKED, actor.account_id, now
        row.expires_on = expires_on or row.expires_on
        row.evidence = {**(row.evidence or {}), "seen": seen}
        row.save(update_fields=["state", "checked_by", "checked_at", "subject", "expires_on", "evidence"])
        audit.note(actor, "people.authority_checked", row, on_behalf_of=row.holder_id)
        events.emit(AuthorityChecked(row.id, row.holder_id, accepted=True))


def refuse_authority(*, actor: Actor, authority_id: UUID, reason: str, now: datetime) -> None:
    """Refuse a claim, with the reason that its holder reads. Raises NotAllowed, NotFound, Conflict, BadInput."""
    with transaction.atomic():
        row = authority_for_update(authority_id)
        permissions.require(actor, "people.check_authority", row)
        if row.state != Authority.State.CLAIMED:
            raise Conflict(_("Somebody has answered this already. Nothing was changed."))
        row.state, row.checked_by_id, row.checked_at = Authority.State.REFUSED, actor.account_id, now
        row.reason = _reason(reason)
        row.save(update_fields=["state", "checked_by", "checked_at", "reason"])
        audit.note(actor, "people.authority_refused", row, on_behalf_of=row.holder_id)
        events.emit(AuthorityChecked(row.id, row.holder_id, accepted=False))


def end_authority(*, actor: Actor, authority_id: UUID, reason: str, now: datetime) -> None:
    """End a power at once: its holder, the person spoken for, or the council. Raises NotAllowed, NotFound, Conflict.

    The council says why (BadInput where it does not); the other two need not.
    """
    with transaction.atomic():
        row = authority_for_update(authority_id)
        permissions.require(actor, "people.end_authority", row)
        if row.state not in powers.WORKS_IN:
            raise Conflict(_("This power has ended already."))
        concerned = actor.account_id in {row.holder_id, row.subject_id}
        row.state, row.ended_by_id, row.ended_at = Authority.State.ENDED, actor.account_id, now
        row.reason = _reason(reason) if reason.strip() or not concerned else row.reason
        row.save(update_fields=["state", "ended_by", "ended_at", "reason"])
        audit.note(actor, "people.authority_ended", row, on_behalf_of=row.holder_id)
        events.emit(AuthorityEnded(row.id, row.holder_id))


def _reason(text: str) -> str:
    tidy = text.strip()
    if not tidy or len(tidy) > LONGEST_REASON:
        raise BadInput(_("Say why, in 500 letters or fewer. They read it."), place="reason")
    return tidy
