from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

ClientFor = Callable[[str | None], Client]
pytestmark = pytest.mark.django_db


def test_others_may_frame_it_and_nothing_of_whoever_looks_is_read_or_set(
    directory: SimpleNamespace, client_for: ClientFor
) -> None:
    answers = [client_for(who).get("/embed/map/?kind=library") for who in (None, "amara")]
    for answer in answers:
        assert "X-Frame-Options" not in answer
        policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
        assert policy["frame-ancestors"] == "https:"
        assert policy["default-src"] == policy["form-action"] == "'none'"
        assert not answer.cookies
        assert answer["Cache-Control"] == "public, max-age=600"
        assert "Cookie" not in answer.get("Vary", "")
        assert "<form" not in answer.content.decode()
    first, second = (answer.content.decode().split("<main>")[1].split("<script")[0] for answer in answers)
    assert first == second
    assert "Amara" not in second


@pytest.mark.parametrize(
    ("query", "points"),
    [("?kind=library", 9), ("", 70), ("?q=libary", 5), ("?category=rubbish", 0), ("?kind=none", 70)],
)
def test_it_shows_a_kind_of_place_or_what_is_found(
    directory: SimpleNamespace, client_for: ClientFor, query: str, points: int
) -> None:
    text = client_for(None).get(f"/embed/map/{query}").content.decode()
    assert text.count('class="app-map__point"') >= points
    assert '<base target="_blank">' in text


def test_it_speaks_the_language_that_the_address_asks_for(directory: SimpleNamespace, client_for: ClientFor) -> None:
    text = client_for(None).get("/embed/map/?kind=library&language=pt").content.decode()
    assert '<html lang="pt' in text
    assert "O mesmo em lista" in text
    assert '<html lang="en-GB"' in client_for(None).get("/embed/map/?language=xx").content.decode()


def test_no_other_page_may_be_framed(directory: SimpleNamespace, client_for: ClientFor) -> None:
    assert client_for(None).get("/access-points/")["X-Frame-Options"] == "DENY"
