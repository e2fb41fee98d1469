"""Somebody may have to hide the page at once: such a life event has a way out, and mute titles."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.tests.telling import answer_all

pytestmark = pytest.mark.django_db


def pages(client: Client, cast: SimpleNamespace, code: str) -> dict[str, str]:
    actor = cast.amara.actor
    draft_id = actions.start(actor=actor, event_code=code, now=clock.now())
    first = client.get(reverse("frontdoor:resume", args=[draft_id])).url
    found = {"start": client.get(reverse("frontdoor:life_event", args=[code])), "question": client.get(first)}
    found["wrong"] = client.post(first, {})
    answer_all(actor, draft_id)
    found |= {name: client.get(reverse(f"frontdoor:{name}", args=[draft_id])) for name in ("check", "who", "discard")}
    assert {page.status_code for page in found.values()} <= {200, 422}
    return {name: page.content.decode() for name, page in found.items()}


# What is told in safe mode only is nobody's: test_safe_mode_pages.py.
IN_ACCOUNTS = sorted(code for code, event in gateways.life_events().items() if not event.safe_mode)


@pytest.mark.parametrize("code", IN_ACCOUNTS)
def test_the_way_out_is_on_every_page_where_it_is_needed_and_on_no_other(
    client_for: Callable[[str | None], Client], cast: SimpleNamespace, code: str
) -> None:
    event = gateways.life_event(code)
    for name, page in pages(client_for("amara"), cast, code).items():
        title = re.search(r"<title[^>]*>(.*?)</title>", page, re.DOTALL)[1].strip()
        way_out = re.search(r'<a href="/leave/"[^>]*rel="nofollow noreferrer"', page)
        assert bool(way_out) is event.quick_exit, (code, name)
        if event.quick_exit:
            assert title.removeprefix("Error: ").split(" – ")[0] == "Tell us once", (code, name)
            assert event.title not in title
            assert 'data-module="govuk-exit-this-page"' in page
