"""The administrator connects organisations; secrets and keys are shown once and kept unreadable."""

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from standardwebhooks import Webhook

from coopcouncil.sharing.models import AgencyKey, Endpoint
from coopcouncil.sharing.queries import key_owner
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft

pytestmark = pytest.mark.django_db


def _shown(page: str) -> str:
    found = re.search(r'id="shown-once"[^>]*>([^<]+)<', page)
    assert found, "nothing was shown"
    return found[1]


def test_a_key_is_shown_once_and_only_its_digest_is_kept(bodies: SimpleNamespace, client_for: Any) -> None:
    jo = client_for("jo")
    key = _shown(
        jo.post(f"/connections/{bodies.surgery}/key/", {"name": "Records", "scopes": ["notices"]}).content.decode()
    )
    assert re.fullmatch(r"cck_[\w-]{40}", key)
    owner = key_owner(key)
    assert owner is not None
    assert owner.organisation_id == bodies.surgery
    page = jo.get(f"/connections/{bodies.surgery}/").content.decode()
    assert key not in page
    assert key[:10] in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sharing_agency_key")
        assert key not in str(cursor.fetchall())


def test_a_revoked_key_belongs_to_nobody(bodies: SimpleNamespace, client_for: Any) -> None:
    jo = client_for("jo")
    key = _shown(
        jo.post(f"/connections/{bodies.surgery}/key/", {"name": "Records", "scopes": ["notices"]}).content.decode()
    )
    jo.post(f"/connections/keys/{AgencyKey.objects.get().id}/revoke/")
    assert key_owner(key) is None


def test_connecting_a_server_shows_its_secret_once_and_a_test_reaches_it(
    bodies: SimpleNamespace, client_for: Any, receiver: Receiver
) -> None:
    jo = client_for("jo")
    document = {"route": "webhook", "url": receiver.url, "email": ""}
    secret = _shown(jo.post(f"/connections/{bodies.surgery}/", document).content.decode())
    answer = jo.post(f"/connections/{bodies.surgery}/test/", follow=True).content.decode()
    assert "Their server took the test" in answer
    (post,) = receiver.posts
    event = Webhook(secret).verify(post.body, post.headers)
    assert json.dumps(event["data"]).count("nobody") == 1
    assert secret not in jo.get(f"/connections/{bodies.surgery}/").content.decode()
    fresh = _shown(jo.post(f"/connections/{bodies.surgery}/secret/").content.decode())
    assert fresh != secret
    receiver.answer = 500
    assert "did not take the test" in jo.post(f"/connections/{bodies.surgery}/test/", follow=True).content.decode()


def test_a_server_without_an_address_is_not_connected(bodies: SimpleNamespace, client_for: Any) -> None:
    answer = client_for("jo").post(f"/connections/{bodies.surgery}/", {"route": "webhook", "url": "", "email": ""})
    assert answer.status_code == 422
    assert not Endpoint.objects.exists()


def test_the_deliveries_are_listed_and_filtered_without_a_fact(
    amara: Teller, bodies: SimpleNamespace, client_for: Any
) -> None:
    amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    page = client_for("jo").get("/deliveries/").content.decode()
    assert "Notice tell_gp" in page
    assert "Ada Example" not in page
    assert "Notice tell_gp" not in client_for("jo").get("/deliveries/?state=dead").content.decode()


@pytest.mark.parametrize("who", ["amara", "dev", "carys", None])
@pytest.mark.parametrize("path", ["/deliveries/", "/connections/", "/connections/{}/"])
def test_only_the_administrator_may(who: str | None, path: str, bodies: SimpleNamespace, client_for: Any) -> None:
    answer = client_for(who).get(path.format(bodies.surgery))
    assert answer.status_code == (302 if who is None else 403)
