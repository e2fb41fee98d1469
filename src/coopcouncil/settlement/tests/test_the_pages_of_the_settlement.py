"""Ashmere's two editions as people read them, write to them and prepare them."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from coopcouncil.foundation import clock
from coopcouncil.settlement import demo, public
from coopcouncil.settlement.demo.load import FIRST, NEXT
from coopcouncil.settlement.models import Comment, Edition, Entry, Gap
from coopcouncil.settlement.queries import editions as queries

ClientFor = Callable[[str | None], Client]


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ashmere")]


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def test_the_demo_promises_something_of_every_type_that_is_provided_and_loads_once(cast: SimpleNamespace) -> None:
    demo.load()
    first = Edition.objects.get(code=FIRST)
    assert (first.state, Edition.objects.get(code=NEXT).state) == ("in_force", "consultation")
    assert queries.uncovered(first.entries.values_list("service_type", flat=True)) == []
    assert first.entries.count() > 80
    assert {gap.answered_at is None for gap in Gap.objects.all()} == {True, False}
    assert public.promised_clock("debt_advice").within == "5 working_days"  # what is only proposed is no promise


def test_anybody_reads_filters_and_takes_away_the_edition_in_force(client_for: ClientFor) -> None:
    nobody = client_for(None)
    page = text(nobody, "/settlement/")
    for words in (
        "The first settlement of Ashmere",
        "Article 4 of the constitution",
        "chief finance officer",
        "In force",
    ):
        assert words in page
    assert "Library service" in text(nobody, "/settlement/?kind=active")
    assert "Food bank" not in text(nobody, "/settlement/?kind=active")
    rows = list(csv.DictReader(io.StringIO(text(nobody, "/settlement/?format=csv"))))
    assert len(rows) == Entry.objects.filter(edition__code=FIRST).count()
    library = next(row for row in rows if row["code"] == "libraries")
    assert (library["clock"], library["yearly_cost_pence"]) == ("5 working_days", "240000000")
    assert json.loads(text(nobody, "/settlement/?format=json&kind=community"))[0]["kind"] == "community"
    with CaptureQueriesContext(connection) as few:
        nobody.get("/settlement/?kind=community")
    with CaptureQueriesContext(connection) as many:
        nobody.get("/settlement/")
    assert len(many) <= len(few)
    assert nobody.get("/settlement/promises/libraries/").headers["Location"] == (
        f"/settlement/editions/{FIRST}/libraries/"
    )
    assert text(nobody, "/settlement/promises/nothing-such/", 404)
    assert [hit.url for hit in public.search_hits("computers, study")] == ["/settlement/promises/libraries/"]
    assert "The first settlement of Ashmere" in text(nobody, "/agreed/")
    assert "The next settlement of Ashmere" in text(nobody, "/have-your-say/")


def test_the_history_of_a_promise_has_one_change_a_line(client_for: ClientFor) -> None:
    nobody, path = client_for(None), f"/settlement/editions/{NEXT}/debt-advice/history/"
    rows = list(csv.DictReader(io.StringIO(text(nobody, f"{path}?format=csv&number=2"))))
    changed = {row["what"]: (row["before"], row["after"]) for row in rows if row["number"] == "2"}
    assert changed["How soon"] == ("5 working days", "3 working days")
    assert changed["How often we keep to it"] == ("85 times in a hundred", "90 times in a hundred")
    assert set(changed) == {"How soon", "How often we keep to it", "Why it is so"}
    page = text(nobody, f"{path}?what=How+soon")
    assert "5 working days" in page
    assert "85 times in a hundred" not in page  # one part of it alone


def test_a_promise_says_all_of_it_and_prints_on_one_tagged_page(client_for: ClientFor) -> None:
    nobody = client_for(None)
    page = text(nobody, f"/settlement/editions/{NEXT}/libraries/")
    for words in (
        "Public Libraries and Museums Act 1964", "£2,150,000", "5 working days", "metres further than elsewhere",
        "A mobile library stops there", "We counted again", "Say what you think",
    ):  # fmt: skip
        assert words in page, words
    objected = text(nobody, f"/settlement/editions/{NEXT}/garden-waste/")
    assert "412 people who signed a petition" in objected
    assert "Few people come in the evenings" in text(nobody, f"/settlement/editions/{NEXT}/libraries/history/")
    for code in Entry.objects.filter(edition__code=FIRST).values_list("code", flat=True)[:3]:
        assert nobody.get(f"/settlement/editions/{FIRST}/{code}/leaflet/").content.startswith(b"%PDF-")
    leaflet = nobody.get(f"/settlement/editions/{FIRST}/libraries/leaflet/").content
    assert b"/MarkInfo" in leaflet
    assert b"/StructTreeRoot" in leaflet
    # However long the texts are: what does not fit stands at the address that the leaflet prints.
    long = "Words that go on and on, and say little. " * 90
    texts = ("provides", "you_do", "safeguards", "statutory_basis", "statutory_minimum")
    short = ("for_whom", "standard", "threshold", "measured_by")
    full = {**dict.fromkeys(texts, long), **dict.fromkeys(short, long[:300])}
    Entry.objects.filter(edition__code=NEXT, code="libraries").update(**full)
    printed = PdfReader(io.BytesIO(nobody.get(f"/settlement/editions/{NEXT}/libraries/leaflet/").content))
    assert len(printed.pages) == 1
    assert "/settlement/promises/libraries/" in printed.pages[0].extract_text()


def test_two_editions_are_compared_in_words(client_for: ClientFor) -> None:
    page = text(client_for(None), f"/settlement/compare/?old={FIRST}&new={NEXT}")
    for words in (
        "You hear from us sooner: within 3 working days, not 5 working days.",
        "Public services withdraw from this. It is for the community to run, with support.",
        "Less is spent on it each year: £2,150,000.00, not £2,400,000.00.",
        "We mean to keep to it more often: 90 times in a hundred, not 85 times in a hundred.",
        "Debts grow by the week",
    ):
        assert words in page, words
    backwards = text(client_for(None), f"/settlement/compare/?old={NEXT}&new={FIRST}")
    assert "You wait longer to hear from us: up to 5 working days, not 3 working days." in backwards


def test_what_am_i_promised_here_follows_a_life(client_for: ClientFor) -> None:
    nobody = client_for(None)
    assert "Tell us as much as you like" in text(nobody, "/settlement/here/")
    grown = text(nobody, "/settlement/here/?postcode=&age=40&title=Carer")
    assert "Carers’ centre" not in grown.split("<table")[-1]
    page = nobody.get("/settlement/here/?postcode=XX99 9XX")
    assert page.status_code == 422
    rows = {
        row["title"]: row["fits"] for row in json.loads(text(nobody, "/settlement/here/?age=70&carer=on&format=json"))
    }
    assert any("arer" in title and fits == "fits" for title, fits in rows.items())
    assert not any("Jobcentre" in title for title, fits in rows.items() if fits == "fits")


def test_a_comment_waits_until_somebody_has_looked_and_is_answered_on_the_page(client_for: ClientFor) -> None:
    nobody, grace = client_for(None), client_for("grace")
    path = f"/settlement/editions/{NEXT}/planning/"
    assert nobody.post(path, {"words": ""}).status_code == 422
    assert nobody.post(path, {"words": "Build <b>nothing</b> high."}).status_code == 302
    assert "Build" not in text(nobody, path)
    made = Comment.objects.get(entry__code="planning")
    desk = f"/settlement/desk/comments/{made.id}/"
    assert client_for("amara").get(desk).status_code == 403
    assert "Build" in text(grace, desk)
    assert grace.post(desk, {"act": "show"}).status_code == 302
    assert "Build &lt;b&gt;nothing&lt;/b&gt; high." in text(nobody, path)
    grace.post(desk, {"act": "answer", "words": "The plan sets heights.", "changed_it": "on"})
    assert "The plan sets heights." in text(nobody, path)
    assert grace.post(desk, {"act": "hide", "reason": ""}).status_code == 422
    grace.post(desk, {"act": "hide", "reason": "It named somebody."})
    assert "Build" not in text(nobody, path)
    assert made.reference in text(grace, f"/settlement/desk/{NEXT}/comments/")
    # An edition in force takes none.
    assert nobody.post(f"/settlement/editions/{FIRST}/planning/", {"words": "Now?"}).status_code == 409


def test_the_form_of_a_promise_loses_nobodys_work(client_for: ClientFor) -> None:
    grace = client_for("grace")
    path = f"/settlement/desk/{NEXT}/promises/planning/"
    row = Entry.objects.get(edition__code=NEXT, code="planning")
    sent = {
        "version": row.version, "title": row.title, "kind": row.kind, "for_whom": row.for_whom,
        "audiences": row.audiences, "provides": row.provides, "standard": row.standard, "threshold": row.threshold,
        "clock": row.clock, "target": row.target or "", "measured_by": row.measured_by, "you_do": row.you_do,
        "accountable": str(row.accountable_id), "delivery_model": row.delivery_model, "safeguards": row.safeguards,
        "statutory_duty": "on" if row.statutory_duty else "", "statutory_basis": row.statutory_basis,
        "statutory_minimum": row.statutory_minimum, "minimum_met": "on" if row.minimum_met else "",
        "minimum_how": row.minimum_how, "funding_line": row.funding_line,
        "yearly_cost": f"{row.yearly_cost_pence / 100:.2f}", "outcome": row.outcome, "evidence": row.evidence,
        "reasons": row.reasons, "feedback_changed": row.feedback_changed,
    }  # fmt: skip
    Entry.objects.filter(id=row.id).update(equality_on=clock.today())
    opened = text(grace, path)
    assert "As everybody sees it" in opened
    assert re.search(rf'name="equality_on-year"[^>]*value="{clock.today().year}"', opened)  # nothing is lost unseen
    assert grace.post(path, {**sent, "provides": "Decisions, in the open."}).status_code == 302
    assert grace.post(path, {**sent, "you_do": "Draw a plan."}).status_code == 302
    both = grace.post(path, {**sent, "provides": "Says what may be built here."})
    assert both.status_code == 409
    page = both.content.decode()
    for words in ("What stands now", "Decisions, in the open.", "What you wrote", "Says what may be built here."):
        assert words in page
    row.refresh_from_db()
    assert (row.provides, row.you_do) == ("Decisions, in the open.", "Draw a plan.")
    wrong = grace.post(path, {**sent, "version": row.version, "clock": "soon"})
    assert wrong.status_code == 422
    assert "10 working_days" in wrong.content.decode()
    assert client_for("bilal").get(path).status_code == 403


def test_the_desk_names_what_is_missing_and_bringing_it_into_force_is_refused(client_for: ClientFor) -> None:
    grace = client_for("grace")
    page = text(grace, f"/settlement/desk/{NEXT}/")
    for words in (
        "A gap of “Debt advice” has no published answer",
        "The equality record of “Library service” (section 149) is missing.",
        "The comments of the monitoring officer are missing.", "Comments that nobody has looked at yet: 2.",
    ):  # fmt: skip
        assert words in page, words
    refused = grace.post(f"/settlement/desk/{NEXT}/steps/force/")
    assert refused.status_code == 409
    assert "A gap of “Debt advice” has no published answer" in refused.content.decode()
    gap = Gap.objects.get(answered_at=None)
    soon = clock.today() + timedelta(days=30)
    when = {"by_when-day": soon.day, "by_when-month": soon.month, "by_when-year": soon.year}
    assert grace.post(f"/settlement/desk/gaps/{gap.id}/", {"what": "Two more advisers.", **when}).status_code == 422
    grace.post(f"/settlement/desk/gaps/{gap.id}/", {"what": "Two more advisers.", "by_whom": "Head of advice", **when})
    assert "A gap of “Debt advice”" not in text(grace, f"/settlement/desk/{NEXT}/")
    assert "Two more advisers." in text(client_for(None), f"/settlement/editions/{NEXT}/debt-advice/")
    assert "to answer" in text(grace, "/desk/")
