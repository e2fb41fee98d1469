"""Who would be told, as things stand: every notice that applies, with whoever gets it."""

from collections.abc import Iterable
from uuid import UUID

from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import queries
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.telling import Telling, telling
from coopcouncil.frontdoor.models import Draft


def all_tellings(request: Request, draft: Draft, event: LifeEvent) -> list[Telling]:
    """Every notice that applies or is offered, to the body that it would go to if nobody had to be kept out."""
    agreed = [notice.code for notice in event.notices if notice.by_consent]
    everything = plan(event, draft.answers, today=request.today, agreed=agreed)
    values = {code: value for item in everything.notices for code, value in item.facts.items()}
    find = queries.finder(event, values)
    return [telling(event, item, find(item.notice), chosen=False) for item in everything.notices]


def organisations_of(items: Iterable[Telling]) -> dict[UUID, str]:
    """The organisations told, each once, by id."""
    return {item.recipient.organisation_id: item.recipient.organisation_name for item in items}
