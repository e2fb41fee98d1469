"""Ashmere's problems: in every state, each with an owner who is there, and as the clocks would have them."""

import time
from collections import Counter

import pytest
from django.db import connection

from coopcouncil.casework.actions import timing
from coopcouncil.casework.demo import cases, past, register, teams
from coopcouncil.casework.models import Case, CaseClock, Contact, Entry, Failure, Task
from coopcouncil.casework.queries import register as failures
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.directory import demo as directory
from coopcouncil.foundation import clock
from coopcouncil.people import demo as people
from coopcouncil.places import demo as places

pytestmark = pytest.mark.django_db


def test_the_demo_has_every_state_and_the_clocks_agree() -> None:
    for context in (people, places, directory):
        context.load()
    began = time.perf_counter()
    teams.load()
    cases.load()
    register.load()
    took = time.perf_counter() - began
    with connection.cursor() as cursor:  # every open case has an owner who is there, says the database
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    states = Counter(Case.objects.values_list("state", "outcome"))
    assert set(states) == {("open", ""), ("asked", ""), ("closed", "solved"), ("closed", "ended")}
    assert 150 <= sum(states.values()) <= 170
    assert set(CaseClock.objects.values_list("state", flat=True)) >= {"running", "paused", "breached", "kept", "late"}
    assert set(CaseClock.objects.values_list("rung", flat=True)) == {0, 1, 2}
    for email in ("amara", "bilal"):
        assert Case.objects.filter(person__in=[people.stable_id("account", f"{email}@ashmere.example")]).exists()
    for code in ("larkhill-surgery", "larkhill-tenants-co-op"):
        assert Task.objects.filter(organisation__code=code, state__in=["given", "accepted"]).exists(), code
    assert set(Failure.objects.values_list("state", flat=True)) == set(Failure.State.values)
    assert Failure.objects.filter(provider__code=register.TO_REPLY, state="told").exists(), "Esi has one to reply to"
    assert any(count for ward in failures.by_ward() for count in ward.by_kind), "some wards can be shown"
    now = clock.now()
    assert not Contact.objects.filter(at__gt=now).exists()
    assert not Entry.objects.filter(at__gt=now).exists(), "nothing has happened tomorrow"

    before = Counter(CaseClock.objects.values_list("state", "rung"))
    timing.watch(now=now)
    assert Counter(CaseClock.objects.values_list("state", "rung")) == before, "the watch finds nothing left to do"
    count = Case.objects.count()
    teams.load()
    cases.load()
    assert Case.objects.count() == count
    assert staffing.teams().count() == 6
    assert took < 30  # a stop for a loader that has gone row by row, not a measurement


def test_enough_problems_are_over_to_say_how_often_a_promise_was_kept() -> None:
    for context in (people, places, directory):
        context.load()
    teams.load()
    cases.load()
    past.load()
    count = Case.objects.count()
    past.load()
    assert Case.objects.count() == count, "once"
    ended = CaseClock.objects.filter(case__service_type="tenant_managed_homes", step="answer")
    assert ended.filter(state="late").count() >= past.LATE["tenant_managed_homes"]
    assert ended.filter(state__in=["kept", "late"]).count() >= past.EACH
    assert not Entry.objects.filter(at__gt=clock.now()).exists(), "nothing has happened tomorrow"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
