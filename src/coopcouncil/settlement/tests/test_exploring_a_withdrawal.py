"""What if a library of Ashmere went? The page, the command line and the file say the same."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import public as directory
from coopcouncil.foundation import commandline
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import public as places
from coopcouncil.settlement import cli
from coopcouncil.settlement.actions.figures import load_figures
from coopcouncil.settlement.domain.what_if import Settings
from coopcouncil.settlement.formats import read_figures
from coopcouncil.settlement.models import PlaceFigures
from coopcouncil.settlement.queries import exploring
from coopcouncil.settlement.tests import lambeth
from coopcouncil.settlement.views.exploring import ward_map

ClientFor = Callable[[str | None], Client]
PAGE = "/settlement/what-if/"


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ashmere")]


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def first_library() -> str:
    return directory.access_points(kind="library")[0].code


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`coopcouncil settlement …` in the database of the test."""

    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(commandline, "_database", here)
    return lambda *words: CliRunner().invoke(cli.group, [str(word) for word in words], catch_exceptions=False)


def test_anybody_sees_what_a_withdrawal_would_come_to_in_words_on_a_map_and_in_a_table(client_for: ClientFor) -> None:
    nobody, code = client_for(None), first_library()
    page = text(nobody, f"{PAGE}?withdraw={code}")
    network = exploring.network_of_kind("library")
    answer = exploring.explore(network, [code], [], Settings())
    assert answer.whole.people == 320_000
    assert answer.whole.losing > 0
    assert f"{answer.whole.losing:,.0f} people" in page
    # The map shades what the table says: a title in the picture for each ward, and a row of the file.
    shaded = dict(re.findall(r"<title>([^<:]+): (\d+)</title>", page))
    rows = list(csv.DictReader(io.StringIO(text(nobody, f"{PAGE}?withdraw={code}&format=csv"))))
    assert len(rows) == len(answer.wards) == 25
    for row, ward in zip(
        sorted(rows, key=lambda one: one["key"]), sorted(answer.wards, key=lambda one: one.key), strict=True
    ):
        assert float(row["losing"]) == pytest.approx(ward.losing)
        said = shaded[ward.name.replace("’", "&#x2019;") if ward.name not in shaded else ward.name]
        assert int(said) == round(100 * float(row["losing"]) / float(row["people"]))
    for words in ("It saves £", "Public Libraries", "Who could take it on", "By deprivation", "open hours a week"):
        assert words in page


def test_what_goes_comes_and_stays_is_told_apart_by_shape_and_a_person_is_told_what_to_judge(
    client_for: ClientFor, run: Callable[..., Result]
) -> None:
    gone, other = directory.access_points(kind="library")[:2]
    page = text(client_for(None), f"{PAGE}?withdraw={gone.code}&replace={other.code}&far=1600&reach=2400&fall=10")
    picture = page[page.index("app-map__canvas") : page.index("app-map__legend")]
    assert picture.count("app-map__mark--cross") == picture.count("app-map__mark--square") == 1
    assert picture.count("app-map__point") == 8
    for words in ("Comes instead</li>", "Goes</li>", "Stays</li>", "Whoever judges has to look at this:"):
        assert words in page, words
    told = json.loads(run("what-if", "--withdraw", gone.code, "--json").stdout)
    assert any(one["state"] == "judge" and one["look_at"] for one in told["promises"])
    assert "Read its words" in run("what-if", "--withdraw", gone.code).stdout


def test_the_command_line_says_the_same(run: Callable[..., Result]) -> None:
    code = first_library()
    told = run("what-if", "--withdraw", code, "--json")
    assert told.exit_code == 0
    data = json.loads(told.stdout)
    answer = exploring.explore(exploring.network_of_kind("library"), [code], [], Settings())
    assert data["everybody"]["losing"] == answer.whole.losing
    assert [row["losing"] for row in data["wards"]] == [row.losing for row in answer.wards]
    assert sum(area["people"] for area in data["areas"]) == 320_000
    assert "Without" in run("what-if", "--withdraw", code).stdout


def test_another_place_or_a_postcode_takes_its_part(run: Callable[..., Result]) -> None:
    gone = directory.access_points(kind="library")[0]
    alone = json.loads(run("what-if", "--withdraw", gone.code, "--json").stdout)
    same = json.loads(run("what-if", "--withdraw", gone.code, "--replace", gone.postcode, "--json").stdout)
    assert same["everybody"]["losing"] < alone["everybody"]["losing"]
    assert same["added"][0]["supply"] == alone["withdrawn"][0]["supply"]


