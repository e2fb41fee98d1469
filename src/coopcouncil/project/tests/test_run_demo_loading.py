"""The demo borough goes in part by part, each whole or not at all, and only once."""

import pytest

from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.contributions import DemoLoader, Registry
from coopcouncil.foundation.models import Marker
from coopcouncil.foundation.views import DEMO_LOADED
from coopcouncil.project import demo


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Registry[DemoLoader]:
    """A registry of the test's own."""
    own: Registry[DemoLoader] = Registry("demo")
    monkeypatch.setattr(contributions, "demo", own)
    return own


def _row(name: str) -> None:
    Marker.objects.create(name=name, at=clock.now())


def test_parts_go_in_from_the_lowest_storey_up_and_only_once(cloned_db, parts):
    parts.add(DemoLoader(20, "services", lambda: _row("row-services")))
    parts.add(DemoLoader(10, "places", lambda: _row("row-places")))
    said: list[str] = []
    assert not demo.is_loaded()

    assert demo.load(said.append) == ["places", "services"] == said
    assert demo.is_loaded()
    assert demo.load(said.append) == []


def test_a_load_that_breaks_half_way_leaves_no_half_part_and_goes_on_there_next_time(cloned_db, parts):
    broken = [True]

    def services() -> None:
        _row("row-services")
        if broken:
            raise RuntimeError("the power went")

    parts.add(DemoLoader(10, "places", lambda: _row("row-places")))
    parts.add(DemoLoader(20, "services", services))

    with pytest.raises(RuntimeError):
        demo.load(lambda name: None)
    assert not Marker.objects.filter(name__in=["row-services", DEMO_LOADED]).exists()
    assert Marker.objects.filter(name="row-places").exists()

    broken.clear()
    assert demo.load(lambda name: None) == ["services"]
    assert demo.is_loaded()


def test_a_part_that_a_later_version_brings_makes_the_borough_unloaded_again(cloned_db, parts):
    demo.load(lambda name: None)
    assert demo.is_loaded()
    parts.add(DemoLoader(30, "notices", lambda: _row("row-notices")))
    assert not demo.is_loaded()
    assert demo.load(lambda name: None) == ["notices"]
