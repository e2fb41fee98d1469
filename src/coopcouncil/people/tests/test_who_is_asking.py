from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.requests import remember_visitor
from coopcouncil.people import middleware, public

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(monkeypatch):
    kept = Actor(kind="agency", organisation_id=uuid4())
    monkeypatch.setattr(public.asking, "_key_readers", [])
    public.register_key_reader(lambda text: kept if text == "cck_right" else None)
    return kept


def request_with(authorization="", user=None):
    made = RequestFactory().get("/", **({"HTTP_AUTHORIZATION": authorization} if authorization else {}))
    made.user = user or AnonymousUser()
    made.session = SessionStore()
    made.today, made.now = clock.today(), clock.now()
    return made


def test_a_visitor_is_nobody_and_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        actor = middleware.actor_of(request_with())
    assert (actor.kind, actor.session_key) == ("anonymous", "")


def test_a_visitor_who_began_a_journey_is_known_by_a_token_alone():
    request = request_with()
    token = remember_visitor(request).session_key
    assert len(token) > 30
    assert middleware.actor_of(request).session_key == token


def test_a_key_speaks_for_its_organisation_even_beside_a_session(reader):
    person = SimpleNamespace(is_authenticated=True, pk=uuid4())
    assert middleware.actor_of(request_with("Bearer cck_right", user=person)) == reader


def test_a_key_that_nobody_knows_is_nobody_even_beside_a_session(reader):
    person = SimpleNamespace(is_authenticated=True, pk=uuid4())
    assert middleware.actor_of(request_with("Bearer cck_wrong", user=person)).kind == "anonymous"


def test_somebody_signed_in_costs_one_query(cast, django_assert_num_queries):
    from coopcouncil.people.models import Account

    request = request_with(user=Account.objects.get(id=cast.dev.account_id))
    with django_assert_num_queries(1):
        actor = middleware.actor_of(request)
    assert actor.account_id == cast.dev.account_id
