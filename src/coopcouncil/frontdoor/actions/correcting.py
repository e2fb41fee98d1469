"""Correct one answer of what was sent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.directory.public import service_types, service_types_in
from coopcouncil.foundation import languages
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.domain import facts, known
from coopcouncil.frontdoor.domain.correcting import shift
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.telling import shown
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.sharing import public as sharing


@dataclass(frozen=True)
class Corrected:
    """`services` were told. Where `stopped`, nobody was: the answer changes who should be told, in `why`'s words."""

    services: int
    stopped: bool = False
    why: tuple[str, ...] = ()


def correct(
    *,
    actor: Actor,
    submission_id: UUID,
    fact_code: str,
    raw: Any,
    even_so: bool,
    now: datetime,
    today: date,
    agreed: bool = False,
) -> Corrected:
    """Read the new answer by its fact's own rules and tell every service that got the fact.

    An answer that would change who is told corrects nothing until `even_so`: then those who were told get it, and the
    rest is for a new telling. `agreed`: a service proposed it. Raises NotFound, NotAllowed, Conflict, WrongAnswer.
    """
    with transaction.atomic():
        told = sharing.submission(actor, submission_id)
        event, fact = to_correct(told, fact_code, today=today)
        before = sharing.facts_told(actor, submission_id)
        value = facts.read(fact, raw, today=today)
        why = _why_it_shifts(event, told, before, {**before, fact.code: value}, today)
        if why and not even_so:
            return Corrected(0, stopped=True, why=why)
        said = shown(event, fact.code, value)
        services = sharing.correct(
            actor=actor,
            submission_id=submission_id,
            fact=sharing.Fact(fact.code, fact.label, value, "\n".join(said.lines), known_as=said.known_as),
            now=now,
            known=known.to_write_down(event, {fact.code: value}),
            says_who=fact.is_tellers_name or fact.is_tellers_birthday,
            agreed=agreed,
        )
    return Corrected(services)


def to_correct(told: sharing.SubmissionView, fact_code: str, *, today: date) -> tuple[LifeEvent, Fact]:
    """The life event and the fact, if some service was told it. Raises NotFound, Conflict once it was taken back."""
    if told.withdrawn_at:
        raise Conflict(_("You have taken this back. Nothing of it can be changed any more."))
    event = gateways.event_of_version(told.event_code, told.event_version, today)
    if not any(fact.code == fact_code for notice in told.notices for fact in notice.facts):
        raise NotFound(f"Nobody was told “{fact_code}”.")
    try:
        fact = event.fact(fact_code)
    except KeyError:
        raise NotFound(f"There is no question “{fact_code}” any more.") from None
    if fact.type == "file":
        raise Conflict(_("A file that was sent cannot be changed. Give the new one to the service, or tell us again."))
    return event, fact


def _why_it_shifts(
    event: LifeEvent, told: sharing.SubmissionView, before: Any, after: Any, today: date
) -> tuple[str, ...]:
    """What the new answer would change about who is told, one sentence each; empty where it changes nothing."""
    if not before:
        return ()  # what was told as a whole is thrown away by now: only the services know it
    names = service_types_in(languages.current()) if languages.is_foreign() else service_types()
    found = shift(event, before, after, told={notice.code for notice in told.notices}, today=today)
    why = [_("%(service)s should be told too.") % {"service": names[item.service].name} for item in found.added]
    why += [_("%(service)s need not have been told.") % {"service": names[item.service].name} for item in found.dropped]
    if found.asks_more and not found.added:
        why.append(_("There is another question to ask you."))
    find = queries.finder(event, after)
    codes = {item.code for item in (*found.added, *found.dropped)}
    for notice in told.notices:
        if notice.code in codes or notice.code not in {item.code for item in event.notices}:
            continue
        recipient = find(event.notice(notice.code))
        if recipient.organisation_name != notice.organisation:
            words = {"service": names[notice.service_type].name, "who": recipient.organisation_name}
            why.append(_("%(service)s: it would be %(who)s.") % words)
    return tuple(why)
