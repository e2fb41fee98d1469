"""How often a person gives their facts: once here, or to each service by itself."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.test import Client

from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.cli import group
from coopcouncil.frontdoor.domain.burden import ChannelCosts, burden, spending
from coopcouncil.frontdoor.tests.life_event_samples import event, notice, shipped, yes_no

TODAY = date(2026, 11, 23)


def test_a_fact_that_three_services_need_is_given_once_here_and_three_times_separately() -> None:
    facts = (yes_no("a"), yes_no("b", 2), yes_no("c", 3, optional=True))
    notices = (notice("one", ("a",)), notice("two", ("a", "b")), notice("three", ("a", "c")))
    sample = event(facts, notices)
    object.__setattr__(sample, "typical", (("a", True), ("b", True), ("c", True)))
    worked_out = burden(sample, today=TODAY)
    assert (worked_out.services, worked_out.asked_once, worked_out.asked_separately) == (3, 2, 4)


def test_the_command_prints_every_event_and_the_sums() -> None:
    result = CliRunner().invoke(group, ["burden", "--json"])
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert set(printed) == {"events", "asked_once", "asked_separately"}
    assert {row["code"] for row in printed["events"]} == set(gateways.life_events())
    for name in ("asked_once", "asked_separately"):
        assert printed[name] == sum(row[name] for row in printed["events"])
    assert all(set(row) == {"code", "asked_once", "asked_separately"} for row in printed["events"])


def test_telling_once_asks_for_less_than_half() -> None:
    printed = json.loads(CliRunner().invoke(group, ["burden", "--json"]).stdout)
    assert 2 * printed["asked_once"] < printed["asked_separately"]


@pytest.mark.parametrize("code", sorted(shipped()))
def test_no_event_asks_more_than_its_services_would(code: str) -> None:
    worked_out = burden(shipped()[code], today=TODAY)
    assert 0 < worked_out.asked_once <= worked_out.asked_separately


def test_the_cost_of_a_channel_grows_with_the_services_asked_one_by_one() -> None:
    rows = spending(ChannelCosts({"web": 15, "counter": 862}, "a survey", 2012), 9)
    assert [(row.channel, row.once.pence, row.separately.pence) for row in rows] == [
        ("counter", 862, 7758),
        ("web", 15, 135),
    ]


@pytest.mark.django_db
def test_the_start_page_says_what_is_saved_and_where_the_costs_come_from() -> None:
    page = Client().get("/life-events/death/").content.decode()
    saved = burden(gateways.life_event("death"), today=TODAY)
    assert f"Most people give {saved.asked_once} facts here, once." in page
    assert f"it would be {saved.asked_separately}." in page
    assert "£8.62" in page
    assert "Socitm" in page
