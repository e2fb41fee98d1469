"""Really at once, in a database of its own: one draft, its link and its code, used in several browsers."""

import threading
from types import SimpleNamespace
from typing import Any

from django.db import connections

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.domain.returning import State
from coopcouncil.frontdoor.models import Draft, ReturnLink
from coopcouncil.sharing.public import digest


def test_a_link_and_a_code_used_at_once_open_it_in_one_browser(cloned_db: Any, cast: SimpleNamespace) -> None:
    now, home = clock.now(), Actor(kind="anonymous", session_key="home")
    draft_id = actions.start(actor=home, event_code="death", now=now)
    code = actions.write_down_code(actor=home, draft_id=draft_id, now=now)
    actions.mail_link(actor=home, draft_id=draft_id, email="zola@home.example", now=now)
    link = ReturnLink.objects.get(kind="link")
    token = gateways.link_token(link.id, link.expires_at)
    together, came, refused = threading.Barrier(6), list[str](), list[State]()

    def press(number: int) -> None:
        browser = Actor(kind="anonymous", session_key=f"browser-{number}")
        together.wait()
        try:
            actions.come_back(actor=browser, secret=token if number % 2 else code, now=now)
            came.append(browser.session_key)
        except actions.CannotComeBack as error:
            refused.append(error.state)
        finally:
            connections.close_all()

    browsers = [threading.Thread(target=press, args=[number]) for number in range(6)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    assert len(came) == 1
    assert refused == [State.USED] * 5
    assert Draft.objects.get(id=draft_id).session_digest == digest(came[0])
