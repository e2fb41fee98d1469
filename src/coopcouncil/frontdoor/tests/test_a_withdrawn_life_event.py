"""What was told stays readable when its life event, or a service, is told of no longer."""

from collections.abc import Callable
from types import MappingProxyType, SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.frontdoor.views import notices
from coopcouncil.sharing import public as sharing

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def told(cast: SimpleNamespace) -> UUID:
    now = clock.now()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    told = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=clock.today())
    actions.start(actor=cast.amara.actor, event_code="death", now=now)
    return told


def withdraw(monkeypatch: pytest.MonkeyPatch) -> None:
    left = MappingProxyType({code: event for code, event in gateways.life_events().items() if code != "death"})
    monkeypatch.setattr(gateways, "life_events", lambda: left)


def test_every_page_of_the_person_still_opens_in_the_words_of_then(
    cast: SimpleNamespace, client_for: ClientFor, told: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = sharing.submission(cast.amara.actor, told)
    title = gateways.life_event("death").title
    happens = {notice.code: notice.what_happens for notice in view.notices}
    assert view.title == title
    assert all(happens.values())
    client = client_for("amara")
    withdraw(monkeypatch)
    monkeypatch.setattr(notices, "services", dict)
    for name, arguments in [
        ("frontdoor:submission", [told]),
        ("frontdoor:sent", [told]),
        ("frontdoor:print", [told]),
        ("frontdoor:notices", []),
        ("frontdoor:account", []),
        ("frontdoor:home", []),
        ("frontdoor:life_events", []),
        ("frontdoor:keep", []),
    ]:
        assert client.get(reverse(name, args=arguments)).status_code == 200, name
    page = client.get(reverse("frontdoor:submission", args=[told])).content.decode()
    assert title in page
    for notice in view.notices:
        assert notice.what_happens in page
        assert notice.title in page
    assert title in client.get(reverse("frontdoor:notices")).content.decode()


def test_what_was_begun_can_no_longer_be_gone_on_with_and_is_not_offered(
    client_for: ClientFor, told: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, begun = client_for("amara"), Draft.objects.get(submission_id__isnull=True)
    page = reverse("frontdoor:resume", args=[begun.id])
    assert page in client.get(reverse("frontdoor:notices")).content.decode()
    withdraw(monkeypatch)
    for name in ("frontdoor:notices", "frontdoor:account", "frontdoor:home"):
        assert page not in client.get(reverse(name)).content.decode()
    assert client.get(page).status_code == 404
