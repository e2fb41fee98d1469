"""What several tests of the front door do: answer every question."""

import re
from typing import Any
from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import typical_answers


def as_shown(page: Any, *, tell: list[str]) -> dict[str, list[str]]:
    """What the form of the who-page sends: the seals of what it showed, and the boxes that are ticked."""
    seals = re.findall(r'name="shown" value="([^"]+)"', page.content.decode())
    assert seals
    return {"shown": seals, "tell": tell}


def answer_all(actor: Actor, draft_id: UUID, **instead: Any) -> None:
    """Answer every question that comes, with `instead` where it names the fact, else with the typical answers."""
    now, today = clock.now(), clock.today()
    draft = queries.draft(draft_id, now=now)
    event = gateways.life_event(draft.event_code)
    typical = {**typical_answers(event, today=today), **instead}
    while fact := plan(event, draft.answers, today=today, agreed=draft.agreed, left_out=draft.left_out).next_fact:
        raw = typical.get(fact.code)
        actions.answer(actor=actor, draft_id=draft_id, fact_code=fact.code, raw=raw, now=now, today=today)
        draft = queries.draft(draft_id, now=now)
