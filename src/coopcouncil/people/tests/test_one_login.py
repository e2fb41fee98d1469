"""GOV.UK One Login against a real OpenID provider: it checks our assertion and proof key, we check what it signs."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import settings
from django.test import Client
from joserfc.jwk import RSAKey

from coopcouncil.foundation import clock
from coopcouncil.kernel.persons import Person
from coopcouncil.people import public
from coopcouncil.people.models import IdentityProof

ROOT = Path(__file__).resolve().parents[4]
CLIENT, RETURN = "coopcouncil-test", "http://localhost:8000/account/identity/one-login/return/"
TODAY = clock.today()
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def provider() -> Iterator[SimpleNamespace]:
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    key = RSAKey.generate_key(2048, private=True)
    jwk = {**key.as_dict(private=False), "use": "sig", "alg": "RS256", "kid": "ours"}
    process = subprocess.Popen(
        [node, str(ROOT / "tests" / "support" / "one_login.mjs"), str(port), CLIENT, RETURN, json.dumps(jwk)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "ready":
                break
        else:
            raise AssertionError("the provider did not start")
        yield SimpleNamespace(url=f"http://127.0.0.1:{port}", key=key.as_pem(private=True).decode())
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def one_login(provider: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    for name, value in {
        "PUBLIC_URL": "http://localhost:8000",
        "ONE_LOGIN_CLIENT_ID": CLIENT,
        "ONE_LOGIN_KEY": provider.key,
        "ONE_LOGIN_ISSUER": provider.url,
        "ONE_LOGIN_IDENTITY_ISSUER": f"{provider.url}/identity/",
        "ONE_LOGIN_IDENTITY_KEYS": f"{provider.url}/did.json",
    }.items():
        monkeypatch.setattr(settings, name, value)
    scene(provider)
    return provider


def scene(provider: SimpleNamespace, **given: Any) -> None:
    httpx.post(f"{provider.url}/scenario", json=given).raise_for_status()


def go(client: Client) -> str:
    """From our page to the provider and through it; the address on our site to which it sends the person back."""
    away = client.get("/account/identity/one-login/")
    assert away.status_code == 302
    with httpx.Client(follow_redirects=False) as browser:
        at = away["Location"]
        for _ in range(10):
            answer = browser.get(at)
            assert answer.status_code in {302, 303}, answer.text
            at = str(httpx.URL(at).join(answer.headers["location"]))
            if at.startswith(RETURN):
                return at.removeprefix("http://localhost:8000")
    raise AssertionError("never came back")


def level(cast: SimpleNamespace, name: str = "bilal") -> str:
    return next((proof.level for proof in public.proofs_held(getattr(cast, name).actor, TODAY)), "none")


def fails(page: Any, status: int, words: str) -> None:
    assert page.status_code == status, page.content.decode()
    assert words in page.content.decode()
    assert "Nothing was changed" in page.content.decode()
    assert not IdentityProof.objects.filter(how="one_login").exists()


def test_it_is_off_until_the_settings_name_a_client(cast: SimpleNamespace, client_for: Any) -> None:
    bilal = client_for("bilal")
    assert "GOV.UK One Login" not in bilal.get("/account/identity/").content.decode()
    assert bilal.get("/account/identity/one-login/").status_code == 404
    assert bilal.get("/account/identity/one-login/return/?code=x&state=y").status_code == 404


def test_what_is_asked_for_is_bound_to_this_journey(cast: SimpleNamespace, client_for: Any, one_login: Any) -> None:
    bilal = client_for("bilal")
    asked = [parse_qs(urlsplit(bilal.get("/account/identity/one-login/")["Location"]).query) for _ in range(2)]
    assert asked[0]["vtr"] == ['["Cl.Cm.P2"]']
    assert asked[0]["code_challenge_method"] == ["S256"]
    for once in ("state", "nonce", "code_challenge"):
        assert asked[0][once] != asked[1][once]


def test_a_confidence_of_p2_is_medium_and_the_name_there_is_shown_and_not_taken(
    cast: SimpleNamespace, client_for: Any, one_login: Any
) -> None:
    bilal = client_for("bilal")
    assert "Prove it with GOV.UK One Login" in bilal.get("/account/identity/").content.decode()
    back = bilal.get(go(bilal))
    assert back["Location"] == "/account/identity/"
    assert level(cast) == "medium"
    assert public.proofs_held(cast.bilal.actor, TODAY)[0].person == Person("Amara Adeyemi", date(1970, 1, 1))
    page = bilal.get("/account/identity/").content.decode()
    assert "Here you are called Bilal Hussain. We changed nothing." in page
    kept = IdentityProof.objects.get(how="one_login")
    assert "amara" not in kept.subject_digest  # the subject itself is nowhere


def test_a_confidence_of_p1_is_low(cast: SimpleNamespace, client_for: Any, one_login: Any) -> None:
    scene(one_login, vot="P1")
    bilal = client_for("bilal")
    bilal.get(go(bilal))
    assert level(cast) == "low"


def test_whoever_stops_there_is_told_so(cast: SimpleNamespace, client_for: Any, one_login: Any) -> None:
    scene(one_login, deny=True)
    bilal = client_for("bilal")
    fails(bilal.get(go(bilal)), 400, "You stopped before")


def test_a_way_that_was_not_begun_here_or_was_used_leads_nowhere(
    cast: SimpleNamespace, client_for: Any, one_login: Any
) -> None:
    bilal, femi = client_for("bilal"), client_for("femi")
    back = go(bilal)
    fails(femi.get(back), 400, "not begun here")  # somebody else's browser
    fails(bilal.get(back.replace("state=", "state=x")), 400, "not begun here")
    fails(bilal.get(back), 400, "not begun here")  # a wrong state uses it up


def test_a_code_is_good_once(cast: SimpleNamespace, client_for: Any, one_login: Any) -> None:
    bilal = client_for("bilal")
    back = go(bilal)
    kept = dict(bilal.session["people_one_login"])
    assert bilal.get(back).status_code == 302
    IdentityProof.objects.all().delete()
    session = bilal.session
    session["people_one_login"] = kept
    session.save()
    fails(bilal.get(back), 400, "did not accept")


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [("nonce", 502, "could not be checked"), ("verifier", 400, "did not accept")],
)
def test_another_journeys_nonce_or_proof_key_is_refused(
    cast: SimpleNamespace, client_for: Any, one_login: Any, changed: str, status: int, words: str
) -> None:
    bilal = client_for("bilal")
    back, session = go(bilal), bilal.session
    session["people_one_login"] = {**session["people_one_login"], changed: "a" * 43}
    session.save()
    fails(bilal.get(back), status, words)


@pytest.mark.parametrize(
    "scenario",
    [
        {"core": "forged"},
        {"core": "other_controller"},
        {"core": "other_person"},
        {"aud": "another-client"},
        {"age": 7200},
        {"rotated": True},
    ],
    ids=str,
)
def test_what_is_not_signed_for_us_now_is_not_used(
    cast: SimpleNamespace, client_for: Any, one_login: Any, scenario: dict[str, Any]
) -> None:
    bilal = client_for("bilal")
    back = go(bilal)
    scene(one_login, **scenario)
    fails(bilal.get(back), 502, "could not be checked")


@pytest.mark.parametrize("scenario", [{"core": "missing"}, {"vot": "P0"}], ids=str)
def test_an_identity_that_was_not_proved_there_proves_nothing_here(
    cast: SimpleNamespace, client_for: Any, one_login: Any, scenario: dict[str, Any]
) -> None:
    scene(one_login, **scenario)
    bilal = client_for("bilal")
    fails(bilal.get(go(bilal)), 400, "could not make sure who you are")


def test_our_assertion_is_checked_there(
    cast: SimpleNamespace, client_for: Any, one_login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bilal = client_for("bilal")
    back = go(bilal)
    monkeypatch.setattr(settings, "ONE_LOGIN_KEY", RSAKey.generate_key(2048).as_pem(private=True).decode())
    fails(bilal.get(back), 400, "did not accept")


def test_a_provider_that_is_down_is_said_to_be_down(
    cast: SimpleNamespace, client_for: Any, one_login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bilal = client_for("bilal")
    back = go(bilal)
    scene(one_login, down=True)
    fails(bilal.get(back), 503, "does not answer")
    monkeypatch.setattr(settings, "ONE_LOGIN_ISSUER", "http://127.0.0.1:9")
    fails(bilal.get("/account/identity/one-login/"), 503, "does not answer")
    monkeypatch.setattr(settings, "ONE_LOGIN_ISSUER", "http://oidc.example")
    fails(bilal.get("/account/identity/one-login/"), 502, "could not be checked")  # never without https


def test_in_production_not_even_this_machine_is_spoken_to_without_https(
    cast: SimpleNamespace, client_for: Any, one_login: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bilal = client_for("bilal")
    back = go(bilal)
    monkeypatch.setattr(settings, "PROFILE", "production")
    fails(bilal.get(back), 502, "could not be checked")
    page = bilal.get("/account/identity/one-login/")
    fails(page, 502, "could not be checked")
    assert "show a document to an officer, or ask for a code by post" in page.content.decode()


@pytest.mark.parametrize(
    "without", ["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"]
)
def test_a_provider_that_does_not_say_where_its_doors_are_is_not_used(
    cast: SimpleNamespace, client_for: Any, one_login: Any, without: str
) -> None:
    bilal = client_for("bilal")
    back = go(bilal)
    scene(one_login, without=without)
    fails(bilal.get("/account/identity/one-login/"), 502, "could not be checked")
    fails(bilal.get(back), 502, "could not be checked")


def test_a_provider_that_answers_something_else_is_said_to_be_down(
    cast: SimpleNamespace, client_for: Any, one_login: Any
) -> None:
    scene(one_login, without="all")
    fails(client_for("bilal").get("/account/identity/one-login/"), 503, "does not answer")


def test_one_identity_there_is_one_account_here(cast: SimpleNamespace, client_for: Any, one_login: Any) -> None:
    amara, bilal = client_for("amara"), client_for("bilal")
    amara.get(go(amara))
    refused = bilal.get(go(bilal))
    assert refused.status_code == 409
    assert "linked to another account" in refused.content.decode()
    assert (level(cast, "amara"), level(cast)) == ("medium", "none")
