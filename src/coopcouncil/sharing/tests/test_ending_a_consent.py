"""Consent ends at any time: whoever was told is told to stop and answers, whoever was not is not told any more."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import jsonschema
import pytest

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, NotAllowed
from coopcouncil.sharing import actions, formats, public
from coopcouncil.sharing.domain import consent as rules
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Consent, Delivery, Notice
from coopcouncil.sharing.tests.conftest import BANK, DIED, NAME, Receiver, Teller, draft

pytestmark = pytest.mark.django_db


def agreed(amara: Teller, organisation_id: UUID, **changes: Any) -> Consent:
    """Amara tells one service because she agrees. Her consent."""
    told = amara.tell(draft(organisation_id, basis="consent", by_consent=True, **changes))
    return Consent.objects.get(notice__submission_id=told.id)


def end(amara: Teller, consent: Consent) -> int | None:
    return public.withdraw_consent(actor=amara.actor, consent_id=consent.id, now=amara.now)


def states(consent: Consent) -> dict[str, str]:
    rows = Delivery.objects.filter(notice__submission_id=consent.notice.submission_id)
    return dict(rows.values_list("notice__kind", "state"))


def test_what_was_not_sent_yet_is_not_sent_any_more(amara: Teller, bodies: SimpleNamespace, receiver: Receiver) -> None:
    receiver.connect(bodies.surgery)
    consent = agreed(amara, bodies.surgery)
    assert end(amara, consent) == 0
    amara.carry(timedelta(hours=1))
    assert receiver.posts == []
    assert states(consent) == {"told": "stopped"}
    view = public.consent(amara.actor, consent.id, amara.now)
    assert view.stop_words.startswith("It had not been sent to")
    # Nobody hears anything of it later either.
    submission = consent.notice.submission_id
    public.take_back(actor=amara.actor, submission_id=submission, because="mistake", words="", now=amara.now)
    amara.carry(timedelta(hours=1))
    assert receiver.posts == []


def test_what_may_have_arrived_is_not_sent_again_but_stopped(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    consent = agreed(amara, bodies.surgery)
    amara.carry()
    assert states(consent) == {"told": "retrying"}
    assert end(amara, consent) == 1
    receiver.answer = 204
    amara.carry(timedelta(hours=1))
    assert [json.loads(post.body)["data"]["kind"] for post in receiver.posts] == ["told", "stop"]
    assert states(consent) == {"told": "stopped", "stop": "sent"}


def test_an_inbox_shows_no_longer_what_it_need_not_know_and_asks_for_the_answer(
    amara: Teller, bodies: SimpleNamespace, client_for: Any
) -> None:
    consent = agreed(amara, bodies.surgery)
    amara.carry()
    end(amara, consent)
    amara.carry()
    dev = client_for("dev")
    stop = Notice.objects.get(kind="stop")
    assert "Stop: Notice tell_gp" in dev.get("/inbox/").content.decode()
    page = dev.get(f"/inbox/{stop.id}/").content.decode()
    assert "You may use what you were told no more." in page
    assert "Is this a decision" not in page
    given = {"answer": "kept_under", "reason": "", "seen_state": "sent", "answer_id": str(stop.id)}
    page = dev.post(f"/inbox/{stop.id}/answer/", given)
    assert page.status_code == 422
    assert "Say why you must keep it" in page.content.decode()
    assert "Choose a legal basis" in page.content.decode()
    given = {**given, "answer": "stopped_and_erased"}
    assert dev.post(f"/inbox/{stop.id}/answer/", given).status_code == 302
    assert public.consent(amara.actor, consent.id, amara.now).answers[0].words == "Stopped and erased"
    assert "Since" in dev.get(f"/inbox/{consent.notice_id}/").content.decode()


@pytest.mark.parametrize(
    ("kind", "answer", "basis"),
    [("told", "stopped_and_erased", ""), ("stop", "acted", ""), ("stop", "refused", ""), ("stop", "kept_under", ""),
     ("stop", "kept_under", "consent"), ("stop", "stopped_and_erased", "contract"), ("told", "acted", "contract")],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused(
    amara: Teller, bodies: SimpleNamespace, kind: str, answer: Any, basis: str
) -> None:
    consent = agreed(amara, bodies.surgery)
    amara.carry()
    end(amara, consent)
    notice = Notice.objects.get(kind=kind)
    server = Actor(kind="agency", organisation_id=bodies.surgery, scopes=frozenset({"notices"}))
    with pytest.raises(BadInput):
        actions.answer_notice(
            actor=server, notice_id=notice.id, answer_id="1", kind=answer, reason="So.", basis=basis, now=amara.now
        )


def test_no_other_fact_follows_once_it_is_over(amara: Teller, bodies: SimpleNamespace) -> None:
    ended = agreed(amara, bodies.surgery)
    expired = agreed(amara, bodies.surgery)
    amara.carry()
    end(amara, ended)
    amara.now = rules.expires(expired.given_at)
    assert public.consent(amara.actor, expired.id, amara.now).standing == "expired"
    for consent in (ended, expired):
        with pytest.raises(BadInput, match="No service was told that"):
            public.correct(
                actor=amara.actor,
                submission_id=consent.notice.submission_id,
                fact=Fact(DIED.code, DIED.label, "2026-11-02", "2 November 2026"),
                now=amara.now,
            )


def test_a_receipt_has_the_fields_of_the_standard_and_no_value(
    amara: Teller, bodies: SimpleNamespace, client_for: Any
) -> None:
    consent = agreed(amara, bodies.surgery)
    client = client_for("amara")
    schema = client.get("/schemas/consent-receipt-1.0.json").json()
    assert schema == formats.receipt_schema()
    jsonschema.Draft202012Validator.check_schema(schema)

    def receipt() -> dict[str, Any]:
        answer = client.get(f"/account/agreed-to/{consent.id}/receipt/")
        assert "attachment" in answer["Content-Disposition"]
        found = answer.json()
        jsonschema.validate(found, schema, format_checker=jsonschema.FormatChecker())
        for fact in (NAME, DIED, BANK):
            assert str(fact.value) not in answer.content.decode()
        return dict(found)

    assert [item["event_type"] for item in receipt()["events"]] == ["consent_given"]
    amara.carry()
    end(amara, consent)
    amara.carry()
    server = Actor(kind="agency", organisation_id=bodies.surgery, scopes=frozenset({"notices"}))
    actions.answer_notice(
        actor=server,
        notice_id=Notice.objects.get(kind="stop").id,
        answer_id="1",
        kind="stopped_and_erased",
        reason="",
        now=amara.now,
    )
    whole = receipt()
    assert [item["event_type"] for item in whole["events"]] == [
        "consent_given", "recipient_told", "consent_withdrawn", "recipient_answered",
    ]  # fmt: skip
    assert (whole["state"], whole["events"][-1]["answer"]) == ("withdrawn", "stopped_and_erased")
    (purpose,) = whole["purposes"]
    assert [item["code"] for item in purpose["data_categories"]] == [NAME.code, DIED.code]
    assert {party["role"]: bool(party["name"]) for party in whole["parties"]} == {
        "pii_controller": True, "recipient": True,
    }  # fmt: skip


def test_only_where_consent_is_the_basis_there_is_one(amara: Teller, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery), draft(bodies.tenants, "other", basis="consent", by_consent=True))
    assert [row.notice.code for row in Consent.objects.all()] == ["other"]


def test_nobody_else_sees_or_ends_it_and_it_ends_once(
    amara: Teller, bodies: SimpleNamespace, client_for: Any, cast: SimpleNamespace
) -> None:
    consent = agreed(amara, bodies.surgery)
    for name in ("bilal", "dev", "jo", None):
        for path in ("", "receipt/"):
            assert client_for(name).get(f"/account/agreed-to/{consent.id}/{path}").status_code == 404, name
    with pytest.raises(NotAllowed):
        public.withdraw_consent(actor=cast.bilal.actor, consent_id=consent.id, now=amara.now)
    amara.carry()
    assert [end(amara, consent), end(amara, consent)] == [1, None]
    assert AuditRow.objects.filter(verb="sharing.consent_withdrawn", object_id=consent.id).count() == 1
    assert Notice.objects.filter(kind="stop").count() == 1
