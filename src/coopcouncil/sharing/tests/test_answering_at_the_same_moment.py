"""Two answers under one id at the same moment: the database lets one through."""

import threading
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.models import Answer, Notice
from coopcouncil.sharing.tests.conftest import Teller, draft


@pytest.mark.invariants
def test_one_id_for_two_notices_at_once_is_one_answer_and_one_conflict(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara.tell(draft(bodies.surgery, "tell_gp"), draft(bodies.surgery, "tell_nurse"))
    both, looked = threading.Barrier(2, timeout=20), queries.answer_given
    passed: set[int] = set()

    def look(organisation_id: UUID, answer_id: str) -> Answer | None:
        found = looked(organisation_id, answer_id)
        if threading.get_ident() not in passed:
            passed.add(threading.get_ident())
            both.wait()  # neither has written when both have looked
        return found

    monkeypatch.setattr(queries, "answer_given", look)
    agency = Actor(kind="agency", organisation_id=bodies.surgery, scopes=frozenset({"notices"}))
    told: list[object] = []

    def answer(notice_id: UUID) -> None:
        try:
            given = actions.answer_notice(
                actor=agency, notice_id=notice_id, answer_id="1", kind="acted", reason="", now=amara.now
            )
            told.append(given.again)
        except Exception as error:
            told.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[notice.id]) for notice in Notice.objects.all()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(told) == {False, Conflict}
    assert Answer.objects.count() == 1
