"""A ward in which promises are kept less often is found in the records of casework, flagged once, and answered."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from django.test import Client

from coopcouncil.casework.tests import clocked
from coopcouncil.foundation import clock, commandline
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.settlement import cli
from coopcouncil.settlement.actions import answer_gap, finding
from coopcouncil.settlement.models import Edition, Gap
from coopcouncil.settlement.tests import making


def performance() -> list[Gap]:
    return list(Gap.objects.filter(measure="performance").order_by("found_at"))


@pytest.fixture
def promised(loaded_places: None, cast: SimpleNamespace, team: SimpleNamespace) -> str:
    return making.in_force(cast, planning={"title": "Planning", "statutory_duty": False})


@pytest.mark.django_db
def test_a_real_gap_is_found_with_its_size_and_shown_to_everybody(
    promised: str, client_for: Callable[[str | None], Client]
) -> None:
    worst, *others = clocked.names()[: clocked.WARDS]
    clocked.plant({worst: (40, 80), **dict.fromkeys(others, (76, 80))})
    (seen,) = clocked.look()
    assert (seen.state, seen.ward, seen.found.size) == ("new", worst, pytest.approx(45))
    (gap,) = performance()
    assert gap.area is not None
    assert (gap.area.name, gap.size, gap.answered_at) == (worst, pytest.approx(45), None)
    assert gap.low < 45 < gap.high
    page = client_for(None).get("/settlement/editions/first/planning/").content.decode()
    assert f"{worst}, how often it is kept: 50% of 80 times, elsewhere 95%" in page
    assert "Not answered yet" in page
    assert "1 gap without an answer" in client_for("grace").get("/desk/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_all_are_served_alike_nothing_is_flagged(promised: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    clocked.plant(
        {
            ward: (int(rng.binomial(n, 0.85)), int(n))
            for ward, n in zip(clocked.names()[: clocked.WARDS], rng.integers(12, 60, clocked.WARDS), strict=True)
        }
    )
    assert clocked.look() == []
    assert performance() == []


@pytest.mark.django_db
def test_of_fewer_than_ten_nothing_is_flagged_or_said(promised: str) -> None:
    few, hides, *others = clocked.names()[: clocked.WARDS]
    clocked.plant({few: (0, 9), hides: (5, 30), **dict.fromkeys(others, (57, 60))})
    assert clocked.look() == []


@pytest.mark.django_db
def test_the_same_gap_is_flagged_once_and_again_only_when_its_answer_is_over(promised: str) -> None:
    worst, *others = clocked.names()[: clocked.WARDS]
    clocked.plant({worst: (40, 80), **dict.fromkeys(others, (76, 80))})
    assert [seen.state for seen in clocked.look()] == ["new"]
    assert [seen.state for seen in clocked.look()] == ["open"]
    (gap,) = performance()
    today = clock.today()
    answer_gap(actor=SYSTEM, gap_id=gap.id, what="Two more officers.", by_whom="Head of planning",
               by_when=today + timedelta(days=90), now=clock.now(), today=today)  # fmt: skip
    assert [seen.state for seen in clocked.look()] == ["answered"]
    later = today + timedelta(days=91)
    (again,) = finding.find_gaps(actor=SYSTEM, now=clock.now(), today=later)
    assert again.state == "new"
    assert len(performance()) == 2


@pytest.mark.django_db
def test_the_next_edition_has_to_answer_what_the_one_in_force_left_open(
    promised: str, cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    worst, *others = clocked.names()[: clocked.WARDS]
    clocked.plant({worst: (40, 80), **dict.fromkeys(others, (76, 80))})
    clocked.look()
    making.edition(cast.grace.actor, "second", planning={"title": "Planning", "statutory_duty": False})
    making.consulted(cast.grace.actor, "second")
    assert [seen.edition for seen in clocked.look()] == ["first"]  # once, however many editions
    desk = client_for("grace").get("/settlement/desk/second/").content.decode()
    assert f"{worst}, how often it is kept" in desk
    assert "Answer it" in desk
    Edition.objects.filter(code="second").update(state="consultation")
    assert worst in client_for(None).get("/settlement/editions/second/planning/").content.decode()


@pytest.mark.django_db
def test_the_command_says_what_it_finds_and_only_looks_if_asked_to(
    promised: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(commandline, "_database", here)
    worst, *others = clocked.names()[: clocked.WARDS]
    clocked.plant({worst: (40, 80), **dict.fromkeys(others, (76, 80))})

    def run(*words: str) -> Any:
        return json.loads(CliRunner().invoke(cli.group, ["gaps", "--json", *words], catch_exceptions=False).stdout)

    assert (run("--look")["new"], run("--look")["flagged"]) == (1, 0)
    assert performance() == []
    told = run()
    assert told["flagged"] == 1
    assert (told["gaps"][0]["ward"], told["gaps"][0]["measure"]) == (worst, "performance")
    assert run()["new"] == 0
    text = CliRunner().invoke(cli.group, ["gaps"], catch_exceptions=False).stdout
    assert "1 in all, 0 flagged now." in text


@pytest.mark.django_db
def test_only_who_steers_may_look(promised: str, cast: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        finding.find_gaps(actor=cast.amara.actor, now=clock.now(), today=clock.today())
