"""What every page says to the browser: where scripts may come from, and that nobody keeps it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", [None, "amara", "jo"])
def test_a_page_that_knows_who_asks_is_kept_by_no_cache(
    client_for: Callable[[str | None], Client], who: str | None
) -> None:
    response = client_for(who).get("/get-help/")
    assert response["Cache-Control"] == "private, no-store"


def test_scripts_run_only_with_the_nonce_of_this_very_page(client_for: Callable[[str | None], Client]) -> None:
    first, second = (client_for(None).get("/get-help/") for _ in range(2))
    policies = [response["Content-Security-Policy"] for response in (first, second)]
    nonces = [re.search(r"script-src [^;]*'nonce-([^']+)'", policy) for policy in policies]
    assert nonces[0]
    assert nonces[1]
    assert nonces[0][1] != nonces[1][1]
    assert "unsafe" not in policies[0]
    assert "default-src 'none'" in policies[0]
    for tag in re.findall(r"<script[^>]*>", first.content.decode()):
        assert f'nonce="{nonces[0][1]}"' in tag, tag


def test_no_page_may_be_framed_sniffed_or_tell_others_where_one_came_from(
    client_for: Callable[[str | None], Client],
) -> None:
    response = client_for(None).get("/get-help/")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_request_id_is_given_back_if_it_is_harmless(client_for: Callable[[str | None], Client]) -> None:
    client = client_for(None)
    assert client.get("/healthz", headers={"X-Request-Id": "abcdef0123456789"})["X-Request-Id"] == "abcdef0123456789"
    assert client.get("/healthz", headers={"X-Request-Id": 'x"\n<script>'})["X-Request-Id"] != 'x"\n<script>'
