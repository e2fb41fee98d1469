"""Guesses are counted in the database: by name and by place; a page says what to do; uncounted, nothing."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from coopcouncil.foundation import limits
from coopcouncil.foundation.tables import FILES
from coopcouncil.people.middleware import WRONG_KEYS
from coopcouncil.people.models import Account
from coopcouncil.people.views.guessing import FOR_ONE_NAME

pytestmark = pytest.mark.django_db
PASSWORD = "three words we like"


@pytest.fixture
def amara(cast: SimpleNamespace) -> Account:
    account = Account.objects.get(id=cast.amara.account_id)
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(email: str, password: str, place: str = "203.0.113.1") -> Any:
    cache.clear()  # what the library counts: after a restart, or once the cache is full, it has forgotten
    return Client(REMOTE_ADDR=place).post("/sign-in/", {"login": email, "password": password})


def test_one_name_is_guessed_at_so_often_and_then_the_right_password_opens_nothing(
    amara: Account,
) -> None:
    for at in range(FOR_ONE_NAME["most"]):
        assert sign_in(amara.email, "not this one here", f"203.0.113.{at}").status_code == 200
    answer = sign_in(amara.email.upper(), PASSWORD, "198.51.100.1")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 180
    page = answer.content.decode()
    for words in ("Please wait a little", "What you typed just now was not used", "minutes, then go back", "999"):
        assert words in page
    assert sign_in("bilal@ashmere.example", "not this one here").status_code == 200


@pytest.mark.parametrize("page", ["/sign-in/", "/sign-in/code/", "/sign-up/", "/forgotten-password/"])
def test_where_nothing_can_be_counted_nothing_is_let_through(
    amara: Account, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(limits, "_take", away)
    client = Client()
    answer = client.post(page, {"login": amara.email, "email": amara.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert "_auth_user_id" not in client.session


def test_wrong_keys_are_counted_by_place_and_right_ones_are_not_in_the_way(cast: SimpleNamespace) -> None:
    guess = {"headers": {"Authorization": "Bearer cck_guessed"}, "REMOTE_ADDR": "203.0.113.9"}
    statuses = [Client().get("/api/v1/drafts/none", **guess).status_code for _ in range(3)]
    assert set(statuses) <= {401, 404}
    address = "/api/v1/submissions/7KD-4QM-9XF"
    answers = [Client().get(address, **guess) for _ in range(WRONG_KEYS["most"] + 1)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert int(answers[-1]["Retry-After"]) > 0
    elsewhere = Client().get(address, headers=guess["headers"], REMOTE_ADDR="203.0.113.10")
    assert elsewhere.status_code == 401


def test_files_of_lists_are_counted(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setitem(FILES, "most", 3)
    answers = [Client().get("/services/?format=csv") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert Client().get("/services/").status_code == 200
