"""What is sent is what was shown: a difference shows the page again, and tells nobody."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.domain.plan import finish
from coopcouncil.frontdoor.domain.telling import Recipient, Telling, seal, telling
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.life_event_samples import TODAY, shipped
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.sharing import public as sharing

ClientFor = Callable[[str | None], Client]
CHANGED = "Something changed since you looked"


def sample() -> Telling:
    event = shipped()["death"]
    part = finish(event, typical_answers(event, today=TODAY), today=TODAY).notices[0]
    return telling(event, part, Recipient(UUID(int=1), "Larkhill Surgery", UUID(int=2), "GP"), chosen=True)


def test_the_seal_changes_with_whatever_is_shown_and_with_nothing_else() -> None:
    item = sample()
    assert seal(item) == seal(sample()) == seal(replace(item, chosen=False))
    first, *rest = item.facts
    others = [
        replace(item, recipient=replace(item.recipient, organisation_id=uuid4())),
        replace(item, recipient=replace(item.recipient, organisation_name="Another")),
        replace(item, recipient=replace(item.recipient, service_id=None)),
        replace(item, evidenced=not item.evidenced),
        replace(item, may_end_entitlement=not item.may_end_entitlement),
        replace(item, identity="low"),
        replace(item, doubts=("other_name",)),
        replace(item, facts=tuple(rest)),
        replace(item, facts=(replace(first, lines=("Somebody else",)), *rest)),
        replace(item, notice=replace(item.notice, what_happens="Another thing.")),
        replace(item, notice=replace(item.notice, purpose_words="for another end")),
        replace(item, notice=replace(item.notice, gateway="Another Act")),
        replace(item, notice=replace(item.notice, basis="consent")),
    ]
    seals = [seal(other) for other in others]
    assert len({seal(item), *seals}) == len(others) + 1


@pytest.fixture
def ready(cast: SimpleNamespace, client_for: ClientFor) -> SimpleNamespace:
    """Amara has answered everything about a death, and looks at who will be told."""
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=clock.now())
    answer_all(cast.amara.actor, draft_id)
    client, url = client_for("amara"), reverse("frontdoor:who", args=[draft_id])
    return SimpleNamespace(actor=cast.amara.actor, id=draft_id, client=client, url=url, page=client.get(url))


def sent(ready: SimpleNamespace) -> int:
    return len(sharing.submissions_of(ready.actor))


@pytest.mark.django_db
def test_what_was_shown_is_sent(ready: SimpleNamespace) -> None:
    told = ready.client.post(ready.url, as_shown(ready.page, tell=["council_tax", "electoral"]))
    assert told.status_code == 302
    (submission,) = sharing.submissions_of(ready.actor)
    assert {notice.code for notice in sharing.submission(ready.actor, submission.id).notices} == {
        "council_tax", "electoral",
    }  # fmt: skip
    again = ready.client.post(ready.url, as_shown(ready.page, tell=[]))
    assert again.url == told.url
    assert sent(ready) == 1


@pytest.mark.django_db
def test_an_answer_changed_in_another_tab_sends_nothing_and_keeps_the_ticks(ready: SimpleNamespace) -> None:
    actions.answer(
        actor=ready.actor, draft_id=ready.id, fact_code="surgery", raw="Another Surgery",
        now=clock.now(), today=clock.today(),
    )  # fmt: skip
    ticks = ["council_tax", "bereavement_support"]
    page = ready.client.post(ready.url, as_shown(ready.page, tell=ticks))
    assert page.status_code == 422
    assert CHANGED in page.content.decode()
    assert "Another Surgery" in page.content.decode()
    assert sent(ready) == 0
    kept = Draft.objects.get(id=ready.id)
    assert "electoral" in kept.left_out
    assert "council_tax" not in kept.left_out
    assert kept.agreed == ["bereavement_support"], "that one was shown as it is"
    assert ready.client.post(ready.url, as_shown(page, tell=ticks)).status_code == 302
    assert sent(ready) == 1


@pytest.mark.django_db
def test_a_notice_that_was_not_shown_is_not_sent_and_not_left_out(ready: SimpleNamespace) -> None:
    form = as_shown(ready.page, tell=["council_tax", "bereavement_support"])
    form["shown"] = [line for line in form["shown"] if not line.startswith(("electoral:", "bereavement_support:"))]
    assert CHANGED in ready.client.post(ready.url, form).content.decode()
    kept = Draft.objects.get(id=ready.id)
    assert "electoral" not in kept.left_out
    assert kept.agreed == [], "nobody agrees to what was not shown"
    assert sent(ready) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("shown", [[], ["council_tax"], ["council_tax:0000"], [":"], ["a:b:c"]])
def test_a_form_without_its_seals_sends_nothing(ready: SimpleNamespace, shown: list[str]) -> None:
    page = ready.client.post(ready.url, {"tell": ["council_tax"], "shown": shown})
    assert page.status_code == 422
    assert CHANGED in page.content.decode()
    assert sent(ready) == 0


@pytest.mark.django_db
def test_an_answer_that_no_longer_fits_is_asked_again(ready: SimpleNamespace) -> None:
    draft = Draft.objects.get(id=ready.id)
    draft.answers = {**draft.answers, "home": "castle"}
    draft.save()
    page = ready.client.post(ready.url, as_shown(ready.page, tell=["council_tax"]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("frontdoor:question", args=[ready.id, "home"])
    assert sent(ready) == 0
