"""A promise about one service: chosen on the desk, under an address and a duty of its own."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from coopcouncil.directory.models import Service
from coopcouncil.foundation import clock
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.settlement.models import Edition, Entry
from coopcouncil.settlement.queries import editions
from coopcouncil.settlement.tests import making

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def centres(loaded_directory: None) -> list[Any]:
    """Open services of one type, of which there are several."""
    found = list(Service.objects.filter(service_type="early_education").exclude(status="closed").order_by("code"))
    assert len(found) > 1
    return found


def test_it_is_chosen_on_the_desk_and_its_address_is_its_own(
    cast: SimpleNamespace, centres: list[Any], client_for: ClientFor
) -> None:
    making.edition(cast.grace.actor, planning={})
    grace, first = client_for("grace"), centres[0]
    page = grace.get("/settlement/desk/first/add/").content.decode()
    assert "All of them" in page
    assert f'value="{first.code}"' in page
    sent = {
        name: value for name, value in making.promise(title="One centre").items() if not name.startswith("equality_")
    }
    sent |= {"service_type": "early_education", "service": first.code, "audiences": [], "yearly_cost_pence": ""}
    wrong = grace.post("/settlement/desk/first/add/", sent | {"service_type": "planning"})
    assert wrong.status_code == 422
    assert "That service is of another type" in wrong.content.decode()
    assert "Bring books back." in wrong.content.decode()  # what was typed is kept
    answer = grace.post("/settlement/desk/first/add/", sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    row = Entry.objects.get(service=first)
    assert row.code.startswith("early-education-")
    assert row.code in answer["Location"]
    again = grace.post("/settlement/desk/first/add/", sent)
    assert again.status_code == 409
    assert "There is a promise about this service already" in again.content.decode()
    Edition.objects.filter(code="first").update(state="consultation")
    told = client_for(None).get(f"/settlement/editions/first/{row.code}/").content.decode()
    assert f'href="/services/{first.code}/"' in told
    assert "we cannot say it of this one alone" in told


def test_a_type_is_covered_by_its_own_promise_or_by_one_of_each_of_its_services(
    cast: SimpleNamespace, centres: list[Any]
) -> None:
    kinds = [code for code in editions.provided_types() if code != "early_education"]
    assert len(editions.uncovered([*kinds, "early_education"])) == 0
    assert len(editions.uncovered(kinds, [centres[0].id])) == 1
    assert editions.uncovered(kinds, [one.id for one in centres]) == []
    making.edition(cast.grace.actor, **{"one-centre": {"service_type": "early_education", "service_id": centres[0].id}})
    held = editions.dossier(editions.edition("first", drafts=True), clock.today())
    assert any("education" in name.lower() or "nursery" in name.lower() for name in held.uncovered)


def test_the_duty_is_that_of_the_service_and_no_service_has_two_promises(
    cast: SimpleNamespace, centres: list[Any]
) -> None:
    with pytest.raises(BadInput, match="of another type"):
        making.edition(cast.grace.actor, "wrong", one={"service_type": "planning", "service_id": centres[0].id})
    mine = {"service_type": "early_education", "service_id": centres[0].id}
    with pytest.raises(Conflict, match="already"):
        making.edition(cast.grace.actor, "twice", one=dict(mine), two=dict(mine))
    duties = editions.duties_held(["early_education"]).get("early_education", set())
    making.edition(cast.grace.actor, "duty", **{
        f"one-{at}": {"service_type": "early_education", "service_id": one.id, "statutory_duty": False}
        for at, one in enumerate(centres)
    })  # fmt: skip
    made = dict(Entry.objects.filter(edition__code="duty").values_list("service_id", "statutory_duty"))
    assert made == {one.id: one.id in duties for one in centres}
