"""Two at once: a session that was ended is not brought back by what was under way in it."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.cache import cache
from django.db import connections
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.foundation.models import Session
from coopcouncil.foundation.sessions import SessionStore, end_sessions
from coopcouncil.people.models import Account
from coopcouncil.people.tests.test_second_factor import code_now
from coopcouncil.people.tests.test_sessions import PASSWORD, is_in, key, sign_in, with_password


def test_a_session_ended_while_a_page_is_made_is_not_brought_back_by_it(cloned_db: Any, cast: SimpleNamespace) -> None:
    """Whatever the page does at its end: write to the session, take a new key, say that it was seen."""
    for what in ("save", "cycle_key", "see"):
        client = Client()
        client.force_login(Account.objects.get(id=cast.amara.account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
        session = SessionStore(key(client))
        assert session["_auth_user_id"] == str(cast.amara.account_id)
        end_sessions(cast.amara.account_id)
        session["something"] = "new"
        with suppress(UpdateError, SessionInterrupted):
            session.see(clock.now() + timedelta(hours=1)) if what == "see" else getattr(session, what)()
        assert not Session.objects.filter(account_id=cast.amara.account_id).exists(), what


def test_of_many_at_once_that_end_and_use_it_none_brings_it_back(cloned_db: Any, cast: SimpleNamespace) -> None:
    account = Account.objects.get(id=cast.amara.account_id)
    for _round in range(3):
        clients = [Client() for _ in range(4)]
        clients[0].force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        for client in clients[1:]:
            client.cookies[settings.SESSION_COOKIE_NAME] = key(clients[0])
        together = Barrier(5)

        def use(client: Client, together: Barrier = together) -> None:
            together.wait(timeout=10)
            client.post("/account/details/", {"name": "Amara"})
            connections.close_all()

        def end(together: Barrier = together) -> None:
            together.wait(timeout=10)
            end_sessions(account.id)
            connections.close_all()

        threads = [*(Thread(target=use, args=[client]) for client in clients), Thread(target=end)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        end_sessions(account.id)
        assert not any(is_in(client) for client in clients)
        assert not Session.objects.filter(account_id=account.id).exists()


def test_a_second_factor_set_up_ends_the_others_and_keeps_this_one(cloned_db: Any, cast: SimpleNamespace) -> None:
    """Here, because the library tells of it only once it is committed."""
    cache.clear()
    account = with_password(cast.amara.account_id)
    here, there = sign_in(account), sign_in(account)
    before = key(here)
    here.post("/account/confirm/", {"password": PASSWORD, "next": "/account/safety/app/"})
    assert key(here) != before
    here.get("/account/safety/app/")
    here.post("/account/safety/app/", {"code": code_now(here.session["mfa.totp.secret"])})
    assert Authenticator.objects.filter(user=account, type="totp").exists()
    assert (is_in(here), is_in(there)) == (True, False)
