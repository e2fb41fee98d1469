"""Every way through every life event in safe mode ends at a page: no two pages send a person to each other."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.paths import walks

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.requests import VISITOR
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.safe import contact_told
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.life_event_samples import TODAY, shipped
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.sharing.models import Notice

ClientFor = Callable[[str | None], Client]
ABUSE = "domestic-abuse"
BY_PAGES = 12  # ways through each life event that are walked page by page, those with the fewest to tell first
TO_SEND = "Send, and tell them"
# Whoever wants no more than these is offered help that they must agree to, and nothing else.
ONLY_BY_CONSENT = (
    {"your_age": "adult", "help_wanted": ["none"]},
    {"your_age": "under_16", "help_wanted": ["none"]},
    {"your_age": "under_16", "help_wanted": ["home"]},
)


def could_be_told(event: LifeEvent, answers: dict[str, Any]) -> frozenset[str]:
    """Whoever could be told if the person agreed to everything."""
    agreed = [notice.code for notice in event.notices]
    return frozenset(part.notice.code for part in plan(event, answers, today=TODAY, agreed=agreed).notices)


def begin(client: Client, code: str) -> Draft:
    client.post(reverse("frontdoor:safely", args=[code]))
    return Draft.objects.get(safe=True, submission_id=None)


def address(name: str, draft_id: UUID) -> str:
    return reverse(f"frontdoor:{name}", args=[draft_id])


def last_page(client: Client, draft_id: UUID) -> Any:
    """From the check of the answers to who will be told, as a person goes. A cycle of redirects raises."""
    assert client.get(address("check", draft_id)).status_code == 200, "no question is left"
    for name in ("who", "places", "reach"):
        assert client.get(address(name, draft_id), follow=True).status_code == 200, name
    page = client.post(address("needs", draft_id), follow=True)
    for name, given in (("reach", {"way": "none"}), ("places", {})):
        if page.request["PATH_INFO"] == address(name, draft_id):
            page = client.post(address(name, draft_id), given, follow=True)
    assert (page.status_code, page.request["PATH_INFO"]) == (200, address("who", draft_id))
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(shipped()))
def test_every_way_through_ends_at_who_will_be_told(client_for: ClientFor, code: str) -> None:
    event = gateways.life_event(code)
    ways = {could_be_told(event, answers): answers for answers in walks(event, clock.today())}
    client = client_for(None)
    for told in sorted(ways, key=lambda told: (len(told), sorted(told)))[:BY_PAGES]:
        draft = begin(client, code)
        draft.answers = ways[told]
        draft.save(update_fields=["answers"])
        shown = last_page(client, draft.id).content.decode()
        assert (TO_SEND in shown) is bool(told), ways[told]
        assert ("There is nobody to tell." in shown) is not told, ways[told]
        draft.delete()


@pytest.mark.parametrize("code", sorted(code for code, event in shipped().items() if event.asks_how_to_reach))
def test_a_life_event_that_asks_how_to_reach_somebody_knows_it_whenever_anybody_could_be_told(code: str) -> None:
    event = shipped()[code]
    ends = [(could_be_told(event, answers), answers) for answers in walks(event, TODAY)]
    for told, answers in ends:
        assert bool(told) is (contact_told(event, answers) is not None), answers
        open_ended = plan(event, answers, today=TODAY)
        applying = {part.notice.code for part in open_ended.notices}
        assert {notice.code for notice in open_ended.offered} | applying == told, "whoever is offered can be told"
    assert any(told for told, _answers in ends)
    assert any(not told for told, _answers in ends)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ONLY_BY_CONSENT)
def test_whoever_wants_only_what_they_must_agree_to_is_asked_how_to_be_reached_and_can_send(
    client_for: ClientFor, given: dict[str, Any]
) -> None:
    client = client_for(None)
    draft = begin(client, ABUSE)
    visitor = Actor(kind="anonymous", session_key=client.session[VISITOR])
    answer_all(visitor, draft.id, **given)
    page = last_page(client, draft.id)
    for change in ("contact_way", "safe_phone"):
        assert change in Draft.objects.get(id=draft.id).answers
    assert "07700 900182" in client.get(address("check", draft.id)).content.decode()
    more = client.post(address("who", draft.id), as_shown(page, tell=["support"]), follow=True)
    assert "There is something more to ask" in more.content.decode()
    answer_all(visitor, draft.id, **given)
    page = last_page(client, draft.id)
    sent = client.post(address("who", draft.id), as_shown(page, tell=["support"]), follow=True)
    assert sent.request["PATH_INFO"] == address("done", draft.id)
    notice = Notice.objects.get()
    assert notice.safe_contact == {"way": "text", "detail": "07700 900182", "when": "Weekdays from 10 to 2"}
