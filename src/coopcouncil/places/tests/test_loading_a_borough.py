"""Loading through the command line: all or nothing, once or twice."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import IntegrityError, transaction

from coopcouncil.foundation import commandline
from coopcouncil.foundation.models import AuditRow
from coopcouncil.places import cli, public, queries
from coopcouncil.places.models import Area, Dataset, PopulationCell

Run = Callable[..., Result]
ROOT = Path(__file__).resolve().parents[4]
SHARED = ROOT.parent / "shared" / "data"
WARDS = SHARED / "geo" / "lambeth_wards_2022_dedup.geojson"
PEOPLE = SHARED / "population" / "populationbyageandsex.json"
WARD_OPTIONS = ["--kind", "ward", "--code-field", "Area code", "--name-field", "WARD_NAME"]
PEOPLE_OPTIONS = ["--area-field", "AreaName", "--count-field", "Population", "--sex-field", "Sex"]
PEOPLE_OPTIONS += ["--age-field", "AgeGroup"]
EXPECTED = {"areas": {"ward": 25}, "population": 316812}


@pytest.fixture
def run(cloned_db: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`coopcouncil places …` on a fresh database."""

    @contextmanager
    def session() -> Iterator[str]:
        yield cloned_db.app

    monkeypatch.setattr(commandline, "_session", session)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(cli.group, [str(one) for one in arguments], catch_exceptions=False)

    return invoke


def square(west: float, south: float = 52.0, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def geojson(folder: Path, name: str, *areas: tuple[str, str, dict[str, Any]]) -> Path:
    file = folder / name
    features = [
        {"type": "Feature", "properties": {"code": code, "name": title}, "geometry": geometry}
        for code, title, geometry in areas
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


FIELDS = ["--code-field", "code", "--name-field", "name"]
COLUMNS = ["--area-field", "area", "--count-field", "count", "--sex-field", "sex", "--age-field", "age"]


@pytest.fixture
def two_wards(run: Run, tmp_path: Path) -> Path:
    file = geojson(tmp_path, "wards.geojson", ("W1", "Oval", square(0.0)), ("W2", "St Martin’s", square(0.1)))
    assert run("load-areas", file, "--kind", "ward", *FIELDS).exit_code == 0
    return tmp_path


def csv(folder: Path, text: str) -> Path:
    file = folder / "people.csv"
    file.write_text(text)
    return file


def summary(run: Run) -> Any:
    return json.loads(run("summary", "--json").stdout)


def test_an_empty_home_has_no_areas_and_nobody_in_them(run: Run) -> None:
    assert summary(run) == {"areas": {}, "population": 0}


def test_a_load_says_what_it_did_and_a_second_load_of_the_same_file_changes_nothing(run: Run, two_wards: Path) -> None:
    again = run("load-areas", two_wards / "wards.geojson", "--kind", "ward", *FIELDS, "--json")
    assert json.loads(again.stdout) == {"added": 0, "changed": 0, "unchanged": 2, "left_out": 0, "dry_run": False}
    assert Dataset.objects.count() == AuditRow.objects.filter(verb="places.areas_loaded").count() == 1


def test_a_dry_run_checks_everything_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = geojson(tmp_path, "wards.geojson", ("W1", "Oval", square(0.0)))
    done = run("load-areas", file, "--kind", "ward", *FIELDS, "--dry-run", "--json")
    assert json.loads(done.stdout)["added"] == 1
    assert summary(run) == {"areas": {}, "population": 0}


def test_areas_are_named_by_code_or_by_name_whatever_the_apostrophe(run: Run, two_wards: Path) -> None:
    file = csv(two_wards, "area,sex,age,count\nw1,Female,0-4,7\nSt Martin's,All,All,5\n")
    assert run("load-population", file, *COLUMNS).exit_code == 0
    assert summary(run)["population"] == 12


def test_a_total_row_for_the_borough_is_left_out(run: Run, two_wards: Path) -> None:
    file = geojson(two_wards, "borough.geojson", ("B", "Lambing", square(0.0, side=0.2)))
    run("load-areas", file, "--kind", "borough", *FIELDS)
    people = csv(two_wards, "area,sex,age,count\nOval,All,All,7\nLambing,All,All,7\nTotal,All,All,7\n")
    done = run("load-population", people, *COLUMNS, "--leave-out", "Total", "--json")
    assert json.loads(done.stdout)["left_out"] == 2
    assert summary(run)["population"] == 7


def test_new_figures_take_the_place_of_the_old_ones(run: Run, two_wards: Path) -> None:
    run("load-population", csv(two_wards, "area,sex,age,count\nOval,Female,0-4,7\nOval,Male,0-4,8\n"), *COLUMNS)
    done = run("load-population", csv(two_wards, "area,sex,age,count\nOval,All,All,20\n"), *COLUMNS, "--json")
    assert json.loads(done.stdout)["changed"] == 1
    assert summary(run)["population"] == 20


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("area,sex,age,count\nOval,All,All,5\nNowhere,All,All,5\n", "line 3: no ward has the code or name “Nowhere”"),
        ("area,sex,age,count\nOval,All,All,5\nOval,All,All,-5\n", "line 3: the count -5 in count is below zero"),
        ("area,sex,age,count\nOval,All,0-15,5\nOval,All,0-4,5\n", "counted twice"),
        ("area,sex,age,people\nOval,All,All,5\n", "The fields here are: “area”, “sex”, “age”, “people”"),
        ("", "the file is empty"),
    ],
)
def test_a_broken_population_file_changes_nothing(run: Run, two_wards: Path, text: str, says: str) -> None:
    run("load-population", csv(two_wards, "area,sex,age,count\nOval,All,All,9\n"), *COLUMNS)
    refused = run("load-population", csv(two_wards, text), *COLUMNS)
    assert refused.exit_code == 2
    assert says in refused.stderr
    assert "Traceback" not in refused.output
    assert summary(run)["population"] == 9


