"""The audit trail as the administrator reads it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock, sealer

pytestmark = pytest.mark.django_db


def test_it_says_up_to_which_row_the_trail_is_sealed(client_for: Callable[[str | None], Client]) -> None:
    jo, page = client_for("jo"), reverse("frontdoor:audit")
    assert "Sealed up to row" not in jo.get(page).content.decode()
    count = sealer.seal(now=clock.now())
    assert count
    assert f"Sealed up to row {count} on " in jo.get(page).content.decode()
