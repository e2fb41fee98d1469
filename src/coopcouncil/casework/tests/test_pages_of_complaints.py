"""Complaining and answering through the pages: forms, one-click ways on, letters, lists."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from coopcouncil.casework.models import Complaint
from coopcouncil.casework.tests.complaining import Desk, desk_of
from coopcouncil.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: SimpleNamespace) -> Desk:
    return desk_of(cast)


def on(name: str) -> dict[str, int]:
    day = clock.today()
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def act(client: Any, made: Complaint, verb: str, **given: Any) -> int:
    return client.post(f"/cases/complaints/{made.id}/{verb}/", given).status_code


def text(client: Any, address: str) -> str:
    return client.get(address).content.decode()


def test_from_the_form_to_the_ombudsman(cast: SimpleNamespace, desk: Desk, client_for: Any) -> None:
    amara, carys, grace = (client_for(name) for name in ("amara", "carys", "grace"))
    assert "Housing Ombudsman" in text(client_for(None), "/complaints/")
    nothing = amara.post("/account/complaints/new/", {"scheme": "corporate"})
    assert (nothing.status_code, "Say what went wrong" in nothing.content.decode()) == (422, True)
    sent = amara.post(
        "/account/complaints/new/",
        {"scheme": "corporate", "words": "Nobody came.", "advocate_name": "Ms Example", **on("known_on")},
    )
    made = Complaint.objects.get()
    mine = f"/account/complaints/{made.id}/"
    assert sent.headers["Location"] == mine
    page = text(amara, mine)
    assert "Carys Morgan" in page
    assert "Ms Example" in page
    assert amara.get(f"/account/cases/{made.case_id}/").headers["Location"] == mine
    assert "Take more time" not in text(carys, f"/cases/complaints/{made.id}/")
    assert act(carys, made, "answer", outcome="upheld", answer="Yes.") == 422, "not before it is acknowledged"
    assert act(carys, made, "acknowledge", understood="Nobody came.") == 302
    assert act(carys, made, "more-time", count=99, reason="Much.") == 422
    assert act(carys, made, "more-time", count=3, reason="Much.") == 302
    assert "0300 061 0614" in text(amara, mine)
    assert act(carys, made, "answer", outcome="upheld", answer="Yes.") == 422, "and how is it made good?"
    good = {"remedies": ["payment"], "remedy": "We pay.", "payment": "12.50", **on("remedy_by")}
    assert act(carys, made, "answer", outcome="partly", answer="In part.", **good) == 302
    page = text(amara, mine)
    assert "Partly upheld" in page
    assert "£12.50" in page
    assert "No: go on to the next stage" in page
    assert amara.post(mine, {"do": "next", "words": ""}).status_code == 302
    assert amara.post(mine, {"do": "next", "words": ""}).status_code == 409, "pressed twice"
    assert "Somebody else decides this stage" in text(carys, f"/cases/complaints/{made.id}/")
    assert act(grace, made, "acknowledge", understood="Nobody came, again.") == 302
    assert act(grace, made, "answer", outcome="not_upheld", answer="It was right.") == 302
    page = text(amara, mine)
    assert "You can ask the Local Government and Social Care Ombudsman" in page
    assert "No: go on" not in page
    for number in (1, 2):
        letter = amara.get(f"{mine}letters/{number}/")
        assert letter["Content-Type"] == "application/pdf"
        assert letter.content.startswith(b"%PDF")
    assert amara.get(f"{mine}letters/3/").status_code == 404
    assert act(carys, made, "made-good", words="Paid.", number=1) == 302
    assert act(carys, made, "learn", learned="We look at the list each day.") == 302
    assert act(grace, made, "ombudsman", reference="1", **on("asked_on")) == 302
    assert act(grace, made, "ombudsman-decided", outcome="fault", words="Pay more.", **on("decided_on")) == 302
    assert "The ombudsman found fault" in text(amara, mine)
    assert act(grace, made, "no-such-verb") == 404


def test_who_is_not_theirs_finds_nothing(cast: SimpleNamespace, desk: Desk, client_for: Any) -> None:
    client_for("amara").post(
        "/account/complaints/new/", {"scheme": "adults", "words": "Nobody came.", **on("known_on")}
    )  # fmt: skip
    made = Complaint.objects.get()
    for name in ("bilal", "dev", "femi"):
        assert client_for(name).get(f"/account/complaints/{made.id}/").status_code == 404
    assert client_for("dev").get(f"/cases/complaints/{made.id}/").status_code == 404
    assert client_for("femi").get(f"/cases/complaints/{made.id}/").status_code == 403


def test_lists_filter_sort_and_download_in_the_same_number_of_queries(
    cast: SimpleNamespace, desk: Desk, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    amara, carys = client_for("amara"), client_for("carys")
    for scheme in ("corporate", "housing", "adults", "children"):
        amara.post("/account/complaints/new/", {"scheme": scheme, "words": "Nobody came.", **on("known_on")})
    with django_assert_max_num_queries(30):
        page = text(carys, "/cases/complaints/?sort=-due")
    assert page.count("/cases/complaints/") > 4
    listed = carys.get("/cases/complaints/?format=csv&scheme=housing").getvalue().decode()
    assert listed.count("\n") == 2
    assert "Nobody came" not in listed
    assert len(json.loads(amara.get("/account/complaints/?format=json").getvalue())) == 4


def test_an_officer_takes_down_what_came_by_phone(cast: SimpleNamespace, desk: Desk, client_for: Any) -> None:
    carys = client_for("carys")
    given = {
        "scheme": "health",
        "words": "The ward was cold.",
        "channel": "phone",
        **on("known_on"),
        **on("received_on"),
    }
    assert carys.post("/cases/complaints/new/", given).status_code == 422, "who is it?"
    unknown = carys.post("/cases/complaints/new/", {**given, "who": "nobody@example.org"})
    assert (unknown.status_code, "We know nobody by that" in unknown.content.decode()) == (422, True)
    assert carys.post("/cases/complaints/new/", {**given, "who": "bilal@ashmere.example"}).status_code == 302
    assert Complaint.objects.get().case.person_id == cast.bilal.account_id
    assert carys.post("/cases/complaints/new/", {**given, "name": "Sam Poe"}).status_code == 302
    made = Complaint.objects.get(case__person_id=None)
    assert "Sam Poe" in text(carys, f"/cases/complaints/{made.id}/")
