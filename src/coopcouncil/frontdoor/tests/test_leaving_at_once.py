"""Whoever may be watched finds a way out on every page about it, and no title that tells an onlooker."""

import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.tests.telling import answer_all

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
CODE = "at-risk-of-losing-home"


def tell(cast: SimpleNamespace) -> UUID:
    now = clock.now()
    draft_id = actions.start(actor=cast.amara.actor, event_code=CODE, now=now)
    answer_all(cast.amara.actor, draft_id)
    told = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=clock.today())
    actions.start(actor=cast.amara.actor, event_code=CODE, now=now)
    return told


def with_way_out(monkeypatch: pytest.MonkeyPatch, *, on: bool) -> None:
    events = {code: replace(event, quick_exit=on) for code, event in gateways.life_events().items()}
    monkeypatch.setattr(gateways, "life_events", lambda: MappingProxyType(events))


def pages(client: Client, told: UUID) -> dict[str, str]:
    addresses = [reverse(f"frontdoor:{name}", args=[told]) for name in ("submission", "sent")]
    addresses += [reverse("frontdoor:notices"), reverse("frontdoor:account")]
    return {address: client.get(address).content.decode() for address in addresses}


def test_the_way_out_is_a_link_that_needs_no_script_and_the_titles_tell_nothing(
    cast: SimpleNamespace, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, title = tell(cast), gateways.life_event(CODE).title
    with_way_out(monkeypatch, on=True)
    for address, page in pages(client_for("amara"), told).items():
        assert re.search(r'<a href="/leave/"[^>]*govuk-exit-this-page__button', page), address
        assert page.count("govuk-js-exit-this-page-button") == 1, address
        assert title not in page, address


def test_where_nobody_need_hide_there_is_none_and_the_title_stands(
    cast: SimpleNamespace, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, title = tell(cast), gateways.life_event(CODE).title
    with_way_out(monkeypatch, on=False)
    shown = pages(client_for("amara"), told)
    assert not any("exit-this-page" in page for page in shown.values())
    assert title in shown[reverse("frontdoor:submission", args=[told])]
    assert title in shown[reverse("frontdoor:notices")]
