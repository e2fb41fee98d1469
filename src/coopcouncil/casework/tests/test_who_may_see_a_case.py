"""Who opens a case, and who finds nothing there: other teams, other organisations, other residents, an ended power."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from coopcouncil.casework.actions import working
from coopcouncil.casework.actions.opening import Opened, Problem, open_case
from coopcouncil.casework.models import Case
from coopcouncil.casework.tests.conftest import a_team, browser_of, hire, join
from coopcouncil.foundation import clock
from coopcouncil.people.models import Authority
from coopcouncil.people.public import organisation_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(team: SimpleNamespace, client_for: Any) -> dict[str, Any]:
    """Browsers of everybody who may want to look, by who they are."""
    nadia, omar = hire("nadia", "omar")
    other = a_team("second-team")
    join(other, nadia)
    return {
        "colleague": browser_of(team.accounts.olu), "manager": browser_of(team.accounts.mei),
        "resident": client_for("amara"), "other resident": client_for("bilal"), "other team": browser_of(nadia),
        "no team": browser_of(omar), "other organisation": client_for("esi"), "administrator": client_for("jo"),
        "nobody": client_for(None),
    }  # fmt: skip


# What each gets of: the case, a note on it, its end, its list to hand over, and the resident's page of it.
EXPECTED = {
    "colleague": (200, 200, 404, 404), "manager": (200, 200, 200, 404), "resident": (403, 403, 403, 200),
    "other resident": (403, 403, 403, 404), "other team": (404, 404, 404, 404), "no team": (404, 404, 404, 404),
    "other organisation": (403, 403, 403, 404), "administrator": (403, 403, 403, 404), "nobody": (302, 302, 302, 302),
}  # fmt: skip


def test_the_team_and_the_resident_open_it_and_nobody_else(
    tell: Callable[..., Opened], team: SimpleNamespace, readers: dict[str, Any]
) -> None:
    case = tell()
    Case.objects.filter(id=case.id).update(owner=team.carys)
    pages = [f"/cases/{case.id}/", f"/cases/{case.id}/do/note/", f"/cases/{case.id}/do/end/",
             f"/account/cases/{case.id}/"]  # fmt: skip
    got = {who: tuple(client.get(page).status_code for page in pages) for who, client in readers.items()}
    assert got == EXPECTED
    for who in ("other team", "other resident", "other organisation"):
        for path in ("/cases/", "/cases/team/", "/cases/closed/", "/account/cases/"):
            assert case.reference not in readers[who].get(path).content.decode(), (who, path)


def test_nobody_works_on_their_own_case(cast: SimpleNamespace, team: SimpleNamespace, client_for: Any) -> None:
    """Carys has a problem of her own: a colleague owns it, and to her it is a resident's."""
    problem = Problem(title="A bin", words="It is full.", person_id=cast.carys.account_id)
    case = open_case(actor=cast.carys.actor, problem=problem, now=clock.now())
    carys = client_for("carys")
    assert case.owner_account_id != cast.carys.account_id
    assert carys.get(f"/cases/{case.id}/").status_code == 404
    assert case.reference not in carys.get("/cases/team/").content.decode()
    assert carys.get(f"/account/cases/{case.id}/").status_code == 200


def test_who_speaks_for_somebody_sees_it_while_the_power_holds(
    cast: SimpleNamespace, team: SimpleNamespace, client_for: Any
) -> None:
    today = clock.today()
    power = Authority.objects.create(
        holder_id=cast.bilal.account_id, subject_id=cast.amara.account_id, kind="agreed", evidence={},
        person={"first_names": "Amara", "last_name": "Adeyemi", "date_of_birth": "1984-02-29"}, state="checked",
        starts_on=today, claimed_at=clock.now(), checked_at=clock.now(), checked_by_id=cast.carys.account_id,
    )  # fmt: skip
    problem = Problem(
        title="A bill", words="It is wrong.", person_id=cast.amara.account_id, authority_id=power.id, team_id=team.id
    )
    case = open_case(actor=cast.bilal.actor, problem=problem, now=clock.now())
    bilal, page = client_for("bilal"), f"/account/cases/{case.id}/"
    assert bilal.get(page).status_code == 200
    assert case.reference in bilal.get("/account/cases/").content.decode()
    Authority.objects.filter(id=power.id).update(state="ended", ended_at=clock.now())
    assert bilal.get(page).status_code == 404
    assert bilal.post(f"{page}do/solved/").status_code == 404
    assert case.reference not in bilal.get("/account/cases/").content.decode()
    assert client_for("amara").get(page).status_code == 200, "it is hers"


def test_an_organisation_reads_its_task_and_nothing_else(
    tell: Callable[..., Opened], cast: SimpleNamespace, team: SimpleNamespace, client_for: Any
) -> None:
    case, today = tell(words="A secret of the wall."), clock.today()
    Case.objects.filter(id=case.id).update(owner=team.carys)
    task = working.give_task(
        actor=cast.carys.actor, case_id=case.id, who="organisation", words="Change the name on the screen.",
        organisation_id=organisation_by_code("larkhill-surgery").id, due_on=today + timedelta(days=3),
        now=clock.now(), today=today,
    )  # fmt: skip
    dev, esi, page = client_for("dev"), client_for("esi"), f"/tasks/{task}/"
    assert esi.get(page).status_code == 404
    assert esi.post(page, {"state": "done", "words": "Done."}).status_code == 404
    shown = dev.get(page).content.decode()
    assert "Change the name on the screen." in shown
    assert "A secret of the wall." not in shown
    assert dev.post(page, {"state": "refused", "words": ""}).status_code == 422
    dev.post(page, {"state": "accepted", "words": "On Monday."})
    dev.post(page, {"state": "done", "words": "It is changed."})
    assert dev.post(page, {"state": "done", "words": "Again."}).status_code == 409
    assert "It is changed." in client_for("carys").get(f"/cases/{case.id}/").content.decode()


def test_teams_change_by_their_manager_or_the_administrator(
    tell: Callable[..., Opened], team: SimpleNamespace, readers: dict[str, Any]
) -> None:
    case, until = tell(), clock.today() + timedelta(days=5)
    Case.objects.filter(id=case.id).update(owner=team.carys)
    away = f"/teams/officers/{team.carys}/away/"
    day = {"until-day": until.day, "until-month": until.month, "until-year": until.year}
    assert readers["colleague"].post(away, day).status_code == 404, "not the colleague’s to say"
    assert readers["other organisation"].get("/teams/").status_code == 403
    words = readers["manager"].get(away).content.decode()
    assert "They own 1 open case. Colleagues take these now" in words
    readers["manager"].post(away, day)
    assert Case.objects.get(id=case.id).owner_id == team.olu
    readers["manager"].post(f"/teams/officers/{team.carys}/back/")
    readers["administrator"].post(f"/teams/officers/{team.olu}/leave/")
    assert Case.objects.get(id=case.id).owner_id == team.carys
    made = readers["administrator"].post(
        "/teams/new/", {"name": "Homes", "code": "homes", "service_types": ["libraries"]}
    )
    assert made.status_code == 302
    joined = readers["administrator"].post(f"{made.headers['Location']}join/", {"account": "", "rank": "officer"})
    assert joined.status_code == 422
    assert readers["manager"].get("/teams/new/").status_code == 403
