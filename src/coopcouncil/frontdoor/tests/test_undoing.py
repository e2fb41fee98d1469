"""After it was sent: take it all back, or put one answer right."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.correcting import shift
from coopcouncil.frontdoor.domain.plan import finish
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.tests.test_telling_for_somebody_else import EVENT, answered, power, send
from coopcouncil.people import actions as people_actions
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Notice

ClientFor = Callable[[str | None], Client]


def tell(cast: SimpleNamespace, code: str = "death") -> UUID:
    event, today = gateways.life_event(code), clock.today()
    done = finish(event, typical_answers(event, today=today), today=today)
    now = clock.now() - timedelta(minutes=1)
    return actions.submit(actor=cast.amara.actor, event=event, done=done, key=str(uuid4()), now=now).id


@pytest.mark.django_db
def test_it_is_taken_back_with_plain_consequences_and_a_reason(client_for: ClientFor, cast: SimpleNamespace) -> None:
    told, amara = tell(cast), client_for("amara")
    address = reverse("frontdoor:take_back", args=[told])
    page = amara.get(address).content.decode()
    assert "You cannot undo this" in page
    wrong = amara.post(address, {"words": "She is well."})
    assert wrong.status_code == 422
    assert "Choose why you take it back" in wrong.content.decode()
    assert "She is well." in wrong.content.decode(), "what was typed is kept"
    for _ in range(2):
        assert amara.post(address, {"because": "mistake", "words": "She is well."}).status_code == 302
    view = sharing.submission(cast.amara.actor, told)
    assert all(notice.withdrawal for notice in view.notices)
    assert all(len(notice.corrections) == 1 for notice in view.notices)
    shown = amara.get(reverse("frontdoor:submission", args=[told])).content.decode()
    assert "Taken back on" in shown
    assert "Every service has answered." not in shown
    assert "Taken back" in amara.get(reverse("frontdoor:notices")).content.decode()
    assert amara.get(reverse("frontdoor:print", args=[told])).content.startswith(b"%PDF")
    assert client_for("bilal").get(address).status_code == 404
    assert client_for("bilal").post(address, {"because": "mistake"}).status_code == 404


@pytest.mark.django_db
def test_a_wrong_date_is_put_right_with_both_values_in_the_history(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    told, amara = tell(cast), client_for("amara")
    code = "died_on"
    event = gateways.life_event("death")
    old = sharing.facts_told(cast.amara.actor, told)[code]
    new = (clock.today() - timedelta(days=9)).isoformat()
    assert new != old
    listed = amara.get(reverse("frontdoor:changes", args=[told])).content.decode()
    address = reverse("frontdoor:change", args=[told, code])
    assert address in listed
    future = facts.fill(event.fact(code), (clock.today() + timedelta(days=400)).isoformat())
    assert amara.post(address, future).status_code == 422, "the fact's own rules hold"
    answer = amara.post(address, facts.fill(event.fact(code), new))
    assert answer.status_code == 302
    view = sharing.submission(cast.amara.actor, told)
    corrected = [notice for notice in view.notices if notice.corrections]
    assert corrected
    for notice in view.notices:
        held = {fact.code for fact in notice.facts}
        assert bool(notice.corrections) == (code in held), "each service that got it, and no other"
        for item in notice.corrections:
            assert [fact.code for fact in item.facts] == [code]
    values = corrected[0].history(code)
    assert len(values) == 2
    shown = amara.get(reverse("frontdoor:submission", args=[told])).content.decode()
    assert "Until you corrected it" in shown
    assert client_for("bilal").get(address).status_code == 404
    assert amara.get(reverse("frontdoor:change", args=[told, "no_such_fact"])).status_code == 404


@pytest.mark.django_db
def test_what_is_put_right_or_taken_back_reaches_what_we_know_of_the_person(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    told, amara = tell(cast), client_for("amara")
    (name,) = (fact for fact in gateways.life_event("death").facts if fact.known_as == "name")
    right = {"first_names": "Amara Ngozi", "last_name": "Adeyemi"}
    assert amara.post(reverse("frontdoor:change", args=[told, name.code]), facts.fill(name, right)).status_code == 302
    held = sharing.record_of(cast.amara.actor, "name")
    assert held is not None
    assert (held.value, held.source, len(held.earlier)) == (right, "corrected", 1)
    assert "Amara Ngozi" in amara.get(reverse("frontdoor:known")).content.decode()
    amara.post(reverse("frontdoor:take_back", args=[told]), {"because": "mistake", "words": ""})
    assert sharing.records_of(cast.amara.actor) == []


@pytest.mark.django_db
def test_an_answer_that_changes_who_is_told_corrects_nothing_before_the_person_has_read_so(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    told, amara = tell(cast, "becoming-a-carer"), client_for("amara")
    address = reverse("frontdoor:change", args=[told, "hours"])
    answer = amara.post(address, {"value": "under_20"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "This changes who should be told" in page
    assert "need not have been told" in page
    assert reverse("frontdoor:life_event", args=["becoming-a-carer"]) in page, "a new telling is offered"
    assert not sharing.submission(cast.amara.actor, told).is_corrected
    assert amara.post(address, {"value": "under_20", "even_so": "1"}).status_code == 302
    assert sharing.submission(cast.amara.actor, told).is_corrected


def test_a_shift_names_what_comes_and_what_goes() -> None:
    event, today = gateways.life_event("becoming-a-carer"), clock.today()
    answers = typical_answers(event, today=today)
    told = {part.notice.code for part in finish(event, answers, today=today).notices}
    assert not shift(event, answers, answers, told=told, today=today)
    together = shift(event, answers, {**answers, "live_together": True}, told=told, today=today)
    assert [notice.code for notice in together.added] == ["council_tax"]
    fewer = shift(event, answers, {**answers, "hours": "under_20"}, told=told, today=today)
    assert [notice.code for notice in fewer.dropped] == ["carers_allowance"]
    assert not fewer.added


@pytest.mark.django_db
def test_a_power_that_has_ended_neither_corrects_nor_takes_back(client_for: ClientFor, cast: SimpleNamespace) -> None:
    held = power(cast)
    told, amara = send(cast, answered(cast, held))[0].submission_id, client_for("amara")
    fact = gateways.life_event(EVENT).fact("your_name")
    value = {"first_names": "Ngozi Ada", "last_name": "Adeyemi"}
    change = reverse("frontdoor:change", args=[told, fact.code])
    assert amara.post(change, facts.fill(fact, value)).status_code == 302
    before = Notice.objects.count()
    people_actions.end_authority(actor=cast.carys.actor, authority_id=held, reason="Abused.", now=clock.now())
    answer = amara.post(change, facts.fill(fact, {**value, "first_names": "Nobody"}), follow=True)
    assert "The power by which you told this has ended" in answer.content.decode()
    back = amara.post(reverse("frontdoor:take_back", args=[told]), {"because": "mistake", "words": ""})
    assert back.status_code == 409
    assert Notice.objects.count() == before, "no service was told"
