"""What tests of casework need: a team of officers of the council, and a problem."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from tests.support.borough import free_ports
from tests.support.servers import TestServer

from coopcouncil.casework.actions import opening, teams
from coopcouncil.casework.actions.opening import Opened, Problem
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import close_database, use_database
from coopcouncil.foundation.roles import Role
from coopcouncil.people.models import Account, Appointment
from coopcouncil.people.public import organisation_by_code


def hire(*names: str, role: str = Role.CASE_OWNER) -> list[UUID]:
    """Let these people work for the council. Returns their accounts."""
    made = [Account.objects.create_user(f"{name}@ashmere.example", name=name.title()).id for name in names]
    council = organisation_by_code("ashmere-council").id
    for account_id in made:
        Appointment.objects.create(
            account_id=account_id, organisation_id=council, role=role, starts_on=clock.today() - timedelta(days=9)
        )
    return made


def a_team(code: str, *, takes_the_rest: bool = False, service_types: tuple[str, ...] = ()) -> UUID:
    return teams.make_team(
        actor=OPERATOR, code=code, name=code.title(), summary="", service_types=service_types,
        takes_the_rest=takes_the_rest, now=clock.now(),
    )  # fmt: skip


def join(team_id: UUID, account_id: UUID, rank: str = "officer") -> UUID:
    return teams.join_team(
        actor=OPERATOR, team_id=team_id, account_id=account_id, rank=rank, now=clock.now(), today=clock.today()
    )


@pytest.fixture
def team(cast: SimpleNamespace) -> SimpleNamespace:
    """Carys and two colleagues, one of whom manages them, in the team that takes the rest."""
    olu, mei = hire("olu", "mei")
    made = a_team("first-team", takes_the_rest=True)
    return SimpleNamespace(
        id=made,
        carys=join(made, cast.carys.account_id),
        olu=join(made, olu),
        mei=join(made, mei, "manager"),
        accounts=SimpleNamespace(carys=cast.carys.account_id, olu=olu, mei=mei),
    )


@pytest.fixture
def tell(cast: SimpleNamespace, team: SimpleNamespace) -> Callable[..., Opened]:
    """Amara tells the council of a problem."""

    def told(*, now: datetime | None = None, **changes: Any) -> Opened:
        problem = Problem(**{"title": "Damp in a flat", "words": "The wall is wet again.", **changes})
        return opening.open_own(actor=cast.amara.actor, problem=problem, now=now or clock.now(), today=clock.today())

    return told


def browser_of(account_id: UUID) -> Client:
    """A browser in which somebody is signed in."""
    made = Client()
    made.force_login(Account.objects.get(id=account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    return made


@pytest.fixture(scope="module")
def councils(
    postgres_servers: Callable[[str], TestServer], django_db_setup: None, django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SimpleNamespace]:  # fmt: skip
    """Elm, where the cases are, and Vale, where they go. Neither server runs until a test wants it up."""
    from coopcouncil.casework.tests.two_councils import found, introduce

    server, port, home = postgres_servers("embedded"), free_ports(2), tmp_path_factory.mktemp("councils")
    before, keys, url = dict(connections["default"].settings_dict), settings.KEYS_DATABASE_URL, settings.PUBLIC_URL
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COOPCOUNCIL_ALLOW_HTTP", "127.0.0.1")
        elm = found(server, "elm", "vale-council", home / "elm", port)
        vale = found(server, "vale", "elm-council", home / "vale", port + 1)
        letters = introduce(elm, vale)
        try:
            yield SimpleNamespace(elm=elm, vale=vale, letters=letters)
        finally:
            elm.down()
            vale.down()
            close_database()
            use_database(server.address("app", before["NAME"]))
            connections["default"].settings_dict.update(before)
            settings.KEYS_DATABASE_URL, settings.PUBLIC_URL = keys, url
