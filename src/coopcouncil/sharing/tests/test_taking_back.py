"""What was wrong is taken back: a notice follows each one that was sent, after it, whatever became of it."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import NotAllowed, NotFound
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.safe import SafeContact, kept_contact
from coopcouncil.sharing.domain.undo import goes_at, is_settled, standing_for, urgency_of_withdrawal
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.tests.conftest import DIED, NAME, Receiver, Teller, draft

SAFE = Circumstances(safe=True, safe_contact=kept_contact(SafeContact("none")))
WORDS = "She is well. Please let her pension run on."


def take_back(teller: Teller, submission_id: UUID, **changes: Any) -> bool:
    return public.take_back(
        **{
            "actor": teller.actor,
            "submission_id": submission_id,
            "because": "mistake",
            "words": WORDS,
            "now": teller.now,
            **changes,
        }
    )


def withdrawal_of(organisation_id: UUID) -> Notice:
    return Notice.objects.get(kind="withdrawal", organisation_id=organisation_id)


def state_of(organisation_id: UUID, kind: str) -> str:
    return Delivery.objects.get(notice__kind=kind, notice__organisation_id=organisation_id).state


def answer(organisation_id: UUID, kind: str, notice_kind: str, now: Any) -> None:
    notice = Notice.objects.get(kind=notice_kind, organisation_id=organisation_id)
    actions.answer_notice(
        actor=Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset({"notices"})),
        notice_id=notice.id,
        answer_id=f"{notice.id}-{kind}",
        kind=kind,  # type: ignore[arg-type]
        reason="Because.",
        now=now,
    )


# --- on paper --------------------------------------------------------------------------------------------------------


def test_it_is_as_urgent_as_what_was_told_and_the_same_day_where_something_may_have_ended() -> None:
    assert urgency_of_withdrawal("emergency", may_end_entitlement=False) == "emergency"
    assert urgency_of_withdrawal("same_day", may_end_entitlement=False) == "same_day"
    assert urgency_of_withdrawal("routine", may_end_entitlement=True) == "same_day"
    assert urgency_of_withdrawal("routine", may_end_entitlement=False) == "routine"


def test_it_waits_for_what_has_still_to_be_sent_and_not_for_what_died(amara: Teller) -> None:
    now, later = amara.now, amara.now + timedelta(hours=2)
    assert goes_at([], now) == goes_at([("dead", None), ("refused", None), ("sent", None)], now) == now
    assert now < goes_at([("queued", now)], now) < now + timedelta(seconds=5)
    assert goes_at([("retrying", later), ("queued", None)], now) > later


def test_a_notice_is_over_only_with_everything_that_followed_it() -> None:
    assert is_settled("acted", [], None)
    assert not is_settled("acted", ["acted", "sent"], None)
    assert not is_settled("acted", ["acted"], "accepted")
    assert is_settled("dead", ["sent"], "acted"), "once it is taken back, only that counts"
    assert standing_for("acted", ["sent"], None) == "sent"
    assert standing_for("acted", ["acted"], "dead") == "dead"


# --- every service hears of it ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_service_is_told_whether_it_had_answered_refused_or_never_been_reached(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.tenants)
    receiver.answer = 500
    sent = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"), draft(bodies.tenants, "home"))
    for hours in (0, 1, 1, 3, 6, 11, 15, 21, 25, 25):
        amara.carry(timedelta(hours=hours))
    assert state_of(bodies.tenants, "told") == "dead"
    answer(bodies.surgery, "refused", "told", amara.now)
    later = amara.tell(draft(bodies.surgery, "again"))
    assert take_back(amara, sent.id)
    assert take_back(amara, later.id)
    receiver.answer = 204
    amara.carry(timedelta(hours=1))  # the longest pause of a server that failed again and again
    taken_back = Notice.objects.filter(kind="withdrawal")
    assert {notice.corrects_id for notice in taken_back} == set(
        Notice.objects.filter(kind="told").values_list("id", flat=True)
    )
    assert {row.state for row in Delivery.objects.filter(notice__in=taken_back)} == {"sent"}
    told = json.loads(receiver.posts[-1].body)["data"]
    original = Notice.objects.get(kind="told", organisation_id=bodies.tenants)
    assert (told["kind"], told["corrects"]) == ("withdrawal", str(original.id))


@pytest.mark.django_db
def test_it_carries_nothing_but_the_reference_the_notice_it_takes_back_and_the_words(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    sent = amara.tell(
        draft(bodies.surgery),
        circumstances=Circumstances(
            acting="for her mother", safe_contact=kept_contact(SafeContact("phone", "07700 900123", "mornings"))
        ),
    )
    amara.carry()
    take_back(amara, sent.id, because="not_true_now")
    amara.carry()
    data = json.loads(receiver.posts[-1].body)["data"]
    assert data["facts"] == []
    assert (data["reference"], data["because"], data["words"]) == (sent.reference, "not_true_now", WORDS)
    whole = receiver.posts[-1].body.decode()
    assert NAME.value not in whole
    assert DIED.value not in whole
    assert "mother" not in whole
    kept = withdrawal_of(bodies.surgery)
    assert not kept.facts
    assert "900123" not in whole
    assert data["safe_contact"]["way"] == "none", "nobody writes to her because of it"
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT words FROM sharing_notice WHERE id = %s", [kept.id])
        assert WORDS not in str(cursor.fetchone()), "the words are sealed"
    assert not AuditRow.objects.filter(reason__contains="pension").exists()


@pytest.mark.django_db
def test_it_is_urgent_where_the_notice_might_have_ended_something(amara: Teller, bodies: SimpleNamespace) -> None:
    sent = amara.tell(draft(bodies.surgery, standing="evidenced", may_end_entitlement=True), draft(bodies.council, "b"))
    take_back(amara, sent.id)
    assert withdrawal_of(bodies.surgery).urgency == "same_day"
    assert withdrawal_of(bodies.council).urgency == "routine"
    assert not withdrawal_of(bodies.surgery).may_end_entitlement


# --- by whom ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_told_it_may_and_nobody_else(amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace) -> None:
    sent = amara.tell(draft(bodies.surgery))
    for other in (cast.bilal, cast.carys, cast.dev, cast.jo, cast.esi):
        with pytest.raises(NotAllowed):
            take_back(amara, sent.id, actor=other.actor)
    assert take_back(amara, sent.id)


@pytest.mark.django_db
def test_the_councils_case_owner_may_for_somebody_wrongly_reported_by_the_reference(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, client_for: Any
) -> None:
    sent = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    with pytest.raises(NotAllowed):
        actions.take_back_for_somebody(actor=cast.dev.actor, reference=sent.reference, words="", now=amara.now)
    carys = client_for("carys")
    assert carys.get("/wrong-report/?reference=2222-2222-2").status_code == 422
    page = carys.get(f"/wrong-report/?reference={sent.reference.lower()}")
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Larkhill" in shown
    assert "Ada Example" not in shown, "no fact is shown"
    refused = carys.post(f"/wrong-report/?reference={sent.reference}", {"words": WORDS})
    assert refused.status_code == 422, "first make sure who is asking"
    for _ in range(2):
        done = carys.post(f"/wrong-report/?reference={sent.reference}", {"words": WORDS, "agreed": "on"})
        assert done.status_code == 302
    assert {notice.because for notice in Notice.objects.filter(kind="withdrawal")} == {"about_me"}
    assert Notice.objects.filter(kind="withdrawal").count() == 2
    told = public.submission(amara.actor, sent.id)
    assert told.withdrawn_at is not None
    assert AuditRow.objects.filter(verb="sharing.looked_up_by_reference", actor_id=cast.carys.account_id).exists()


@pytest.mark.django_db
def test_what_was_told_in_safe_mode_is_not_found_by_its_reference(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace
) -> None:
    anonymous = Teller(Actor(kind="anonymous", session_key="a-browser"))
    sent = anonymous.tell(
        draft(bodies.surgery), circumstances=Circumstances(safe=True, safe_contact=kept_contact(SafeContact("none")))
    )
    with pytest.raises(NotFound):
        actions.reported_wrongly(actor=cast.carys.actor, reference=sent.reference)
    with pytest.raises(NotAllowed):
        take_back(anonymous, sent.id)  # a browser alone opens nothing of it


# --- what everybody sees ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_is_never_done_while_one_service_has_not_put_it_right(amara: Teller, bodies: SimpleNamespace) -> None:
    sent = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    amara.carry()
    for organisation in (bodies.surgery, bodies.council):
        answer(organisation, "acted", "told", amara.now)
    assert public.submission(amara.actor, sent.id).is_settled
    take_back(amara, sent.id)
    amara.carry()
    told = public.submission(amara.actor, sent.id)
    assert [notice.is_settled for notice in told.notices] == [False, False]
    assert len(told.notices) == 2, "what followed stands with what was told"
    answer(bodies.surgery, "acted", "withdrawal", amara.now)
    told = public.submission(amara.actor, sent.id)
    assert not told.is_settled
    (row,) = public.submissions_of(amara.actor)
    assert (row.notices, row.settled) == (2, 1)
    answer(bodies.council, "acted", "withdrawal", amara.now)
    assert public.submission(amara.actor, sent.id).is_settled
    assert not public.legal_holds(amara.actor.account_id)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_inbox_says_so_at_the_top_of_both_notices_and_asks_for_one_answer(
    amara: Teller, bodies: SimpleNamespace, client_for: Any
) -> None:
    sent = amara.tell(draft(bodies.surgery))
    amara.carry()
    take_back(amara, sent.id)
    amara.carry()
    dev = client_for("dev")
    listed = dev.get("/inbox/").content.decode()
    original, taken_back = Notice.objects.get(kind="told"), withdrawal_of(bodies.surgery)
    assert f"/inbox/{taken_back.id}/" in listed
    assert f"/inbox/{original.id}/" not in listed, "the first need not be answered any more"
    page = dev.get(f"/inbox/{taken_back.id}/").content.decode()
    assert "This was wrong, and was taken back" in page
    assert WORDS in page
    assert f"/inbox/{original.id}/" in page
    assert "Do nothing more because of it" in dev.get(f"/inbox/{original.id}/").content.decode()


@pytest.mark.django_db
def test_the_api_says_what_kind_it_is_and_what_it_corrects(amara: Teller, bodies: SimpleNamespace) -> None:
    from coopcouncil.sharing.tests.test_answering import Agency

    sent = amara.tell(draft(bodies.surgery))
    take_back(amara, sent.id)
    surgery = Agency(bodies.surgery, amara.now)
    first = surgery.fetch(Notice.objects.get(kind="told").id).json()
    assert (first["kind"], first["corrects"], first["words"]) == ("told", None, None)
    second = surgery.fetch(withdrawal_of(bodies.surgery).id).json()
    assert (second["kind"], second["corrects"], second["because"]) == ("withdrawal", first["notice"], "mistake")
    put_right = surgery.answer(UUID(second["notice"]), id="1", answer="acted", reason="We have put this right.")
    assert put_right.json()["state"] == "acted"
