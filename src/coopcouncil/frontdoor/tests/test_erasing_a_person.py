"""Nothing that a person began to tell outlives their account."""

import json
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coopcouncil.foundation import clock, commandline, contributions
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions, public
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people import actions as people_actions
from coopcouncil.people.cli import group
from coopcouncil.people.models import Account
from coopcouncil.sharing.models import Delivery, Submission

pytestmark = pytest.mark.django_db


def test_drafts_are_given_out_and_thrown_away_and_nobody_elses(cast: SimpleNamespace) -> None:
    for actor in (cast.amara.actor, cast.bilal.actor):
        answer_all(actor, actions.start(actor=actor, event_code="death", now=clock.now()))
    (begun,) = public.export_person(cast.amara.account_id)["begun"]
    assert begun["life_event"] == "death"
    assert begun["answers"]
    Draft.objects.filter(account_id=cast.amara.account_id).update(left_out=["gp"], agreed=["bank"], language="pt")
    (begun,) = public.export_person(cast.amara.account_id)["begun"]
    assert (begun["left_out"], begun["agreed"], begun["language"]) == (["gp"], ["bank"], "pt")
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


# --- by the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def _this_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run on the test's own connection, which is open already."""
    monkeypatch.setattr(commandline, "_database", nullcontext)


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(group, words, input=typed)


def told(cast: SimpleNamespace) -> Any:
    now, amara = clock.now(), cast.amara.actor
    draft_id = actions.start(actor=amara, event_code="death", now=now)
    answer_all(amara, draft_id)
    return actions.send(actor=amara, draft_id=draft_id, now=now, today=clock.today())


@pytest.mark.usefixtures("_this_database")
def test_the_command_refuses_while_a_service_has_not_finished_and_says_which(cast: SimpleNamespace) -> None:
    submission = told(cast)
    asked = run("erase", "amara@ashmere.example", "--dry-run", "--json")
    (why,) = json.loads(asked.stdout)["held_by"]
    assert asked.exit_code == 1
    assert "Ashmere Council" in why
    refused = run("erase", "Amara@Ashmere.example", "--yes")
    assert refused.exit_code == 2
    assert why in refused.output
    assert "Nothing was erased." in refused.output
    assert Account.objects.get(id=cast.amara.account_id).is_active
    assert Submission.objects.get(id=submission).facts


@pytest.mark.usefixtures("_this_database")
def test_the_command_asks_first_then_erases_everything(cast: SimpleNamespace) -> None:
    submission = told(cast)
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")
    assert "Nothing stands in the way." in run("erase", "amara@ashmere.example", "--dry-run").stdout
    assert run("erase", "amara@ashmere.example", typed="n\n").exit_code == 1
    assert Account.objects.get(id=cast.amara.account_id).is_active
    done = run("erase", "amara@ashmere.example", typed="y\n")
    assert done.exit_code == 0, done.output
    assert Submission.objects.get(id=submission).facts == {}
    assert not Account.objects.get(id=cast.amara.account_id).is_active
    assert run("erase", "amara@ashmere.example", "--yes").exit_code == 2, "nobody signs in with it any more"


@pytest.mark.usefixtures("_this_database")
def test_whoever_still_holds_a_role_is_not_erased(cast: SimpleNamespace) -> None:
    refused = run("erase", "dev@ashmere.example", "--yes")
    assert refused.exit_code == 2
    assert "Still holds the role" in refused.output
    with pytest.raises(NotAllowed):
        people_actions.erase_person(actor=cast.jo.actor, account_id=cast.amara.account_id)


@pytest.mark.usefixtures("_this_database")
def test_everything_that_is_held_is_written_to_a_new_file_for_the_person_alone(
    cast: SimpleNamespace, tmp_path: Path
) -> None:
    told(cast)
    file = tmp_path / "amara.json"
    assert run("export", "amara@ashmere.example", "--to", str(file)).exit_code == 0
    held = json.loads(file.read_text())
    assert {"people", "submissions", "told_for_you", "files", "known", "messages", "begun"} <= set(held)
    assert held["submissions"][0]["facts"]
    assert file.stat().st_mode & 0o077 == 0
    again = run("export", "amara@ashmere.example", "--to", str(file))
    assert again.exit_code == 2
    assert "could not be written" in again.output
