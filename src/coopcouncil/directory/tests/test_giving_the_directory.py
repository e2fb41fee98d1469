"""The whole directory as files, a feed of changes and a sitemap: all of it, and nothing that must stay secret."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from django.test import Client
from pyarrow import parquet

from coopcouncil.directory import models
from coopcouncil.directory.cli import exchanging
from coopcouncil.directory.domain.openreferral import check
from coopcouncil.directory.gateways import giving
from coopcouncil.directory.models import Location, Service, ServiceAtLocation
from coopcouncil.directory.tests.test_the_openreferral_feed import TODAY

pytestmark = pytest.mark.django_db
ATOM, MAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def body(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def file(kind: str) -> bytes:
    return body(f"/directory/data/services.{kind}")


def test_every_kind_of_file_holds_every_open_service(rich: Service) -> None:
    wanted = {str(key) for key in Service.objects.exclude(status="closed").values_list("id", flat=True)}
    page = json.loads(file("json"))
    report = check(page, today=TODAY, strict=True)
    assert (report.findings, report.records) == ((), len(wanted))
    assert {item["id"] for item in page["contents"]} == wanted
    assert {json.loads(line)["id"] for line in file("ndjson").splitlines()} == wanted
    rows = list(csv.DictReader(StringIO(file("csv").decode())))
    assert {row["service_id"] for row in rows} == wanted
    table = parquet.read_table(BytesIO(file("parquet"))).to_pylist()
    assert len(table) == len(rows)
    (mine,) = [row for row in table if row["service_id"] == str(rich.id)]
    assert (mine["postcode"], mine["latitude"], mine["step_free"], mine["minimum_age"]) == ("AM1 1AA", 51.5, True, 18)


def test_the_map_holds_every_place_with_a_point(rich: Service) -> None:
    found = json.loads(file("geojson"))
    assert found["type"] == "FeatureCollection"
    points = ServiceAtLocation.objects.filter(location__confidential=False, location__latitude__isnull=False)
    assert len(found["features"]) == points.exclude(service__status="closed").count() > 0
    mine = next(item for item in found["features"] if item["properties"]["service_id"] == str(rich.id))
    assert mine["geometry"] == {"type": "Point", "coordinates": [0.5, 51.5]}


def test_no_spreadsheet_runs_a_cell(rich: Service) -> None:
    Service.objects.filter(id=rich.id).update(name="=1+1")
    assert "'=1+1" in {row["service"] for row in csv.DictReader(StringIO(file("csv").decode()))}


def test_an_empty_directory_is_an_empty_file_of_each_kind(db: None) -> None:
    Service.objects.update(status="closed")
    assert json.loads(file("json")) == {
        "contents": [], "total_items": 0, "total_pages": 0, "page_number": 1, "size": 0, "first_page": True,
        "last_page": True, "empty": True,
    }  # fmt: skip
    assert json.loads(file("geojson"))["features"] == []
    assert (file("ndjson"), len(file("csv").splitlines())) == (b"", 1)
    assert parquet.read_table(BytesIO(file("parquet"))).num_rows == 0


def test_files_of_no_kind_are_not_there_and_files_can_be_had_only_so_often(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coopcouncil.directory.views import giving as views

    assert Client().get("/directory/data/services.exe").status_code == 404
    monkeypatch.setitem(views.FILES, "most", 1)
    assert [Client().get("/directory/data/services.csv").status_code for _ in range(3)][-1] == 429


def test_the_command_writes_the_same_files(rich: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    from coopcouncil.foundation import commandline

    monkeypatch.setattr(commandline, "_database", nullcontext)
    export = exchanging.commands.commands["export"]
    for kind in giving.KINDS:
        out = tmp_path / f"services.{kind}"
        result = CliRunner().invoke(export, ["--format", kind, "--out", str(out)])
        assert (result.exit_code, out.read_bytes()) == (0, file(kind)), result.output
    assert CliRunner().invoke(export, []).stdout_bytes == file("json")
    Service.objects.filter(id=rich.id).update(status="closed")
    kept = json.loads(CliRunner().invoke(export, ["--all"]).stdout_bytes)["contents"]
    assert next(item for item in kept if item["id"] == str(rich.id))["status"] == "defunct"
    assert CliRunner().invoke(export, ["--out", str(tmp_path / "no" / "file")]).exit_code == 2


def test_the_feed_of_changes_has_the_newest_first_and_a_steady_id(rich: Service) -> None:
    Service.objects.filter(id=rich.id).update(updated_at="2030-01-01T00:00:00Z", name="Bread & <roses>")
    feed = ElementTree.fromstring(body("/directory/changes.atom"))  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 50
    assert entries[0].findtext(f"{ATOM}id") == f"urn:uuid:{rich.id}"
    assert entries[0].findtext(f"{ATOM}title") == "Bread & <roses>"
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated") == "2030-01-01T00:00:00Z"
    assert Client().get("/directory/changes.atom")["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_the_sitemap_names_pages_that_open(rich: Service) -> None:
    root = ElementTree.fromstring(body("/sitemap.xml"))  # noqa: S314 - our own
    found = [item.text or "" for item in root.iter(f"{MAP}loc")]
    assert len(found) == len(set(found))
    paths = [address.partition("://")[2].partition("/")[2] for address in found]
    assert f"services/{rich.code}/" in paths
    assert len([path for path in paths if path.startswith("access-points/")]) > 50
    for path in [paths[0], *paths[1::80]]:
        assert Client().get(f"/{path}").status_code == 200, path
    Service.objects.filter(id=rich.id).update(status="closed")
    assert f"/services/{rich.code}/".encode() not in body("/sitemap.xml")


def test_the_page_tells_of_all_of_them(db: None) -> None:
    page = body("/directory/data/").decode()
    for kind in giving.KINDS:
        assert f'href="/directory/data/services.{kind}"' in page
    for address in ("/openreferral/v3/", "/openreferral/v3/openapi.json", "/directory/changes.atom"):
        assert f'href="{address}"' in page
    assert 'href="/directory/data/"' in body("/services/").decode()


def test_a_confidential_place_is_in_no_file_and_no_feed(rich: Service) -> None:
    secret = Location.everywhere.create(confidential=True)
    hidden = ServiceAtLocation.objects.create(service=rich, location=secret)
    models.Phone.objects.create(location=secret, number="01632 960999")
    models.Contact.objects.create(service_at_location=hidden, name="Hidden Hand")
    for path in (
        *(f"/directory/data/services.{kind}" for kind in giving.KINDS),
        "/directory/changes.atom",
        "/sitemap.xml",
    ):
        held = body(path)
        text = str(parquet.read_table(BytesIO(held)).to_pylist()).encode() if path.endswith("parquet") else held
        for word in (str(secret.id), str(hidden.id), "960999", "Hidden Hand"):
            assert word.encode() not in text, path
