"""Really at once, in a database of its own: a power is ended while something is told by it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any

from django.db import connections

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.tests.test_telling_for_somebody_else import answered, power
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import actions as people_actions
from coopcouncil.sharing.models import Notice, Submission

NOW, TODAY = clock.now(), clock.today()


def test_of_an_end_and_a_sending_at_once_one_comes_first(cloned_db: Any, cast: SimpleNamespace) -> None:
    held = power(cast)
    draft_id, start = answered(cast, held), Barrier(2)

    def tell() -> str:
        try:
            start.wait(timeout=10)
            actions.send(actor=cast.amara.actor, draft_id=draft_id, now=NOW, today=TODAY)
        except Conflict:
            return "stopped"
        finally:
            connections.close_all()
        return "told"

    def end() -> str:
        try:
            start.wait(timeout=10)
            people_actions.end_authority(actor=cast.carys.actor, authority_id=held, reason="Withdrawn.", now=NOW)
        finally:
            connections.close_all()
        return "ended"

    with ThreadPoolExecutor(2) as pool:
        told, ended = pool.submit(tell), pool.submit(end)
        outcome = (told.result(), ended.result())
    assert outcome[1] == "ended"
    assert Submission.objects.exists() is (outcome[0] == "told")
    # Whatever was told, was told while the power held.
    for notice in Notice.objects.all():
        assert "The council has checked it." in notice.acting