def test_a_broken_area_changes_nothing_even_where_others_are_good(run: Run, two_wards: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 52], [1, 53], [1, 52], [0, 53], [0, 52]]]}
    file = geojson(two_wards, "more.geojson", ("W3", "Good", square(0.5)), ("W4", "Bow", bow))
    refused = run("load-areas", file, "--kind", "ward", *FIELDS)
    assert refused.exit_code == 2
    assert "feature 2 (Bow)" in refused.stderr
    assert summary(run)["areas"] == {"ward": 2}


def test_a_file_that_is_not_there_is_bad_input(run: Run, tmp_path: Path) -> None:
    refused = run("load-areas", tmp_path / "none.geojson", "--kind", "ward", *FIELDS)
    assert refused.exit_code == 2
    assert "cannot be read" in refused.stderr


def test_small_areas_are_put_in_the_ward_that_holds_them(run: Run, two_wards: Path) -> None:
    inside = geojson(two_wards, "small.geojson", ("L1", "One", square(0.11, 52.01, 0.02)))
    assert run("load-areas", inside, "--kind", "lsoa", *FIELDS, "--parent-kind", "ward").exit_code == 0
    assert public.area("lsoa", "L1").parent_id == public.area("ward", "W2").id
    outside = geojson(two_wards, "out.geojson", ("L2", "Two", square(5.0)))
    refused = run("load-areas", outside, "--kind", "lsoa", *FIELDS, "--parent-kind", "ward")
    assert "Two lies in no ward" in refused.stderr
    assert run("load-areas", outside, "--kind", "ward", *FIELDS, "--parent-kind", "lsoa").exit_code == 2


