"""Opening what cannot wait, reviewing it afterwards, and keeping a reading from the person by an exemption."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, limits, outbox, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing import gateways
from coopcouncil.sharing.domain import looking, rights
from coopcouncil.sharing.models import Opening, Withholding
from coopcouncil.sharing.queries import looking as queries

ALERT_TOPIC = "sharing.alert"
MOST, WITHIN = 10, timedelta(days=1)
TRY_AGAIN = timedelta(minutes=5)
MOST_TRIES = 20
ALERTED = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
MAY_OPEN = (Role.CASE_OWNER, Role.SERVICE_MANAGER)


def open_in_need(*, actor: Actor, account_id: UUID, why: str, reason: str, now: datetime) -> UUID:
    """Open for an hour what is held of a person, with a reason. The administrators are told at once, without a fact.

    Raises NotAllowed, BadInput; TooMany after ten in a day.
    """
    permissions.require(actor, "sharing.open_in_need")
    if why not in Opening.Why.values:
        raise BadInput(_("Say why it cannot wait."), place="why")
    if len(reason.strip()) < 20:
        raise BadInput(_("Say in a sentence or two why you need it. Somebody else will read it."), place="reason")
    if account_id == actor.account_id:
        raise BadInput(_("This is your own account. You see it there."), place="who")
    limits.take_try(f"open-in-need:{actor.account_id}", most=MOST, within=WITHIN, now=now)
    role, organisation_id = audit.acting(actor, next(iter(sorted(actor.organisations_for(*MAY_OPEN)))))
    assert actor.account_id is not None  # whoever holds a role is a person
    assert organisation_id is not None
    with transaction.atomic():
        people.hold_account(account_id)
        row = Opening.objects.create(
            account_id=account_id, opened_by_id=actor.account_id, role=role, organisation_id=organisation_id, why=why,
            reason=reason.strip(), opened_at=now, until=now + looking.OPEN_FOR,
        )  # fmt: skip
        outbox.add(ALERT_TOPIC, row.id, due_at=now)
        audit.note(actor, "sharing.opened_in_need_begun", row, reason=why, on_behalf_of=account_id)
    return row.id


def look_in_need(*, actor: Actor, opening_id: UUID, now: datetime) -> bool:
    """Whether it is still open to this officer; then the reading is noted, for the person too.

    Raises NotFound, NotAllowed.
    """
    row = queries.opening(opening_id)
    permissions.require(actor, "sharing.see_opening", row)
    if not queries.still_open(row, now):
        return False
    audit.read(
        actor, "sharing.opened_in_need", row, reason=row.why, about=[row.account_id],
        organisation_id=row.organisation_id, exceptional=row.id,
    )  # fmt: skip
    return True


def alert(opening_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Write to the council's administrators and data protection officer that something was opened in need.

    Never whose, never why.

    Returns when to try again, or None. At least once: a second letter does no harm.
    """
    row, council = queries.opening(opening_id), people.council()
    if council is None:
        return None
    address = f"{gateways.public_url()}/openings/{row.id}/"
    text = _(
        "Somebody opened what is held of a person, because it could not wait. Please look at it today:\n%(address)s"
    )
    failed = False
    for account_id, email in people.role_holders(council.id, ALERTED, localdate(now)):
        if account_id not in {row.opened_by_id, row.account_id}:
            sent = gateways.write(to=email, subject=_("Something was opened in need"), text=text % {"address": address})
            failed = failed or sent.code != "sent"
    return now + TRY_AGAIN if failed and attempt < MOST_TRIES else None


def review_opening(*, actor: Actor, opening_id: UUID, verdict: str, finding: str, now: datetime) -> None:
    """Say afterwards whether it was right. Never the one who opened it. It closes what is still open.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        row = queries.opening_for_update(opening_id)
        permissions.require(actor, "sharing.review_opening", row)
        if row.verdict:
            raise Conflict(_("Somebody else has looked at this already."))
        if verdict not in Opening.Verdict.values:
            raise BadInput(_("Say whether it was right."), place="verdict")
        if not finding.strip():
            raise BadInput(_("Say what you found."), place="finding")
        row.verdict, row.finding = verdict, finding.strip()
        row.reviewed_by_id, row.reviewed_at = actor.account_id, now
        row.save()
        audit.note(actor, "sharing.opening_reviewed", row, reason=verdict)


def propose_withholding(
    *,
    actor: Actor,
    account_id: UUID,
    organisation_id: UUID,
    since: date,
    until: date,
    exemption: str,
    reason: str,
    now: datetime,
) -> UUID:
    """Propose that an organisation's readings of these days are not shown to the person; another must approve it.

    Raises NotAllowed, BadInput.
    """
    permissions.require(actor, "sharing.see_withholdings")
    if exemption not in rights.EXEMPTIONS:
        raise BadInput(_("Name the exemption in the law that lets us keep it back."), place="exemption")
    if not reason.strip():
        raise BadInput(_("Say why the exemption fits here."), place="reason")
    if not looking.ends_in_time(since, until):
        raise BadInput(_("It must end after it begins, and within a year."), place="until")
    assert actor.account_id is not None
    if account_id == actor.account_id:
        raise BadInput(_("This is about yourself. A colleague must do it."), place="who")
    with transaction.atomic():
        people.hold_account(account_id)
        row = Withholding.objects.create(
            account_id=account_id, organisation_id=organisation_id, since=since, until=until, exemption=exemption,
            reason=reason.strip(), proposed_by_id=actor.account_id, proposed_at=now,
        )  # fmt: skip
        audit.note(actor, "sharing.withholding_proposed", row, reason=exemption, on_behalf_of=account_id)
    return row.id


def decide_withholding(*, actor: Actor, withholding_id: UUID, approve: bool, now: datetime) -> None:
    """Approve what somebody else proposed, or refuse it. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        row = queries.withholding_for_update(withholding_id)
        permissions.require(actor, "sharing.decide_withholding", row)
        if row.decided_at is not None:
            raise Conflict(_("This was decided already."))
        row.decided_at = now
        row.approved_by_id, row.ended_at = (actor.account_id, None) if approve else (None, now)
        row.save()
        audit.note(actor, f"sharing.withholding_{'approved' if approve else 'refused'}", row)


def end_withholding(*, actor: Actor, withholding_id: UUID, now: datetime) -> None:
    """Show the person everything again, before its last day. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        row = queries.withholding_for_update(withholding_id)
        permissions.require(actor, "sharing.see_withholding", row)
        if row.ended_at is not None:
            raise Conflict(_("This has ended already."))
        row.ended_at = now
        row.save()
        audit.note(actor, "sharing.withholding_ended", row)


def forget_reasons(account_id: UUID) -> None:
    """Empty the words about a person, when they are erased; that somebody looked stays."""
    Opening.objects.filter(account_id=account_id).update(reason=None, finding=None)
    Withholding.objects.filter(account_id=account_id).update(reason=None)
