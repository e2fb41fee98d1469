from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError

from coopcouncil.foundation import clock, contributions, outbox, views
from coopcouncil.foundation.contributions import Health, Registry
from coopcouncil.foundation.models import Marker, OutboxEntry


def test_the_process_answers_without_asking_the_database(client):
    # No database is allowed in this test: a query would fail it.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["X-Request-Id"]


@pytest.fixture
def only_our_own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contributions, "health", Registry("health"))


@pytest.mark.django_db
@pytest.mark.usefixtures("only_our_own_checks")
def test_it_is_ready_only_while_a_worker_lives(client):
    assert client.get("/readyz").status_code == 503
    outbox.beat(clock.now())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert {name: check["ok"] for name, check in answer.json().items()} == {
        "database": True,
        "demo": True,
        "worker": True,
        "queue": True,
    }
    Marker.objects.update(at=clock.now() - timedelta(seconds=views.HEARTBEAT_LIMIT_SECONDS + 1))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["worker"]["ok"]


@pytest.mark.django_db
@pytest.mark.usefixtures("only_our_own_checks")
def test_it_is_ready_only_when_the_demo_borough_is_fully_loaded(client, settings):
    settings.DEMO = True
    outbox.beat(clock.now())
    assert client.get("/readyz").status_code == 503
    Marker.objects.create(name=views.DEMO_LOADED, at=clock.now())
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("only_our_own_checks")
def test_a_context_may_say_that_it_is_not_well(client):
    outbox.beat(clock.now())
    contributions.health.add(lambda now: Health("printer", False, "out of paper"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["printer"] == {"ok": False, "detail": "out of paper"}


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_said_and_not_raised(client, monkeypatch):
    def broken(now):
        raise DatabaseError("password=hunter2")

    monkeypatch.setattr(outbox, "state", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "hunter2" not in answer.content.decode()


@pytest.mark.django_db
def test_figures_are_for_the_holder_of_the_token(client, settings):
    outbox.beat(clock.now())
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "coopcouncil_outbox_waiting 0.0" in text
    assert 'coopcouncil_requests_total{method="GET",route="metrics",status="403"}' in text


@pytest.mark.django_db
def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
    assert client.get("/metrics").status_code == 403


@pytest.mark.django_db
def test_figures_are_for_an_administrator_who_has_given_a_second_factor(client_for, settings):
    settings.STAFF_SECOND_FACTOR = True
    assert client_for("jo").get("/metrics").status_code == 403
    settings.STAFF_SECOND_FACTOR = False
    assert client_for("jo").get("/metrics").status_code == 200
    assert client_for("amara").get("/metrics").status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("only_our_own_checks")
def test_it_stays_ready_while_one_agency_is_slow_and_not_while_nobody_carries(client):
    now, lane = clock.now(), uuid4()
    outbox.beat(now)
    long_ago = {"topic": "test", "due_at": now - timedelta(hours=1), "created_at": now - timedelta(hours=1)}
    OutboxEntry.objects.create(
        object_id=uuid4(), lane=lane, lease=uuid4(), claimed_at=now, leased_until=now + outbox.LEASE, **long_ago
    )
    OutboxEntry.objects.create(object_id=uuid4(), lane=lane, **long_ago)
    assert client.get("/readyz").status_code == 200
    OutboxEntry.objects.create(object_id=uuid4(), lane=uuid4(), **long_ago)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["queue"]["ok"]


@pytest.mark.django_db
@pytest.mark.usefixtures("only_our_own_checks")
def test_what_was_given_up_is_said_and_does_not_close_the_site(client):
    now = clock.now()
    outbox.beat(now)
    OutboxEntry.objects.create(topic="test", object_id=uuid4(), due_at=now - timedelta(days=2), given_up_at=now)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "1 given up" in answer.json()["queue"]["detail"]