def test_a_postcode_finds_its_ward_and_follows_it_when_the_border_moves(run: Run, two_wards: Path) -> None:
    codes = csv(two_wards, "postcode,lon,lat\nam11aa,0.05,52.05\nAM1 1AB,,\n")
    assert run("load-postcodes", codes).exit_code == 0
    found = public.area_of_postcode("AM11AA")
    assert found is not None
    assert found.code == "W1"
    assert public.area_of_postcode("AM1 1AB") is None
    assert public.area_of_postcode("nonsense") is None
    swapped = geojson(two_wards, "moved.geojson", ("W1", "Oval", square(0.1)), ("W2", "St Martin’s", square(0.0)))
    assert run("load-areas", swapped, "--kind", "ward", *FIELDS).exit_code == 0
    after = public.area_of_postcode("AM1 1AA")
    assert after is not None
    assert after.code == "W2"


def test_the_index_of_points_is_new_after_each_load(run: Run, two_wards: Path) -> None:
    assert getattr(public.area_at(0.05, 52.05), "code", None) == "W1"
    assert public.area_at(9, 9) is None
    more = geojson(two_wards, "more.geojson", ("W3", "Far", square(8.95, 8.95)))
    run("load-areas", more, "--kind", "ward", *FIELDS)
    assert getattr(public.area_at(9, 9), "code", None) == "W3"


def test_an_area_without_figures_of_its_own_has_the_sum_of_its_parts(run: Run, two_wards: Path) -> None:
    file = geojson(two_wards, "borough.geojson", ("B", "Lambing", square(0.0, side=0.2)))
    run("load-areas", file, "--kind", "borough", *FIELDS)
    run("load-areas", two_wards / "wards.geojson", "--kind", "ward", *FIELDS, "--parent-kind", "borough")
    run("load-population", csv(two_wards, "area,sex,age,count\nW1,All,0-9,4\nW2,All,0-9,5\nW2,All,10+,1\n"), *COLUMNS)
    whole = public.borough()
    assert whole is not None
    assert public.population([whole.id]) == {whole.id: 10}
    assert [(str(cell.ages), cell.count) for cell in public.population_by_age_sex(whole.id)] == [
        ("0–9", 9),
        ("10 and over", 1),
    ]


@pytest.mark.invariants
def test_the_database_refuses_what_the_actions_refuse(cloned_db: Any, tmp_path: Path) -> None:
    from datetime import UTC, datetime

    dataset = Dataset.objects.create(
        what="areas", file_name="f", source="f", rows=1, loaded_at=datetime(2026, 1, 1, tzinfo=UTC), loaded_by="test"
    )
    shape = {"geometry": {}, "centre_lon": 0, "centre_lat": 0, "west": 0, "south": 0, "east": 1, "north": 1}
    area = Area.objects.create(kind="ward", code="W1", name="Oval", dataset=dataset, **shape)
    refused: list[Callable[[], Any]] = [
        lambda: Area.objects.create(kind="ward", code="W1", name="Twice", dataset=dataset, **shape),
        lambda: Area.objects.create(kind="parish", code="P", name="Unknown kind", dataset=dataset, **shape),
        lambda: Area.objects.create(kind="borough", code="B", name="Not top", parent=area, dataset=dataset, **shape),
        lambda: Area.objects.create(kind="ward", code="G", name="Off", dataset=dataset, **{**shape, "east": 530000}),
        lambda: _cell(area, dataset, count=-1),
        lambda: _cell(area, dataset, sex="other"),
        lambda: _cell(area, dataset, age_to=1),
        lambda: [_cell(area, dataset, age_to=None), _cell(area, dataset, age_to=None)],
    ]
    for write in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def _cell(area: Area, dataset: Dataset, **changed: Any) -> PopulationCell:
    values = {"sex": "all", "age_from": 5, "age_to": 9, "count": 1, **changed}
    return PopulationCell.objects.create(area=area, dataset=dataset, **values)


