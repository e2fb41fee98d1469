"""Open311 as others' clients meet it: PyPI's `georeport` reads; `three` lists, posts, gets, follows tokens."""

import itertools
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.api.test_on_a_real_server import command
from tests.support.borough import Borough

PLACE = {"lat": "53.0211", "long": "-0.6203"}


@pytest.fixture(scope="module")
def key(borough: Borough) -> str:
    made = command(borough, "sharing", "make-key", "ashmere-council", "--name", "App", "--scope", "reports")
    return str(made["key"])


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_our_services_and_requests(borough: Borough, form: str) -> None:
    from georeport import GeoReport

    client = GeoReport(f"{borough.url}/open311/v2", output_format=form)
    services = client.get_service_list()
    assert len(services) >= 25
    asked = client.get_service_definition("fly-tipping")
    assert asked["service_code"] == "fly-tipping"
    start = (datetime.now(UTC) - timedelta(days=89)).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: TID251
    found = client.get_service_requests(start_date=start, status="open,closed")
    assert len(found) > 20
    one = client.get_service_request(found[0]["service_request_id"])
    assert one["service_request_id"] == found[0]["service_request_id"]
    assert {"status", "status_notes", "service_code", "requested_datetime", "lat", "long"} <= set(one)
    two = client.get_service_requests(service_code="bus-stop")
    assert any("Ashmere Buses: " in item["status_notes"] and "Greenway Collections: " in item["status_notes"]
               for item in two)  # fmt: skip
    with pytest.raises(Exception, match="404"):
        client.get_service_request("7KD-4QM-9XF")


@pytest.fixture
def three(borough: Borough, key: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client with its shim of one line. Its reading of XML takes the first key of a dictionary as Python 2 did."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    from three import core

    def made(form: str) -> Any:
        client = core.Three(f"{borough.url}/open311/v2", api_key=key, format=form)
        if form == "xml":
            client.convert = lambda content, conversion: next(iter(core.xml(content).values()))
        return client

    return SimpleNamespace(client=made)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_three_lists_posts_gets_and_follows_a_token(borough: Borough, three: Any, form: str) -> None:
    client = three.client(form)
    assert client.discovery()["endpoints"]
    services = client.services()
    listed = services if form == "json" else services["service"]
    assert "litter" in {item["service_code"] for item in listed}
    assert client.services("fly-tipping")["service_code"] == "fly-tipping"

    posted = _only(client.post("litter", name="Amara Wrenfield", description="The bin is full.", **PLACE))
    got = _only(client.request(posted["service_request_id"]))
    assert got["description"] == "The bin is full."
    assert got["status"] == "open"
    assert "Wrenfield" not in str(got)
    assert posted["service_request_id"] in str(client.requests("litter"))

    posted = _only(client.post("offensive-graffiti", description="On the wall.", **PLACE))
    assert not posted.get("service_request_id")
    token = posted["token"]
    assert not _only(client.token(token))["service_request_id"]
    _show(borough, token)
    reference = _only(client.token(token))["service_request_id"]
    assert _only(client.request(reference))["service_code"] == "offensive-graffiti"
    assert _only(client.request("7KD-4QM-9XF"), "error")["code"] in (404, "404")


def _only(found: Any, name: str = "request") -> dict[str, Any]:
    if isinstance(found, list):
        (entry,) = found
        return dict(entry)
    return dict(found[name])


def _show(borough: Borough, report_id: str) -> None:
    """An officer looks at it, and shows it to everybody."""
    with httpx.Client(base_url=borough.url, follow_redirects=True, timeout=60) as officer:
        page = officer.get("/demo/")
        officer.post(
            "/demo/sign-in/",
            data={"csrfmiddlewaretoken": _token(page.text), "who": "carys"},
            headers={"Referer": str(page.url)},
        )
        page = officer.get(f"/desk/reports/look-at/{report_id}/")
        assert page.status_code == 200, page.text[:500]
        done = officer.post(
            f"/desk/reports/look-at/{report_id}/",
            data={"csrfmiddlewaretoken": _token(page.text), "show": "yes"},
            headers={"Referer": str(page.url)},
        )
        assert done.status_code == 200


def _token(text: str) -> str:
    return text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
