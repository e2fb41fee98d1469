"""A member's own page: what they are promised by what they told, what they gave and may claim; for them alone."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.casework.actions import opening
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Report
from coopcouncil.casework.tests.conftest import a_team, join
from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AccessEntry, AuditRow
from coopcouncil.frontdoor.domain.standing import Told, told
from coopcouncil.people import actions as people
from coopcouncil.settlement import actions as settling
from coopcouncil.settlement import demo as settlement
from coopcouncil.settlement.demo.load import NEXT
from coopcouncil.settlement.models import Comment
from coopcouncil.sharing.models import RecordedFact

ClientFor = Callable[[str | None], Client]
PAGE = "/account/member/"
TODAY = date(2026, 11, 27)


def child(born: str) -> dict[str, str]:
    return {"first_names": "Noor", "last_name": "H", "date_of_birth": born}


@pytest.mark.parametrize(
    ("known", "at_home", "found"),
    [
        ({}, False, Told()),
        ({"date_of_birth": ["1990-11-28"]}, False, Told(age=35)),
        ({"children_dates_of_birth": [child("2008-11-28")]}, False, Told(children=True)),
        (
            {"children_dates_of_birth": [child("2008-11-27")]},
            False,
            Told(),
        ),  # grown up today: of others we know nothing
        ({}, True, Told(children=True)),
        ({"care_hours": ["under_20"], "landlord": ["Tidewell Homes"]}, False, Told(carer=True, tenant=True)),
        ({"address": [{"line_1": "1 Road", "postcode": "AM1 1AA"}]}, False, Told(postcode="AM1 1AA")),
        ({"address": ["somewhere"], "date_of_birth": ["soon"]}, False, Told()),
    ],
)
def test_what_is_not_told_is_not_guessed(known: dict[str, list[Any]], at_home: bool, found: Told) -> None:
    assert told(known, child_at_home=at_home, today=TODAY) == found


@pytest.fixture
def borough(loaded_directory: None, cast: SimpleNamespace) -> None:
    """Ashmere with its settlement, without what its demo says in Amara’s name, and Carys to own whatever comes."""
    settlement.load()
    Comment.objects.update(account=None)
    join(a_team("first-team", takes_the_rest=True), cast.carys.account_id)


def knows(account_id: Any, **values: Any) -> None:
    for code, value in values.items():
        RecordedFact.objects.create(
            account_id=account_id, code=code, value=value, source="corrected", recorded_at=clock.now()
        )


def text(client: Client, path: str = PAGE, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def rows(client: Client, asked: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(client, f"{PAGE}?{asked}"))))


def comment(cast: SimpleNamespace, code: str, words: str) -> Comment:
    reference = settling.make_comment(
        actor=cast.amara.actor, edition=NEXT, code=code, words=words, now=clock.now(), today=clock.today()
    )
    return Comment.objects.get(reference=reference)


pytestmark = pytest.mark.django_db


def test_promises_follow_what_was_told_and_say_where_it_is_not_known(
    borough: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    amara, bilal = client_for("amara"), client_for("bilal")
    knows(cast.amara.account_id, date_of_birth="1950-03-01", care_hours="35_or_more")
    hers = {row["title"]: row["surely"] for row in rows(amara, "format=csv")}
    his = {row["title"]: row["surely"] for row in rows(bilal, "format=csv")}
    assert hers["Carer's assessment"] == "true"
    assert his["Carer's assessment"] == "false", "he has not told us whether he cares for somebody"
    assert set(hers.values()) == {"true", "false"}
    assert list(hers.values()) == sorted(hers.values(), reverse=True), "what is surely for her comes first"
    page = text(amara)
    assert "/account/known/" in page
    assert str(clock.today().year - 1950 - (clock.today() < date(clock.today().year, 3, 1))) in page
    assert "You have not told us" in text(bilal)
    assert 'href="/life-events/"' in text(bilal)
    assert "/account/household/" in text(bilal)
    assert "For you, if it fits" in text(bilal)
    assert PAGE in text(amara, "/account/")
    assert PAGE in text(amara, "/account/membership/")
    assert PAGE in text(client_for(None), "/settlement/here/")


def test_what_somebody_gave_stands_there_with_what_came_of_it_the_newest_first(
    borough: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    amara = client_for("amara")
    assert "Nothing yet." in text(amara)
    problem = Problem("No heating", "It is 12 degrees in the children’s room.", service_type="housing_options")
    opening.open_own(actor=cast.amara.actor, problem=problem, now=clock.now() - timedelta(days=3), today=clock.today())
    said = comment(cast, "libraries", "My daughter Noor reads there.")
    settling.show_comment(actor=cast.grace.actor, comment_id=said.id, now=clock.now())
    settling.answer_comment(
        actor=cast.grace.actor, comment_id=said.id, words="We keep it open.", changed_it=True, now=clock.now()
    )
    hidden = comment(cast, "planning", "Mr Wren is a thief.")
    settling.hide_comment(actor=cast.grace.actor, comment_id=hidden.id, reason="It names somebody.", now=clock.now())
    Report.objects.create(
        reference="ABC-DEF-GHJ", category="other", longitude=0.1, latitude=51.9, cell=1, channel="web",
        account_id=cast.amara.account_id, reported_at=clock.now() - timedelta(days=9), changed_at=clock.now(),
        expected_at=clock.now(),
    )  # fmt: skip
    page = text(amara)
    for words in (
        "No heating", "It changed the promise. Our answer: We keep it open.", "It is not shown: It names somebody.",
        "Still open", "You said what you think of a promise: 2", "/reports/ABC-DEF-GHJ/",
    ):  # fmt: skip
        assert words in page, words
    for words in ("Noor reads", "thief", "12 degrees"):
        assert words not in page, "its words stay where they were said"
    moments = [row["at"] for row in rows(amara, "t-format=csv")]
    assert len(moments) == 4
    assert moments == sorted(moments, reverse=True)


def test_nobody_sees_what_another_gave_or_is_promised(
    borough: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    comment(cast, "libraries", "My daughter reads there.")
    knows(cast.amara.account_id, date_of_birth="1950-03-01")
    assert "Library service" in text(client_for("amara")).split('id="given"')[1]
    for name in ("bilal", "carys", "grace", "jo"):
        assert "Nothing yet." in text(client_for(name)).split('id="given"')[1]
    away = client_for(None).get(PAGE)
    assert (away.status_code, away.headers["Location"].startswith("/sign-in/")) == (302, True)


def test_reading_it_is_noted_as_a_reading_of_ones_own_data(
    borough: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    text(client_for("amara"))
    noted = AuditRow.objects.get(verb="frontdoor.standing_read")
    assert (noted.actor_id, noted.object_id) == (cast.amara.account_id, cast.amara.account_id)
    assert not AccessEntry.objects.filter(about=cast.amara.account_id).exists(), "nobody else looked"


def test_what_may_be_claimed_is_looked_for_only_where_somebody_agreed(
    borough: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    amara = client_for("amara")
    knows(cast.amara.account_id, care_hours="35_or_more")
    assert "Carer’s Allowance" not in text(amara)
    assert "Say yes or no" in text(amara)
    people.allow_suggestions(actor=cast.amara.actor, allowed=True, now=clock.now())
    page = text(amara)
    assert "Carer’s Allowance" in page
    assert "/life-events/becoming-a-carer/" in page


def test_it_asks_no_more_of_the_database_where_there_is_more_to_show(
    borough: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    amara = client_for("amara")
    knows(cast.amara.account_id, date_of_birth="1950-03-01")
    comment(cast, "libraries", "Once.")
    text(amara)
    with CaptureQueriesContext(connection) as few:
        text(amara)
    for code in ("planning", "licensing", "debt-advice", "garden-waste"):
        comment(cast, code, "Again.")
    for code in ("care_hours", "landlord"):
        knows(cast.amara.account_id, **{code: "35_or_more"})
    problem = Problem("No heating", "It is cold.", service_type="housing_options")
    opening.open_own(actor=cast.amara.actor, problem=problem, now=clock.now(), today=clock.today())
    with CaptureQueriesContext(connection) as many:
        text(amara)
    assert len(many) <= len(few) <= 30


def test_before_anything_is_promised_the_page_still_answers(
    loaded_directory: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    page = text(client_for("bilal"))
    assert "No edition of the settlement is in force yet" in page
    assert "Nothing yet." in page
