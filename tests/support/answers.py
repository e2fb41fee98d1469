"""Answering every question of a draft as its pages would ask them, also where it is told for another person."""

from typing import Any
from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import typical_answers


def answer_as_shown(actor: Actor, draft_id: UUID, **instead: Any) -> None:
    """With `instead` where it names the fact, else what the power knows of its person, else the typical answer."""
    now, today = clock.now(), clock.today()
    while True:
        draft = queries.draft(draft_id, now=now)
        whole = gateways.life_event(draft.event_code)
        spoken = queries.speaking(draft, whole, today)
        event = spoken.event if spoken else whole
        fact = plan(event, draft.answers, today=today, agreed=draft.agreed, left_out=draft.left_out).next_fact
        if fact is None:
            return
        known = spoken.known(fact) if spoken else None
        raw = instead.get(fact.code, known if known is not None else typical_answers(whole, today=today).get(fact.code))
        actions.answer(actor=actor, draft_id=draft_id, fact_code=fact.code, raw=raw, now=now, today=today)
