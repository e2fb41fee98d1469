"""Appraisals on pages: read, checked, tried by anybody; published and withdrawn by those who may."""

import csv
import io
import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from coopcouncil.foundation.models import AuditRow
from coopcouncil.reviews import demo
from coopcouncil.reviews.formats.shipped import example, shipped
from coopcouncil.reviews.models import Appraisal, UnitCost
from coopcouncil.reviews.public import search_hits

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
FAMILY, PAPER = demo.reference_of("family-support"), demo.reference_of("white-paper")


def test_anybody_reads_finds_checks_and_takes_away_what_was_published(
    reviews: SimpleNamespace, client_for: ClientFor
) -> None:
    demo.load()  # a second load changes nothing
    assert Appraisal.objects.count() == 3
    nobody = client_for(None)
    page = nobody.get("/appraisals/").content.decode()
    assert page.count("Ashmere Council") >= 3
    text = nobody.get(f"/appraisals/{FAMILY}/").content.decode()
    for words in ("Who pays, and who saves", "Switching values", 'class="app-chart__bar', "5% are below", "<svg"):
        assert words in text
    steps = nobody.get(f"/appraisals/{FAMILY}/sums/").content.decode()
    assert "840,000 × (1 + 0.05) = 882,000 in each year from 0 to 10." in steps
    files = {
        name: nobody.get(f"/appraisals/{FAMILY}/{name}")
        for name in ("case.toml", "ranges.toml", "result.json", "years.csv")
    }
    assert files["case.toml"].content.decode() == shipped("family-support.toml")
    assert files["ranges.toml"].content.decode() == example()["ranges_text"]
    result = json.loads(files["result.json"].content)
    held = Appraisal.objects.get(reference=FAMILY)
    assert (result["present_value"]["net_pence"], result["sharing"]["pool_pence"]) == (held.net_pence, held.pool_pence)
    assert result["monte_carlo"]["central"]["net_pence"] == held.net_pence
    years = list(csv.DictReader(io.StringIO(files["years.csv"].content.decode())))
    assert sum(int(year["shared_pence"]) for year in years) == held.pool_pence > 0
    assert [nobody.get(f"/appraisals/{path}").status_code for path in (f"{FAMILY}/other.txt", "AAA-AAA-AAA/",
                                                                      f"{PAPER}/ranges.toml")] == [404] * 3  # fmt: skip
    assert [hit.url for hit in search_hits("white paper")] == [f"/appraisals/{PAPER}/"]
    assert search_hits("\x00 ") == []


def test_the_papers_example_says_where_the_paper_rounded(reviews: SimpleNamespace, client_for: ClientFor) -> None:
    page = client_for(None).get(f"/appraisals/{PAPER}/").content.decode()
    assert "It prints £250m for central government and £108m for the place." in page
    assert "£250,600,000.00" in page
    assert "£107,400,000.00" in page


def test_anybody_tries_a_case_and_nothing_is_kept(client_for: ClientFor) -> None:
    nobody = client_for(None)
    assert "Family support" in nobody.get("/appraisals/try/?example=yes").content.decode()
    page = nobody.post("/appraisals/try/", example())
    assert (page.status_code, Appraisal.objects.count()) == (200, 0)
    assert "Nothing of it is kept" in page.content.decode()
    assert "1 + 0.05" in page.content.decode()  # the steps of the sums are there
    assert 'name="summary"' not in page.content.decode()
    assert json.loads(nobody.post("/appraisals/try/", {**example(), "as": "json"}).content)["title"].startswith(
        "Family"
    )
    assert nobody.post("/appraisals/try/", {**example(), "as": "csv"}).content.startswith(b"t,costs_pence")
    again = nobody.post("/appraisals/try/", {**example(), "as": "form"})
    assert "Family support" in again.content.decode()
    file = io.BytesIO(shipped("hospital-home.toml").encode())
    file.name = "case.toml"
    assert "Home from hospital" in nobody.post("/appraisals/try/", {"case_file": file}).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"case_text": ""}, "Choose a file, or paste a case"),
        ({"case_text": example()["case_text"].replace('"840000"', "840000.5")}, "is a floating number"),
        ({"ranges_text": '[[range]]\nof = "cost.9.amount"\nshape = "pert"\nlow = 0\nhigh = 1'}, "ranges.toml:2:"),
        (
            {"case_text": example()["case_text"] + 60 * shipped("white-paper.toml").partition("[sharing]")[2][90:]},
            "case.toml",
        ),
        (
            {"case_text": example()["case_text"].replace('"0.02"', f'"1/{10**200 + 7}"')},
            "takes too long to work out on a page",
        ),
    ],
)
def test_a_mistake_is_shown_beside_what_was_typed_with_its_line(
    client_for: ClientFor, changes: dict, said: str
) -> None:
    page = client_for(None).post("/appraisals/try/", {**example(), **changes})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_commissioner_publishes_and_withdraws_for_her_own_organisation_and_nobody_else_does(
    reviews: SimpleNamespace, client_for: ClientFor
) -> None:
    grace = client_for("grace")
    form = grace.post("/appraisals/try/", example()).content.decode()
    assert 'name="summary"' in form
    council = Appraisal.objects.get(reference=FAMILY).organisation_id
    given = {**example(), "organisation": str(council), "summary": "For a test."}
    assert client_for("dev").post("/appraisals/publish/", given).status_code == 403
    assert grace.post("/appraisals/publish/", {**given, "summary": ""}).status_code == 422
    assert grace.post("/appraisals/publish/", {**given, "case_text": "x"}).status_code == 422
    answer = grace.post("/appraisals/publish/", given)
    made = Appraisal.objects.get(summary="For a test.")
    assert answer["Location"] == f"/appraisals/{made.reference}/"
    assert AuditRow.objects.filter(verb="reviews.appraisal_published", object_id=made.id).count() == 1
    assert "Withdraw this appraisal" in grace.get(answer["Location"]).content.decode()
    withdraw = f"/appraisals/{made.reference}/withdraw/"
    assert grace.get(withdraw).status_code == 200
    assert grace.post(withdraw, {"reason": ""}).status_code == 422
    assert client_for("dev").post(withdraw, {"reason": "No."}).status_code == 403
    assert grace.post(withdraw, {"reason": "The amounts were of another year."}).status_code == 302
    assert "The amounts were of another year." in client_for(None).get(answer["Location"]).content.decode()
    assert "withdrawn already" in grace.post(withdraw, {"reason": "Again."}).content.decode()
    assert AuditRow.objects.filter(verb="reviews.appraisal_withdrawn", object_id=made.id).count() == 1


def test_unit_costs_are_listed_filtered_sorted_by_what_they_are_today_and_explained(
    reviews: SimpleNamespace, client_for: ClientFor
) -> None:
    nobody = client_for(None)
    rows = json.loads(b"".join(nobody.get("/unit-costs/?format=json&sort=-lifted_pence").streaming_content))
    assert len(rows) == 8
    assert [row["lifted_pence"] for row in rows] == sorted((row["lifted_pence"] for row in rows), reverse=True)
    assert len(json.loads(b"".join(nobody.get("/unit-costs/?format=json&quality=R").streaming_content))) == 1
    assert "A complaint about damp" in nobody.get("/unit-costs/?name=damp&price_year=2016").content.decode()
    night = UnitCost.objects.get(code="AM2.0")
    page = nobody.get(f"/unit-costs/{night.slug}/").content.decode()
    assert "£350.00 × 100 / 90.5005 = £386.74, rounded to the penny." in page
    assert "In prices of 2024" in page
    assert nobody.get("/unit-costs/none/").status_code == 404