@pytest.mark.shared_data
def test_a_real_borough_is_loaded_from_its_published_files(run: Run) -> None:
    assert run("load-areas", WARDS, *WARD_OPTIONS).exit_code == 0
    assert run("load-population", PEOPLE, *PEOPLE_OPTIONS).exit_code == 0
    assert summary(run) == EXPECTED
    assert queries.counts() == {"ward": 25}
    run("load-population", PEOPLE, *PEOPLE_OPTIONS)
    assert summary(run) == EXPECTED
    codes = SHARED / "postcodes" / "lambeth_postcodes_from_open_data.csv"
    assert json.loads(run("load-postcodes", codes, "--json").stdout)["added"] == 2934


@pytest.mark.shared_data
def test_small_areas_of_a_real_borough_with_their_people_and_deprivation(run: Run, tmp_path: Path) -> None:
    small = ["--kind", "lsoa", "--code-field", "LSOA21CD", "--name-field", "LSOA21NM", "--parent-kind", "ward"]
    imd = SHARED / "imd" / "imd2025_england_lsoa21_LAMBETH.csv"
    tenths = ["--area-field", "lsoa21_code", "--tenth-field", "IMD_decile", "--as-of", "2025-10-30", "--json"]
    run("load-areas", WARDS, *WARD_OPTIONS)
    refused = run("load-deprivation", imd, *tenths)
    assert (refused.exit_code, "no lsoa has the code" in refused.stderr) == (2, True)
    run("load-areas", SHARED / "geo" / "lambeth_lsoa_2021_simple.geojson", *small)
    assert json.loads(run("load-deprivation", imd, *tenths).stdout)["added"] == 181
    assert json.loads(run("load-deprivation", imd, *tenths).stdout)["unchanged"] == 181
    run("load-population", PEOPLE, *PEOPLE_OPTIONS)
    assert len(public.small_areas()) == 25  # wards, while no smaller area has figures
    people = tmp_path / "people.csv"
    rows = [f"{area.code},{1000 + at}" for at, area in enumerate(public.areas("lsoa"))]
    people.write_text("\n".join(["code,people", *rows]), "utf-8")
    run("load-population", people, "--area-field", "code", "--count-field", "people", "--kind", "lsoa")
    areas = public.small_areas()
    assert (len(areas), len({area.ward_code for area in areas})) == (181, 25)
    assert sum(area.people for area in areas) == sum(1000 + at for at in range(181))
    assert all(area.estimated and abs(sum(n for _ages, n in area.ages) - area.people) < 1e-6 for area in areas)
    assert all(area.tenth for area in areas)
    spoilt = tmp_path / "tenths.csv"
    spoilt.write_text(f"code,tenth\n{areas[0].code},11\n", "utf-8")
    refused = run("load-deprivation", spoilt, "--area-field", "code", "--tenth-field", "tenth", "--as-of", "2025-10-30")
    assert (refused.exit_code, "is not a tenth" in refused.stderr) == (2, True)


@pytest.mark.shared_data
def test_a_real_file_saved_as_latin_1_is_refused_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("load-areas", WARDS, *WARD_OPTIONS)
    spoilt = tmp_path / "people.json"
    spoilt.write_bytes(PEOPLE.read_text(encoding="utf-8").replace("Oval", "Ovál").encode("latin-1"))
    refused = run("load-population", spoilt, *PEOPLE_OPTIONS)
    assert refused.exit_code == 2
    assert "Save the file as UTF-8" in refused.stderr
    assert summary(run)["population"] == 0


@pytest.mark.shared_data
def test_the_installed_command_loads_a_real_borough_into_an_empty_home(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COOPCOUNCIL_")}
    environment["COOPCOUNCIL_HOME"] = str(tmp_path / "home")

    def coopcouncil(*arguments: object) -> str:
        program = Path(sys.executable).parent / "coopcouncil"
        done = subprocess.run(
            [program, *map(str, arguments)], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    coopcouncil("init")
    coopcouncil("places", "load-areas", WARDS, *WARD_OPTIONS)
    coopcouncil("places", "load-population", PEOPLE, *PEOPLE_OPTIONS)
    assert coopcouncil("places", "summary", "--json") == '{"areas":{"ward":25},"population":316812}\n'
