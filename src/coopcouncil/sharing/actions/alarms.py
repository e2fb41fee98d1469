"""Alerting people to a notice: an owner for what is stuck, e-mails that hold no fact, the duty officer's telephone."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, outbox
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.people.public import StaffMember
from coopcouncil.sharing import gateways, queries
from coopcouncil.sharing.domain.delivery import next_attempt
from coopcouncil.sharing.domain.due import day_of
from coopcouncil.sharing.models import Alarm, Delivery

TOPIC = "sharing.alarm"


def give_owner(delivery: Delivery, now: datetime) -> StaffMember | None:
    """Name who of the council sees to it, by `catalogue/watch.toml`. Call inside a transaction that holds the row.

    None where nobody at all may own it; then an hourly job looks again.
    """
    owner = queries.owner_for(delivery.notice, day_of(now))
    if owner is not None and owner.account_id != delivery.owner_id:
        delivery.owner_id = owner.account_id
        delivery.save(update_fields=["owner"])
        audit.note(SYSTEM, "sharing.delivery_owned", delivery, on_behalf_of=owner.account_id)
    return owner


def alert(delivery: Delivery, kind: str, people: Iterable[StaffMember], now: datetime) -> int:
    """Have an e-mail sent to each of them, once for each delivery and kind; of a death, each time that it is given to
    them. Returns to how many. Call inside a transaction.
    """
    count = 0
    for member in people:
        alarm, made = Alarm.objects.get_or_create(
            delivery=delivery, kind=kind, account_id=member.account_id, defaults={"made_at": now}
        )
        if not made and kind == Alarm.Kind.DEAD:
            Alarm.objects.filter(id=alarm.id).update(made_at=now, tries=0, outcome="", sent_at=None)
        if made or kind == Alarm.Kind.DEAD:
            outbox.add(TOPIC, alarm.id, due_at=now, priority=outbox.Priority.EMERGENCY)
        count += 1
    return count


def send_alarm(*, alarm_id: UUID, now: datetime) -> datetime | None:
    """Send one alert. Returns None when it is sent or the schedule has ended, or the moment to try again."""
    with transaction.atomic():
        alarm = queries.alarm_for_update(alarm_id)
        if alarm.sent_at is not None or alarm.account is None:
            return None
        outcome = gateways.write(to=alarm.account.email, subject=_subject(alarm.kind), text=_text(alarm), name=alarm.id)
        alarm.tries += 1
        alarm.outcome = outcome.code
        alarm.sent_at = now if outcome.is_sent else None
        alarm.save()
        return None if outcome.is_sent else next_attempt(alarm.tries, now=now)


def _subject(kind: str) -> str:
    return {
        Alarm.Kind.DEAD: _("A notice could not be delivered: please see to it"),
        Alarm.Kind.TRIAGE: _("Somebody may be at risk: please look now"),
        Alarm.Kind.LATE: _("A notice waits too long in your inbox"),
        Alarm.Kind.OWNER: _("Nobody has an urgent notice in hand: please see to it"),
    }[Alarm.Kind(kind)]


def _text(alarm: Alarm) -> str:
    """What happened and where to look: never what the notice says, and never about whom."""
    says = {
        Alarm.Kind.DEAD: _("A notice could not be delivered, and trying again helps no more. It is yours now."),
        Alarm.Kind.TRIAGE: _("Somebody told the council something that may speak of harm to a child or an adult."),
        Alarm.Kind.LATE: _("Nobody at your organisation has said yet that they have an urgent notice in hand."),
        Alarm.Kind.OWNER: _("An urgent notice was told hours ago, and nobody has said that they have it in hand."),
    }[Alarm.Kind(alarm.kind)]
    path = {
        Alarm.Kind.DEAD: reverse("sharing:stuck", args=[alarm.delivery_id]),
        Alarm.Kind.TRIAGE: reverse("sharing:triage"),
        Alarm.Kind.LATE: reverse("sharing:notice", args=[alarm.delivery.notice_id]),
        Alarm.Kind.OWNER: reverse("sharing:deliveries"),
    }[Alarm.Kind(alarm.kind)]
    text = _(
        "Hello,\n\n%(says)s\n\nPlease sign in and look:\n%(address)s\n\n"
        "For the person’s privacy this letter does not say what it is about.\n\nThank you,\nyour council\n"
    )
    return text % {"says": says, "address": f"{gateways.public_url()}{path}"}
