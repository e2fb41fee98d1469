"""Every decision carries the right to have it looked at again and its last day, by the law of its own day."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from coopcouncil.casework.actions import deciding, opening
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import CaseDecision
from coopcouncil.casework.tests.complaining import Desk, at, desk_of
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed

pytestmark = pytest.mark.django_db
DAY = date(2028, 2, 8)


@pytest.fixture
def desk(cast: SimpleNamespace) -> Desk:
    return desk_of(cast)


def decide(actor: Actor, case_id: Any, **changes: Any) -> CaseDecision:
    given = {
        "service_type": "housing_options", "outcome": "refused", "reasons": "You have a home until May.",
        "reviewed": False, **changes,
    }  # fmt: skip
    made = deciding.decide(actor=actor, case_id=case_id, now=at(DAY), today=DAY, **given)
    return CaseDecision.objects.get(id=made)


def test_a_homelessness_decision_its_review_and_the_court_after_it(cast: SimpleNamespace, desk: Desk) -> None:
    case = opening.open_own(actor=cast.amara.actor, problem=Problem("A home", "No home."), now=at(DAY), today=DAY).id
    first = decide(desk.carys, case)
    assert (first.appeal["code"], first.appeal_by) == ("homelessness_review", date(2028, 2, 28))
    assert "section" in first.appeal["source"]
    with pytest.raises(Conflict, match="somebody else decides"):
        decide(desk.carys, case, reviewed=True)
    again = decide(desk.grace, case, reviewed=True)
    assert (again.appeal["code"], again.appeal_by) == ("homelessness_county_court", date(2028, 2, 29))
    for refused, error in (
        ({"reasons": " "}, BadInput),
        ({"outcome": "maybe"}, BadInput),
        ({"service_type": "magic"}, BadInput),
    ):
        with pytest.raises(error):
            decide(desk.carys, case, **refused)
    with pytest.raises(NotAllowed):
        decide(cast.amara.actor, case)


def test_the_person_reads_it_on_a_page_and_in_a_letter_and_nobody_else_does(
    cast: SimpleNamespace, desk: Desk, client_for: Any
) -> None:
    case = opening.open_own(actor=cast.amara.actor, problem=Problem("A home", "No home."), now=at(DAY), today=DAY).id
    amara, carys = client_for("amara"), client_for("carys")
    sent = carys.post(
        f"/cases/{case}/decide/", {"service_type": "housing_options", "outcome": "refused", "reasons": "You have one."}
    )
    assert sent.status_code == 302
    held = CaseDecision.objects.get()
    page = amara.get(f"/account/cases/{case}/decisions/{held.id}/").content.decode()
    assert "You have one." in page
    assert "Ask the council to review its decision about homelessness" in page
    assert "The last day for this is" in page
    for reader, address in ((amara, "account/cases"), (carys, "cases")):
        letter = reader.get(f"/{address}/{case}/decisions/{held.id}/{'letter/' if reader is amara else ''}")
        assert letter["Content-Type"] == "application/pdf"
        assert letter.content.startswith(b"%PDF")
    assert client_for("bilal").get(f"/account/cases/{case}/decisions/{held.id}/").status_code == 404
    assert client_for("dev").get(f"/cases/{case}/decisions/{held.id}/").status_code == 404