def test_a_service_is_withdrawn_from_the_places_that_only_it_serves(run: Callable[..., Result]) -> None:
    rows = directory.service_places(service_types=["libraries"])
    code = rows[0].service_code
    others = {row.place for row in rows if row.service_code != code}
    told = run("what-if", "--withdraw", code, "--json")
    only = {row.place for row in rows} - others
    if only:
        assert {place["code"] for place in json.loads(told.stdout)["withdrawn"]} == only
    else:
        assert told.exit_code == 2
    every = [word for row in {row.service_code for row in rows} for word in ("--withdraw", row)]
    data = json.loads(run("what-if", *every, "--json").stdout)
    assert data["kept"] == []
    assert data["everybody"]["metres_after"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--withdraw", "the-moon"], "no place and no open service"),
        (["--withdraw", "LIBRARY", "--replace", "ZZ9 9ZZ"], "no place and no postcode"),
        (["--withdraw", "LIBRARY", "--fall", "0"], "out of range"),
        (["--withdraw", "LIBRARY", "--withdraw", "gp"], "different kinds"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_mend(run: Callable[..., Result], words: list[str], says: str) -> None:
    surgery = directory.access_points(kind="gp_surgery")[0].code
    asked = [{"LIBRARY": first_library(), "gp": surgery}.get(word, word) for word in words]
    told = run("what-if", *asked)
    assert told.exit_code == 2
    assert says in told.stderr


def test_a_promise_in_miles_is_worked_out_and_breaks_when_too_few_are_near_enough() -> None:
    network = exploring.network_of_kind("library")
    found = {
        place.key: next(one for one in exploring.explore(network, [place.key], [], Settings()).effects
                        if not one.promise.is_minimum)
        for place in network.places
    }  # fmt: skip
    assert {one.promise.within_metres for one in found.values()} == {1609.344}
    assert {one.promise.of_hundred for one in found.values()} == {90}
    for one in found.values():
        assert one.share_before >= 0.9
        assert one.state == ("kept" if one.share_after >= 0.9 else "breaks")
    assert {one.state for one in found.values()} == {"kept", "breaks"}
    gone = exploring.explore(network, [place.key for place in network.places], [], Settings())
    assert {one.state for one in gone.effects} == {"gone"}
    assert any(one.promise.is_minimum for one in gone.effects)


def test_the_page_refuses_kindly_and_says_what_is_missing(client_for: ClientFor) -> None:
    nobody, code = client_for(None), first_library()
    assert "Choose at least one place" in text(nobody, f"{PAGE}?far=1600&reach=2400&fall=10", 422)
    assert "no place and no postcode" in text(nobody, f"{PAGE}?withdraw={code}&postcode=ZZ9+9ZZ", 422)
    assert "choose again" in text(nobody, f"{PAGE}?withdraw=the-moon", 422)
    assert "What it would come to" not in text(nobody, PAGE)
    assert "Surgery" in text(nobody, f"{PAGE}?kind=gp_surgery")


def test_the_number_of_queries_does_not_grow_with_the_places(client_for: ClientFor) -> None:
    nobody = client_for(None)
    codes = [point.code for point in directory.access_points(kind="library")]
    nobody.get(f"{PAGE}?withdraw={codes[0]}")
    with CaptureQueriesContext(connection) as few:
        nobody.get(f"{PAGE}?withdraw={codes[0]}")
    with CaptureQueriesContext(connection) as many:
        nobody.get(f"{PAGE}?withdraw={','.join(codes[:6])}")
    assert len(many) == len(few)


def test_small_areas_hold_everybody_with_ages_and_deprivation() -> None:
    areas = exploring.areas()
    assert sum(area.people for area in areas) == 320_000
    assert all(sum(area.ages.values()) == pytest.approx(area.people) for area in areas)
    assert {area.ward_key for area in areas} == {ward.code for ward in places.areas("ward")}
    assert {area.tenth for area in areas} <= set(range(1, 11))


def test_figures_of_places_come_from_a_file_all_or_nothing(tmp_path: Path, run: Callable[..., Result]) -> None:
    code = first_library()
    file = tmp_path / "figures.csv"
    file.write_text(f'place,yearly_cost,supply,unit\n{code},"215,000.50",38.5,open hours a week\n', encoding="utf-8")
    words = ["load-figures", file, "--source", "Library budget", "--as-of", "2026-04-01", "--json"]
    assert json.loads(run(*words).stdout) == {"rows": 1, "changed": 1}
    assert json.loads(run(*words).stdout) == {"rows": 1, "changed": 0}
    held = PlaceFigures.objects.get(place=code)
    assert (held.yearly_cost_pence, held.supply) == (21_500_050, 38.5)
    file.write_text(f"place,yearly_cost,supply,unit\n{code},1,,\nthe-moon,1,,\n", encoding="utf-8")
    told = run(*words)
    assert (told.exit_code, "line 3" in told.stderr) == (2, True)
    held.refresh_from_db()
    assert held.yearly_cost_pence == 21_500_050


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"place,yearly_cost\na,1\n", "must name the columns"),
        (b"place,yearly_cost,supply,unit\n,1,,\n", "not named"),
        (b"place,yearly_cost,supply,unit\na,,,\n", "says nothing"),
        (b"place,yearly_cost,supply,unit\na,lots,,\n", "not an amount"),
        (b"place,yearly_cost,supply,unit\na,-5,,\n", "no yearly cost"),
        (b"place,yearly_cost,supply,unit\na,,many,hours\n", "no number"),
        (b"place,yearly_cost,supply,unit\na,,5,\n", "go together"),
        (b"place,yearly_cost,supply,unit\na,1,,\na,2,,\n", "twice"),
        (b"place,yearly_cost,supply,unit\n", "no rows"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_broken_file_of_figures_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        load_figures(actor=SYSTEM, rows=read_figures(content, "f.csv"), as_of=date(2026, 4, 1), source="x")


@pytest.mark.shared_data
def test_the_map_of_lambeth_shades_what_the_table_says() -> None:
    from coopcouncil.settlement.domain.what_if import what_if

    found = what_if(lambeth.small_areas(), lambeth.libraries(), withdraw=["SE24 0AG"])
    drawn = ward_map(found, lambeth.ward_borders())
    assert drawn is not None
    assert {area.code: area.value for area in drawn.areas} == {
        row.key: row.losing / row.people * 100 for row in found.wards
    }
    assert len(drawn.points) == 10
    assert str(drawn.svg).count('class="app-map__area') == 25


def test_the_places_that_the_guide_names_are_there() -> None:
    guide = Path(__file__).parents[4] / "docs" / "how-to" / "what-if.md"
    named = set(re.findall(r"[a-z-]+-ash-w\d+-\d+", guide.read_text(encoding="utf-8")))
    assert named
    assert named <= {point.code for point in directory.access_points()}
