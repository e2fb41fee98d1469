"""Whom an officer can call while they help somebody, and exactly what that service would be shown."""

from dataclasses import dataclass
from datetime import date

from coopcouncil.directory import public as directory
from coopcouncil.frontdoor import queries
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import Slice, plan
from coopcouncil.frontdoor.domain.telling import Recipient, telling
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.sharing.public import Fact, SafeContact


@dataclass(frozen=True)
class Called:
    """Who is called, and the facts that come with the question: those of that service's own notice, or none.

    `purpose` is that of its notice, "" where it has none.

    In safe mode `contact` says how the person may be reached, and every other number or address is marked.
    """

    recipient: Recipient
    purpose: str
    facts: tuple[Fact, ...]
    fact_codes: tuple[str, ...]
    contact: SafeContact | None


def called(draft: Draft, event: LifeEvent, service_type: str, *, today: date) -> Called:
    """By the notice of this draft that tells that service, if one applies and is not left out; else without a fact."""
    stands = plan(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)
    values = {code: value for item in stands.notices for code, value in item.facts.items()}
    part = next((item for item in stands.notices if item.notice.service == service_type), None)
    # Whoever changed that answer since is reached by nobody until they have said how.
    contact = (queries.contact_of(draft, event) or SafeContact("none")) if draft.safe else None
    if part is None:
        return Called(_elsewhere(event, draft, service_type), "", (), (), contact)
    return _by_notice(event, part, values, contact)


def _by_notice(event: LifeEvent, part: Slice, values: dict[str, object], contact: SafeContact | None) -> Called:
    item = telling(event, part, queries.finder(event, values)(part.notice), chosen=True)
    facts = tuple(
        Fact(fact.code, fact.label, fact.value, "\n".join(fact.lines), queries.is_unsafe(event, fact, contact))
        for fact in item.facts
    )
    return Called(item.recipient, part.notice.purpose, facts, part.notice.facts, contact)


def _elsewhere(event: LifeEvent, draft: Draft, service_type: str) -> Recipient:
    """Whoever provides the service where the first address is; where nobody does, the council."""
    addresses = sorted((fact for fact in event.facts if fact.type == "address"), key=lambda item: item.order)
    postcode = next((draft.answers[fact.code]["postcode"] for fact in addresses if draft.answers.get(fact.code)), None)
    area = places.area_of_postcode(postcode) if postcode else None
    found = directory.recipient_for(service_type, ward_id=area.id if area else None)
    if found is not None:
        return Recipient(found.organisation_id, found.organisation_name, found.id, found.name)
    council = people.council()
    if council is None:
        raise Conflict("No council is set up here yet. Mend: coopcouncil people found")
    return Recipient(council.id, council.name, None, council.name)
