"""E-mails to a provider’s managers: what the council decided on a change, and which records they must confirm."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.directory import queries
from coopcouncil.directory.domain import assurance, changing, place_changes
from coopcouncil.directory.domain.hours_words import readable
from coopcouncil.directory.gateways.letters import public_url, write
from coopcouncil.directory.models import Letter, ProposedChange, Reminder, Service
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.directory.queries import writing
from coopcouncil.foundation import audit, languages, outbox
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.languages import say
from coopcouncil.people import public as people

TOPIC = "directory.letter"
MOST_NAMED = 30  # records in one letter; the page has them all


def tell_of_decision(change: ProposedChange, *, now: datetime) -> int:
    """Have each manager of the provider written to, once; never whoever decided. Returns to how many.

    Call inside the transaction of the decision.
    """
    letters = [
        Letter(kind=Letter.Kind.DECISION, organisation_id=change.proposed_for_id, account_id=account, change=change,
               made_at=now)
        for account in _managers(change.proposed_for_id, now)
        if account != change.decided_by_id
    ]  # fmt: skip
    return _promise(letters, now)


def remind(*, now: datetime, today: date) -> int:
    """Remind the managers of records that are due in two weeks, today, or were due a month ago and each month since.

    Each stage of a due day is told once, however often this is called; all records of an organisation in one letter.
    Returns of how many records.
    """
    told = writing.reminded()
    due = [
        (service, body, day, stage)
        for service, body, day in writing.due_by(today + assurance.REMIND_BEFORE)
        if (stage := assurance.stage(day, today=today)) and (service, stage) not in told
    ]
    count = 0
    for body, rows in groupby(due, key=lambda item: item[1]):
        count += _remind(body, [(service, day, stage) for service, _body, day, stage in rows], now)
    return count


def _remind(organisation_id: UUID, due: list[tuple[UUID, date, str]], now: datetime) -> int:
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(
                Reminder(service_id=service, due_on=day, stage=stage, made_at=now) for service, day, stage in due
            )
            ids = [service for service, _day, _stage in due]
            letters = [
                Letter(kind=Letter.Kind.REMINDER, organisation_id=organisation_id, account_id=account, service_ids=ids,
                       made_at=now)
                for account in _managers(organisation_id, now)
            ]  # fmt: skip
            _promise(letters, now)
    except IntegrityError:  # another worker is doing the same; it tells them
        return 0
    return len(due)


def _managers(organisation_id: UUID, now: datetime) -> list[UUID]:
    held = people.role_holders(organisation_id, EDITORS, now.astimezone(LONDON).date())
    return sorted(account for account, _email in held)


def _promise(letters: list[Letter], now: datetime) -> int:
    Letter.objects.bulk_create(letters)
    outbox.add_all(TOPIC, [outbox.Promise(letter.id, now) for letter in letters])
    audit.note_all(SYSTEM, "directory.letter_promised", letters)
    return len(letters)


def write_letter(*, letter_id: UUID, now: datetime) -> None:
    """Write one of them, unless it was written. Who is no manager any more, and what was confirmed meanwhile, is left
    out. Raises OSError when the mail server does not take it.
    """
    with transaction.atomic():
        letter = writing.letter_for_update(letter_id)
        today = now.astimezone(LONDON).date()
        to = dict(people.role_holders(letter.organisation_id, EDITORS, today)).get(letter.account_id, "")
        if letter.sent_at is not None or not to:
            return
        reach = people.reach(letter.account_id)
        chosen = reach.language if reach else ""
        with translation.override(languages.ENGLISH if chosen in ("", "en") else chosen):
            words = _decided(letter) if letter.kind == Letter.Kind.DECISION else _to_confirm(letter, today)
        if words is None:
            return
        letter.sent_at = now
        letter.save(update_fields=["sent_at"])
        write(to=to, subject=words[0], text=words[1])


def _decided(letter: Letter) -> tuple[str, str] | None:
    if letter.change_id is None:
        return None
    change = queries.proposed_change(letter.change_id)
    values = {"service": change.service.name}
    agreed = change.state == ProposedChange.State.APPROVED
    said = (
        _("The council agreed to your change of “%(service)s”. Everybody reads it now.")
        if agreed
        else _("The council did not agree to your change of “%(service)s”. People read what was there before.")
    )
    before, after = (place_changes.shown(readable(values)) for values in (change.before, change.after))
    nothing = _("nothing")
    lines = [
        f"{say(line.what)}:\n  {_('before')}: {line.before or nothing}\n  {_('proposed')}: {line.after or nothing}"
        for line in changing.difference(before, after, queries.labels())
    ]
    page = reverse("directory:own_service", args=[change.service.code])
    because = change.decided_because
    return (
        (_("Agreed: %(service)s") if agreed else _("Not agreed: %(service)s")) % values,
        _letter([
            said % values,
            *([_("Why:\n%(reason)s") % {"reason": because}] if because else []),
            *lines,
            _("See it, and change it again if you need to:\n%(address)s") % {"address": f"{public_url()}{page}"},
        ]),
    )  # fmt: skip


def _to_confirm(letter: Letter, today: date) -> tuple[str, str] | None:
    rows = list(writing.still_due(letter.service_ids, by=today + assurance.REMIND_BEFORE))
    if not rows:
        return None
    page = reverse("directory:to_confirm") if len(rows) > 1 else reverse("directory:assure", args=[rows[0].code])
    subject = ngettext("%(count)s record to confirm", "%(count)s records to confirm", len(rows))
    left = len(rows) - MOST_NAMED
    return (
        subject % {"count": len(rows)},
        _letter([
            _("People trust the list of services while it is right. Please read what it says of you, and confirm it:"),
            "\n".join(_lines(rows[:MOST_NAMED], today)),
            *([ngettext("… and %(count)s more.", "… and %(count)s more.", left) % {"count": left}] if left > 0 else []),
            _("It takes a few minutes:\n%(address)s") % {"address": f"{public_url()}{page}"},
            _("A record past its day is shown to everybody as perhaps out of date."),
        ]),
    )  # fmt: skip


def _lines(rows: Iterable[Service], today: date) -> Iterable[str]:
    for row in rows:
        late = row.due_on is not None and row.due_on < today
        words = _("%(service)s: it was due on %(day)s") if late else _("%(service)s: please confirm by %(day)s")
        yield "- " + words % {"service": row.name, "day": date_in_words(row.due_on)}


def _letter(paragraphs: Iterable[str]) -> str:
    return "\n\n".join([_("Hello,"), *paragraphs, _("Thank you,\nyour council")]) + "\n"
