import json

import pytest
from click.testing import CliRunner

from coopcouncil.foundation import clock, commandline
from coopcouncil.people import public
from coopcouncil.people.cli import group
from coopcouncil.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_database(monkeypatch):
    """The commands run on the test's own connection, which is open already."""
    from contextlib import nullcontext

    monkeypatch.setattr(commandline, "_database", nullcontext)


def run(*words):
    return CliRunner().invoke(group, words)


def test_the_operator_founds_the_council_and_appoints_its_first_administrator():
    founded = run("add-organisation", "new-council", "New Council", "--kind", "council", "--json")
    assert json.loads(founded.stdout)["code"] == "new-council"
    account = Account.objects.create_user("first@home.example")
    appointed = run("appoint", "First@home.example", "new-council")
    assert appointed.exit_code == 0, appointed.output
    assert "is administrator at New Council" in appointed.stdout
    assert public.actor_for_account(account.id, clock.today()).has_role("administrator")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("appoint", "nobody@home.example", "new-council"), "Nobody signs in with"),
        (("add-organisation", "guild", "The Guild", "--kind", "guild"), "kind:"),
    ],
)
def test_what_cannot_be_done_is_said_in_words_and_exits_with_2(words, says):
    answer = run(*words)
    assert answer.exit_code == 2
    assert says in answer.output
    assert "Traceback" not in answer.output
