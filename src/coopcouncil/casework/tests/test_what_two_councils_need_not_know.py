"""What one council takes from another, and what goes when a person is erased: between two real ones, over HTTP."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from coopcouncil.casework.actions import erasing, transferring, working
from coopcouncil.casework.domain.transfers import KIND
from coopcouncil.casework.models import Case, Entry, Transfer
from coopcouncil.casework.tests.two_councils import accepted, agree, offered
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.people import public as people
from coopcouncil.sharing import actions as sharing

PATH = "/api/v1/case-transfers/"


@pytest.fixture(autouse=True)
def both_are_up(councils: SimpleNamespace) -> None:
    councils.elm.up()
    councils.vale.up()


def offer(**changes: Any) -> dict[str, Any]:
    """An offer of Elm's, as its message says it."""
    standing = {
        "reference": "7KD-4QM-9XF", "state": "open", "outcome": "", "owner": "Carys", "due_on": None,
        "follow_url": "https://elsewhere.example/follow/x/", "follow_code": "7KD4-QM9X-F2AP",
    }  # fmt: skip
    told = {
        "title": "Damp", "words": "Wet.", "service_type": "", "urgency": "routine", "opened_on": "2026-11-20",
        "basis": "agreed", "basis_words": "By phone.", "why": "Moved.", "contact": {},
    }  # fmt: skip
    return {
        "transfer": str(uuid4()), "by": "giver", "sequence": 1, "step": "offered", "reason": "", "offer": told,
        "standing": standing, "lines": [], **changes,
    }  # fmt: skip


def post(url: str, key: str, secret: str | None, data: dict[str, Any], at: datetime) -> int:
    event = {
        "specversion": "1.0", "id": str(uuid4()), "source": "https://elm.example", "type": KIND,
        "subject": data["transfer"], "time": at.isoformat(), "datacontenttype": "application/json", "data": data,
    }  # fmt: skip
    body = json.dumps(event)
    signed = {
        "webhook-id": event["id"], "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event["id"], at, body) if secret else "",
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/cloudevents+json", **signed}
    return httpx.post(f"{url}{PATH}messages", content=body, headers=headers, timeout=60).status_code


def test_only_what_the_other_council_signed_just_now_with_its_own_key_is_taken(councils: SimpleNamespace) -> None:
    vale, letter, now = councils.vale, councils.letters["vale"], clock.now()
    with vale.here():
        stranger = sharing.make_key(
            actor=OPERATOR, organisation_id=people.organisation_by_code("larkhill-surgery").id, name="x", now=now,
            scopes=("cases:transfer",),
        )  # fmt: skip
        before = Transfer.objects.count()
    data, secret = offer(), councils.letters["elm"].secret  # with which Elm signs
    assert post(vale.url, letter.key, None, data, now) == 403
    assert post(vale.url, letter.key, letter.secret, data, now) == 403
    assert post(vale.url, letter.key, secret, data, now - timedelta(minutes=10)) == 403
    assert post(vale.url, stranger.key, secret, data, now) == 403
    assert post(vale.url, "cck_nothing", secret, data, now) == 401
    with vale.here():
        assert Transfer.objects.count() == before
    assert post(vale.url, letter.key, secret, data, now) == 200
    assert post(vale.url, letter.key, secret, data, now) == 200  # heard by somebody on the way, and said again
    with vale.here():
        assert Transfer.objects.count() == before + 1
        kept = Transfer.objects.get(id=data["transfer"])
        assert (kept.state, kept.theirs["follow_url"], kept.theirs["follow_code"]) == ("offered", "", "")
    seen = {
        who: httpx.get(f"{vale.url}{PATH}{data['transfer']}", headers={"Authorization": f"Bearer {key}"}, timeout=60)
        for who, key in (("elm", letter.key), ("stranger", stranger.key))
    }
    assert {who: answer.status_code for who, answer in seen.items()} == {"elm": 200, "stranger": 404}


def test_what_happened_before_goes_there_only_once_it_is_taken(councils: SimpleNamespace) -> None:
    elm, vale = councils.elm, councils.vale
    it = offered(elm, title="Mould")
    with elm.here():
        working.write_as_resident(
            actor=elm.somebody("amara"), case_id=it.case_id, text="My son coughs.", now=clock.now(), today=clock.today()
        )
    agree(councils)
    assert "coughs" not in str(vars(vale.transfer(it.id)))
    with vale.here():
        assert not Case.objects.filter(title="Mould").exists()
    there = accepted(vale, it.id)
    agree(councils)
    assert "My son coughs." in vale.texts(there)


def test_an_erasure_is_told_to_the_other_and_nothing_of_the_person_comes_back(councils: SimpleNamespace) -> None:
    elm, vale, now = councils.elm, councils.vale, clock.now
    taken, asked = offered(elm, title="Draught", who="bilal"), offered(elm, title="Leak", who="bilal")
    elm.work()
    there = accepted(vale, taken.id)
    agree(councils)
    with elm.here():
        erasing.erase_person(elm.somebody("bilal").account_id)
    with vale.here():
        working.note(actor=vale.somebody("carys"), case_id=there, text="He is out.", visibility="resident", now=now())
    agree(councils)
    assert (elm.transfer(asked.id).state, vale.transfer(asked.id).state) == ("withdrawn", "withdrawn")
    assert vale.transfer(asked.id).offer == {}
    assert vale.transfer(taken.id).erased_there_at is not None
    with vale.here():
        told = Entry.objects.filter(case_id=there, data__step="erased")
        assert [line.visibility for line in told] == ["team"]
    assert elm.texts(taken.case_id) == []
    assert elm.transfer(taken.id).theirs == {}
    with vale.here(), pytest.raises(Exception, match="cannot be done any more"):
        transferring.accept(actor=vale.somebody("carys"), transfer_id=asked.id, team_id=None, now=now())
