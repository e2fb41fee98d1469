"""Urgent notices are watched until a person has them in hand: managers, an owner, the duty officer's telephone."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from coopcouncil.foundation import metrics
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, NotAllowed
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.watching import read_watch, shipped_watch
from coopcouncil.sharing.gateways import Ring, ring
from coopcouncil.sharing.models import Acknowledgement, Alarm, Delivery
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft, only_notice

pytestmark = pytest.mark.django_db
MINUTES = timedelta(minutes=1)


@pytest.fixture
def telephone(receiver: Receiver, settings: Any, home: Path) -> Iterator[Receiver]:
    """A real gateway for voice messages, on this machine."""
    settings.DUTY_GATEWAY_URL, settings.DUTY_PHONE = receiver.url, "01632 960999"
    settings.DUTY_GATEWAY_TOKEN = "token"
    return receiver


def _rings(telephone: Receiver) -> list[dict[str, Any]]:
    return [json.loads(post.body) for post in telephone.posts]


def test_an_emergency_that_nobody_has_in_hand_for_a_quarter_of_an_hour_rings_the_duty_officer(
    telephone: Receiver, amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery, urgency="emergency"))
    amara.carry(14 * MINUTES)
    assert telephone.posts == []
    amara.carry(MINUTES)
    (call,) = _rings(telephone)
    assert call["to"] == "01632 960999"
    assert call["id"] == f"{call['alarm']}-1" == telephone.posts[0].headers["Idempotency-Key"]
    assert telephone.posts[0].headers["Authorization"] == "Bearer token"
    assert "Ada" not in json.dumps(call)
    assert "Notice" not in call["words"]
    assert Delivery.objects.get().owner_id == cast.carys.account_id


def test_it_rings_again_until_somebody_has_it_in_hand(
    telephone: Receiver, amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery, urgency="emergency"))
    for wait in (15, 5, 5):
        amara.carry(wait * MINUTES)
    assert [call["ring"] for call in _rings(telephone)] == [1, 2, 3]
    assert len({call["alarm"] for call in _rings(telephone)}) == 1
    actions.acknowledge(actor=cast.dev.actor, notice_id=only_notice(bodies.surgery).id, now=amara.now)
    amara.carry(60 * MINUTES)
    assert len(telephone.posts) == 3


def test_a_ring_that_did_not_get_through_is_the_same_ring_again(
    telephone: Receiver, amara: Teller, bodies: SimpleNamespace
) -> None:
    telephone.answer = 500
    amara.tell(draft(bodies.surgery, urgency="emergency"))
    amara.carry(15 * MINUTES)
    amara.carry(MINUTES)
    telephone.answer = 204
    amara.carry(MINUTES)
    assert [call["ring"] for call in _rings(telephone)] == [1, 1, 1]
    amara.carry(5 * MINUTES)
    assert _rings(telephone)[-1]["ring"] == 2


def test_a_gateway_that_hangs_up_or_is_not_there_is_a_failed_ring(settings: Any, telephone: Receiver) -> None:
    from uuid import uuid4

    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.close()

    telephone.answer = hang_up
    assert ring(Ring(uuid4(), 1, "x")).code == "unreachable"
    settings.DUTY_GATEWAY_URL = "http://127.0.0.1:1/"
    assert ring(Ring(uuid4(), 1, "x")).code == "unreachable"


def test_without_a_gateway_the_administrator_sees_so_and_the_alarm_waits(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, settings: Any, home: Path
) -> None:
    assert any("nobody is rung" in item.title for item in queries.desk_items(cast.jo.actor, amara.now))
    assert b"coopcouncil_duty_connected 0.0" in metrics.exposition()
    amara.tell(draft(bodies.surgery, urgency="emergency"))
    amara.carry(15 * MINUTES)
    alarm = Alarm.objects.get(kind="ring")
    assert (alarm.outcome, alarm.rings) == ("unconfigured", 0)
    settings.DEMO = True
    amara.carry(MINUTES)
    assert len(list((home / "duty").iterdir())) == 1


@pytest.mark.parametrize("answered", ["by an officer", "done by a program", "accepted by a program"])
def test_an_answer_is_an_acknowledgement_where_a_person_is_behind_it(
    answered: str, telephone: Receiver, amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery, urgency="emergency"))
    amara.carry()
    program = Actor(kind="agency", organisation_id=bodies.surgery, scopes=frozenset({"notices"}))
    actions.answer_notice(
        actor=cast.dev.actor if answered == "by an officer" else program,
        notice_id=only_notice(bodies.surgery).id,
        answer_id="1",
        kind="acted" if answered == "done by a program" else "accepted",
        reason="",
        now=amara.now,
    )
    amara.carry(20 * MINUTES)
    assert len(telephone.posts) == (1 if answered == "accepted by a program" else 0)


def test_what_is_for_today_goes_to_managers_after_four_hours_and_to_an_owner_an_hour_later(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, home: Path
) -> None:
    amara.tell(draft(bodies.tenants, urgency="same_day"))
    amara.carry(timedelta(hours=3, minutes=59))
    assert not Alarm.objects.exists()
    amara.carry(MINUTES)
    assert _alarms() == [("late", cast.esi.account_id)]
    amara.carry(timedelta(hours=1))
    assert _alarms() == [("late", cast.esi.account_id), ("owner", cast.carys.account_id)]
    assert Delivery.objects.get().owner_id == cast.carys.account_id
    assert set(Alarm.objects.values_list("outcome", flat=True)) == {"sent"}
    amara.carry(timedelta(days=3))
    assert len(_alarms()) == 2


def _alarms() -> list[tuple[str, Any]]:
    return list(Alarm.objects.order_by("made_at", "kind").values_list("kind", "account_id"))


def test_what_a_person_has_in_hand_in_time_calls_nobody(
    amara: Teller, bodies: SimpleNamespace, home: Path, client_for: Callable[[str], Client]
) -> None:
    amara.tell(draft(bodies.surgery, urgency="same_day"), draft(bodies.council, "tax"))
    amara.carry()
    notice = only_notice(bodies.surgery)
    dev = client_for("dev")
    assert "I have it" in dev.get(f"/inbox/{notice.id}/").content.decode()
    assert dev.post(f"/inbox/{notice.id}/have-it/").status_code == 302
    assert dev.post(f"/inbox/{notice.id}/have-it/").status_code == 302
    assert Acknowledgement.objects.count() == 1
    assert "In hand:" in dev.get(f"/inbox/{notice.id}/").content.decode()
    assert client_for("esi").post(f"/inbox/{notice.id}/have-it/").status_code == 404
    amara.carry(timedelta(days=1))
    assert not Alarm.objects.exists()


def test_what_may_speak_of_harm_waits_for_a_safeguarding_officer_whoever_took_it(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, receiver: Receiver, home: Path,
    client_for: Callable[[str], Client],
) -> None:  # fmt: skip
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery, purpose="child_at_risk", urgency="same_day"))
    amara.carry()
    assert len(receiver.posts) == 1
    assert ("triage", cast.carys.account_id) in _alarms()
    notice = only_notice(bodies.surgery)
    actions.acknowledge(actor=cast.dev.actor, notice_id=notice.id, now=amara.now)
    assert any("may speak of harm" in item.title for item in queries.desk_items(cast.carys.actor, amara.now))
    carys = client_for("carys")
    assert "Notice tell_gp" in carys.get("/triage/").content.decode()
    page = carys.get(f"/triage/{notice.id}/").content.decode()
    assert "Ada Example" not in page
    assert carys.get(f"/inbox/{notice.id}/").status_code == 404  # told to the surgery, so its facts are theirs
    with pytest.raises(NotAllowed):
        actions.take_triage(actor=cast.dev.actor, notice_id=notice.id, now=amara.now)
    assert carys.post(f"/triage/{notice.id}/").status_code == 302
    assert "Notice tell_gp" not in carys.get("/triage/").content.decode()
    assert "Notice tell_gp" in carys.get("/triage/all/").content.decode()
    assert b"coopcouncil_untriaged 0.0" in metrics.exposition()


def test_what_was_told_in_safe_mode_has_no_reference_and_no_title_there(
    amara: Teller, bodies: SimpleNamespace, home: Path, client_for: Callable[[str], Client]
) -> None:
    from coopcouncil.sharing.domain.circumstances import Circumstances

    told = amara.tell(
        draft(bodies.surgery, purpose="child_at_risk"),
        actor=Teller.somebody(1),
        circumstances=Circumstances(safe=True, safe_contact={"way": "none", "detail": "", "when": ""}),
    )
    carys = client_for("carys")
    for page in ("/triage/", f"/triage/{only_notice(bodies.surgery).id}/", "/triage/?format=csv"):
        answer = carys.get(page)
        text = b"".join(answer) if answer.streaming else answer.content
        assert told.reference.encode() not in text
        assert b"Notice tell_gp" not in text


def test_a_catalogue_that_cannot_be_read_says_where() -> None:
    with pytest.raises(BadInput, match=r"watch\.toml"):
        read_watch("[triage]\n", file="watch.toml")
    assert shipped_watch().roles_for("routine", "child_at_risk")[0] == "safeguarding_officer"
