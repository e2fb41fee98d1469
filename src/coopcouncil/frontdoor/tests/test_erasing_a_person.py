"""Nothing that a person began to tell outlives their account."""

from types import SimpleNamespace

import pytest

from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions, public
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people.models import Account
from coopcouncil.sharing.models import Submission

pytestmark = pytest.mark.django_db


def test_drafts_are_given_out_and_thrown_away_and_nobody_elses(cast: SimpleNamespace) -> None:
    for actor in (cast.amara.actor, cast.bilal.actor):
        answer_all(actor, actions.start(actor=actor, event_code="death", now=clock.now()))
    (begun,) = public.export_person(cast.amara.account_id)["begun"]
    assert begun["life_event"] == "death"
    assert begun["answers"]
    with pytest.raises(NotAllowed):
        actions.erase(actor=cast.jo.actor, account_id=cast.amara.account_id)
    public.erase_person(cast.amara.account_id)
    assert [draft.account_id for draft in Draft.objects.all()] == [cast.bilal.account_id]
    assert AuditRow.objects.get(verb="frontdoor.drafts_erased").reason == "1 removed"


def test_every_context_that_holds_something_of_a_person_lets_go_of_it(cast: SimpleNamespace) -> None:
    now, amara = clock.now(), cast.amara.actor
    draft_id = actions.start(actor=amara, event_code="death", now=now)
    answer_all(amara, draft_id)
    told = actions.send(actor=amara, draft_id=draft_id, now=now, today=clock.today())
    answer_all(amara, actions.start(actor=amara, event_code="birth", now=now))
    held = [why for holds in contributions.legal_holds for why in holds(cast.amara.account_id)]
    assert any("not finished yet" in why for why in held)
    for erase in contributions.erase_person:
        erase(cast.amara.account_id)
    assert not Draft.objects.filter(account_id=cast.amara.account_id).exists()
    assert Submission.objects.get(id=told).facts == {}
    left = Account.objects.get(id=cast.amara.account_id)
    assert (left.name, left.is_active) == ("", False)
