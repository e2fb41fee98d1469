"""Letters about takeovers: to the group, of what the council did; to the council, of what the group or a guard did.

Each reader has one letter of each thing that happened. It is promised in the transaction in which that happened; a
worker writes it, unless it has been overtaken: who may not read it any more, and what was settled meanwhile, is left
out.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation

from coopcouncil.foundation import audit, languages, outbox, pdf
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.people import public as people
from coopcouncil.settlement import gateways
from coopcouncil.settlement.actions.takeovers import wording
from coopcouncil.settlement.domain.takeovers import letters, stages
from coopcouncil.settlement.events import (
    AgreementWritten,
    AlarmAnswered,
    AlarmRaised,
    HelpOffered,
    PlanWritten,
    SteppedIn,
    TakeoverMoved,
)
from coopcouncil.settlement.models import Agreement, Alarm, BusinessCase, Letter, StepIn, Support, Takeover
from coopcouncil.settlement.queries import letters as queries

TOPIC = "settlement.letter"
News = TakeoverMoved | HelpOffered | PlanWritten | AgreementWritten | AlarmRaised | AlarmAnswered | SteppedIn


def tell(*, event: News, now: datetime) -> int:
    """Have those who should know of it written to, each once. Returns how many letters are new.

    Call inside the transaction in which it happened.
    """
    match event:
        case TakeoverMoved(takeover_id, stage):
            again = stage == stages.RUNNING and queries.ran_before(takeover_id)
            found = letters.of_stage(stage, ran_before=again)
            if found is None:
                return 0
            step = queries.newest_step(takeover_id, stage)
            return _promise(step.takeover, [found], step.id, step.at, now)
        case HelpOffered(about):
            offer = queries.part(Support, about)
            return _promise(offer.takeover, [(letters.GROUP, letters.HELP)], about, offer.offered_at, now)
        case PlanWritten(about):
            plan = queries.part(BusinessCase, about)
            return _promise(plan.takeover, [(letters.COUNCIL, letters.PLAN)], about, plan.at, now)
        case AgreementWritten(about):
            terms = queries.part(Agreement, about)
            return _promise(terms.takeover, [(letters.GROUP, letters.TO_SIGN)], about, terms.at, now)
        case AlarmRaised(about):
            alarm = queries.part(Alarm, about)
            return _promise(alarm.takeover, letters.of_alarm(alarm.code), about, alarm.found_at, now)
        case AlarmAnswered(about):
            alarm = queries.part(Alarm, about)
            return _promise(alarm.takeover, [(letters.GROUP, letters.ALARM_ANSWERED)], about, alarm.answered_at, now)
        case SteppedIn(about):
            held = queries.part(StepIn, about)
            return _promise(held.takeover, [(letters.GROUP, letters.STEPPED_IN)], about, held.began_at, now)


def _promise(row: Takeover, kinds: Sequence[tuple[str, str]], about: UUID, at: datetime, now: datetime) -> int:
    if not letters.is_news(at, now):
        return 0
    today = now.astimezone(LONDON).date()
    made = [
        Letter(takeover_id=row.id, side=side, kind=kind, about=about, account_id=account, made_at=now)
        for side, kind in kinds
        for account in set(queries.readers(row, side, kind, today)) - queries.told_of(about, kind)
    ]
    Letter.objects.bulk_create(made)
    outbox.add_all(TOPIC, [outbox.Promise(letter.id, now) for letter in made])
    audit.note_all(SYSTEM, "settlement.letter_promised", made)
    return len(made)


def write_letter(*, letter_id: UUID, now: datetime) -> None:
    """Write one of them as its reader chose, unless it was written, was overtaken, or the reader wants none.

    Raises OSError when it cannot be sent; then nothing is written down, and it is tried again.
    """
    with transaction.atomic():
        letter = queries.letter_for_update(letter_id)
        today = now.astimezone(LONDON).date()
        if letter is None or letter.sent_at is not None:
            return
        if not queries.still_reads(letter, today):
            return
        reach = people.reach(letter.account_id)
        if reach is None:  # they read it in their account, or nothing that we send reaches them
            return
        with translation.override(languages.ENGLISH if reach.language == "en" else reach.language):
            words = wording.words_of(letter, today)
            if words is None:
                return
            letter.sent_at = now
            letter.save(update_fields=["sent_at"])
            if reach.channel == "letter":
                gateways.post(letter_id=letter.id, to=reach.to, pdf=_on_paper(letter, words, reach.to, now), at=now)
            else:
                gateways.write(letter_id=letter.id, to=reach.to, subject=words.subject, text=words.text)


def _on_paper(letter: Letter, words: wording.Words, to: Sequence[str], now: datetime) -> bytes:
    return pdf.letter(
        pdf.Letter(
            to=to, date=date_in_words(now), reference=letter.takeover.reference, title=words.subject,
            paragraphs=[words.greeting, *words.paragraphs], farewell=words.farewell,
        )
    )  # fmt: skip
