"""An operator signs out one person, or everybody, at once; signing out leaves nothing in the browser."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from click.testing import CliRunner
from django.test import Client

from coopcouncil.foundation import commandline
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people import actions
from coopcouncil.people.cli import group
from coopcouncil.people.tests.test_sessions import is_in

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def _this_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commandline, "_database", nullcontext)


@pytest.mark.usefixtures("_this_database")
def test_an_operator_ends_one_persons_sessions_or_everybodys(client_for: ClientFor) -> None:
    amara, again, bilal = client_for("amara"), client_for("amara"), client_for("bilal")
    run = CliRunner().invoke(group, ["end-sessions", "amara@ashmere.example", "--json"])
    assert (run.exit_code, run.output.strip()) == (0, '{"ended": 2}')
    assert [is_in(client) for client in (amara, again, bilal)] == [False, False, True]
    assert CliRunner().invoke(group, ["end-sessions", "--everybody"]).output.strip() == "Sessions ended: 1."
    assert not is_in(bilal)


def test_nobody_else_may(cast: object) -> None:
    with pytest.raises(NotAllowed):
        actions.end_sessions_of(actor=cast.jo.actor, account_id=None)  # type: ignore[attr-defined]


def test_a_browser_that_is_signed_out_is_told_to_forget_what_it_was_shown(client_for: ClientFor) -> None:
    client = client_for("amara")
    assert "Clear-Site-Data" not in client.get("/account/details/")
    client.post("/sign-out/")
    left = client_for("amara").get("/leave/")
    assert left["Clear-Site-Data"] == '"cache", "storage"'
