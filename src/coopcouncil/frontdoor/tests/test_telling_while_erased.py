"""Really at once, in a database of its own: what is told while its person is erased is not kept."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.kernel.errors import NotAllowed, NotFound
from coopcouncil.people import actions as people_actions
from coopcouncil.people.models import Account, Membership, Preferences
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import RecordedFact, Submission

NOW, TODAY = clock.now(), clock.today()


def begin(actor: Actor, _draft: UUID) -> None:
    actions.start(actor=actor, event_code="birth", now=NOW)


def send(actor: Actor, draft: UUID) -> None:
    actions.send(actor=actor, draft_id=draft, now=NOW, today=TODAY)


def keep(actor: Actor, _draft: UUID) -> None:
    visitor = Actor(kind="anonymous", session_key="library")
    draft = actions.start(actor=visitor, event_code="birth", now=NOW)
    actions.put_in_account(actor=actor, draft_id=draft, session_key="library", now=NOW)


def claim(actor: Actor, _draft: UUID) -> None:
    visitor = Actor(kind="anonymous", session_key="library")
    draft = actions.start(actor=visitor, event_code="death", now=NOW)
    answer_all(visitor, draft)
    told = Submission.objects.get(id=actions.send(actor=visitor, draft_id=draft, now=NOW, today=TODAY))
    sharing.claim(actor=actor, session_key="library", reference=told.reference)


def choose(actor: Actor, _draft: UUID) -> None:
    people_actions.allow_suggestions(actor=actor, allowed=True, now=NOW)


def need(actor: Actor, _draft: UUID) -> None:
    people_actions.remember_needs(actor=actor, needs=[{"code": "interpreter", "words": "Tigrinya"}], now=NOW)


def belong(actor: Actor, _draft: UUID) -> None:
    people_actions.declare_membership(actor=actor, ground="works", now=NOW)


def rename(actor: Actor, _draft: UUID) -> None:
    assert actor.account_id
    people_actions.rename_account(actor=actor, account_id=actor.account_id, name="Amara Adeyemi")


@pytest.mark.parametrize("does", [begin, send, keep, claim, choose, need, belong, rename])
def test_whoever_is_being_erased_leaves_nothing_behind(cloned_db: Any, cast: SimpleNamespace, does: Any) -> None:
    amara = cast.amara.actor
    draft = actions.start(actor=amara, event_code="death", now=NOW)
    answer_all(amara, draft)

    def late() -> str:
        try:
            does(amara, draft)
        except (NotAllowed, NotFound):  # the account is closed, or what was begun is gone
            return "refused"
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            people_actions.erase_person(actor=OPERATOR, account_id=amara.account_id)
            told = pool.submit(late)
            wait_until_somebody_waits()
        assert told.result(timeout=20) == "refused"
    for table in (Draft, Submission, RecordedFact, Preferences):
        assert not table.objects.filter(account_id=amara.account_id).exists()
    assert Account.objects.get(id=amara.account_id).name == ""
    assert not Membership.objects.filter(account_id=amara.account_id, ended_at__isnull=True).exists()


def wait_until_somebody_waits() -> None:
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waits for the account.")
