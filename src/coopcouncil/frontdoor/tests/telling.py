"""What several tests of the front door do: answer every question."""

import re
from typing import Any
from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people import public as people


def as_shown(page: Any, *, tell: list[str]) -> dict[str, list[str]]:
    """What the form of the who-page sends: the seals of what it showed, and the boxes that are ticked."""
    seals = re.findall(r'name="shown" value="([^"]+)"', page.content.decode())
    assert seals
    return {"shown": seals, "tell": tell}


def answer_all(actor: Actor, draft_id: UUID, **instead: Any) -> None:
    """Answer every question that comes: as `instead` says, with the own name, or the power's; else as is typical."""
    now, today = clock.now(), clock.today()
    draft = queries.draft(draft_id, now=now)
    event = gateways.life_event(draft.event_code)
    typical = {**typical_answers(event, today=today), **_whose(actor, draft, event), **instead}
    while fact := plan(event, draft.answers, today=today, agreed=draft.agreed, left_out=draft.left_out).next_fact:
        raw = typical.get(fact.code)
        actions.answer(actor=actor, draft_id=draft_id, fact_code=fact.code, raw=raw, now=now, today=today)
        draft = queries.draft(draft_id, now=now)


def _whose(actor: Actor, draft: Draft, event: LifeEvent) -> dict[str, Any]:
    """Name and date of birth of whom it is about, where an account or a power knows them."""
    spoken = queries.speaking(draft, event, clock.today())
    if spoken:
        return {fact.code: spoken.known(fact) for fact in event.facts if spoken.known(fact) is not None}
    account_id = queries.teller(actor, draft).account_id
    return named(event, people.person_name(account_id)) if account_id else {}


def named(event: LifeEvent, name: str) -> dict[str, Any]:
    """The answer to "What is your name?"."""
    first, _space, last = name.rpartition(" ")
    return {fact.code: {"first_names": first or "-", "last_name": last} for fact in event.facts if fact.is_tellers_name}
