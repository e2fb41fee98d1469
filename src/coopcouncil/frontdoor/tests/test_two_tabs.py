"""Really at once, in a database of its own."""

import threading
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connections

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.sharing import public as sharing


def test_two_tabs_press_send_at_the_same_time(cloned_db: Any, cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    together, sent = threading.Barrier(4), list[UUID]()

    def press() -> None:
        together.wait()
        try:
            sent.append(actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today))
        finally:
            connections.close_all()

    tabs = [threading.Thread(target=press) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(sent) == 4
    assert len(set(sent)) == 1
    assert len(sharing.submissions_of(cast.amara.actor)) == 1
