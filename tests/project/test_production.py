"""The production profile, as a process of its own: what it refuses, and what it serves."""

import os
import re
import secrets
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.support.borough import free_ports

COMMAND = str(Path(sys.executable).with_name("coopcouncil"))
HOST = "council.example"
SOUND = {
    "COOPCOUNCIL_PROFILE": "production",
    "COOPCOUNCIL_SECRET_KEY": secrets.token_urlsafe(50),
    "COOPCOUNCIL_FACTS_KEY": b64encode(secrets.token_bytes(32)).decode(),
    "COOPCOUNCIL_SEARCH_KEY": b64encode(secrets.token_bytes(32)).decode(),
    "COOPCOUNCIL_AUDIT_KEY": b64encode(secrets.token_bytes(32)).decode(),
    "COOPCOUNCIL_PUBLIC_URL": f"https://{HOST}",
    "COOPCOUNCIL_ALLOWED_HOSTS": HOST,
    "COOPCOUNCIL_EMAIL_HOST": "mail.council.example",
    "COOPCOUNCIL_FROM_EMAIL": "noreply@council.example",
    "COOPCOUNCIL_BEHIND_PROXY": "1",
}


def environment(home: Path, **changed: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("COOPCOUNCIL_", "DJANGO_SETTINGS"))
    }
    return {**kept, "COOPCOUNCIL_HOME": str(home), **SOUND, **changed}


def refusal(home: Path, **changed: str) -> str:
    """What the command line says when it will not start with these settings."""
    done = subprocess.run(
        [COMMAND, "places", "summary"], env=environment(home, **changed), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"COOPCOUNCIL_SECRET_KEY": ""}, "The secret key is missing or weak."),
        ({"COOPCOUNCIL_SECRET_KEY": "short"}, "The secret key is missing or weak."),
        ({"COOPCOUNCIL_SECRET_KEY": "ab" * 40}, "The secret key is missing or weak."),
        ({"COOPCOUNCIL_FACTS_KEY": ""}, "The facts key is missing or weak."),
        ({"COOPCOUNCIL_FACTS_KEY": "c2hvcnQ="}, "The facts key is missing or weak."),
        ({"COOPCOUNCIL_SEARCH_KEY": ""}, "The search key is missing or weak."),
        ({"COOPCOUNCIL_AUDIT_KEY": "c2hvcnQ="}, "The audit key is missing or weak."),
        ({"COOPCOUNCIL_DEBUG": "1"}, "Debugging is on."),
        ({"COOPCOUNCIL_DEMO": "1"}, "Demo sign-in is on."),
        ({"COOPCOUNCIL_PUBLIC_URL": f"http://{HOST}"}, "The public address is not https."),
        ({"COOPCOUNCIL_ALLOWED_HOSTS": "localhost"}, "No host name is set."),
        ({"COOPCOUNCIL_ALLOWED_HOSTS": f"{HOST},*"}, "No host name is set."),
        ({"COOPCOUNCIL_ONE_LOGIN_ISSUER": "http://localhost:9"}, "An address of GOV.UK One Login is not https."),
        ({"COOPCOUNCIL_ONE_LOGIN_IDENTITY_KEYS": "http://localhost:9"}, "An address of GOV.UK One Login is not https."),
        ({"COOPCOUNCIL_EMAIL_HOST": ""}, "No mail server is set."),
        ({"COOPCOUNCIL_FROM_EMAIL": ""}, "No address is set for letters to come from."),
        ({"COOPCOUNCIL_FROM_EMAIL": "the council"}, "No address is set for letters to come from."),
    ],
)
def test_it_refuses_to_start_and_says_only_what_is_wrong(
    tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    said = refusal(tmp_path, **changed)
    assert "coopcouncil will not start in production:" in said
    assert [line for line in said.splitlines() if line.startswith("- ")] == [
        line for line in said.splitlines() if sentence in line
    ]


def test_it_names_every_fault_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, COOPCOUNCIL_DEBUG="1", COOPCOUNCIL_DEMO="1", COOPCOUNCIL_SECRET_KEY="")
    assert len([line for line in said.splitlines() if line.startswith("- ")]) == 3


@pytest.fixture
def site(tmp_path: Path, cloned_db: Any) -> Iterator[str]:
    """`coopcouncil serve` in production, on loopback, as the application's role. Yields its address."""
    surroundings = environment(
        tmp_path, COOPCOUNCIL_DATABASE_URL=cloned_db.app, COOPCOUNCIL_STATIC_ROOT=str(tmp_path / "static")
    )
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--noinput"],
        env={**surroundings, "DJANGO_SETTINGS_MODULE": "coopcouncil.project.settings"},
        check=True,
        capture_output=True,
        timeout=120,
    )
    port, log = free_ports(1), tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)], env=surroundings, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process, log)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", headers={"Host": HOST}).status_code == 200:
                return url
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text()[-4000:])


def test_it_serves_over_https_with_every_guard_of_the_browser_up(site: str) -> None:
    by_proxy = {"Host": HOST, "X-Forwarded-Proto": "https"}
    page = httpx.get(f"{site}/life-events/", headers=by_proxy)
    assert page.status_code == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    nonce = re.search(r"script-src [^;]*'nonce-([^']+)'", policy)
    assert nonce is not None
    assert set(re.findall(r'<script[^>]*\bnonce="([^"]+)"', page.text)) == {nonce[1]}

    for address in set(re.findall(r'"(/static/[^"]+)"', page.text)):
        assert httpx.get(site + address, headers=by_proxy).status_code == 200, address
        assert re.search(r"\.[0-9a-f]{12}\.", address), f"{address} may be kept by a browser for ever"


def test_its_cookies_are_secure_and_bound_to_this_host(site: str) -> None:
    by_proxy = {"Host": HOST, "X-Forwarded-Proto": "https"}
    form = httpx.get(f"{site}/life-events/death/", headers=by_proxy)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert token is not None
    jar = {"__Host-csrf": form.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]}
    begun = httpx.post(
        f"{site}/life-events/death/",
        headers={**by_proxy, "Referer": f"https://{HOST}/life-events/death/"},
        cookies=jar,
        data={"csrfmiddlewaretoken": token[1]},
    )
    assert begun.status_code == 302, begun.text
    given = [*form.headers.get_list("Set-Cookie"), *begun.headers.get_list("Set-Cookie")]
    assert {cookie.strip().split("=")[0] for cookie in given} == {"__Host-csrf", "__Host-session"}
    for cookie in given:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_guesses_at_signing_in_are_counted_where_every_process_sees_them(site: str, cloned_db: Any) -> None:
    by_proxy = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    form = httpx.get(f"{site}/sign-in/", headers=by_proxy)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert token is not None
    answers = [
        httpx.post(
            f"{site}/sign-in/",
            headers={**by_proxy, "Referer": f"https://{HOST}/sign-in/"},
            cookies={"__Host-csrf": form.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]},
            data={"csrfmiddlewaretoken": token[1], "login": "amara@home.example", "password": "not the right one"},
        ).status_code
        for _ in range(8)
    ]
    assert answers[-1] != 500
    with psycopg.connect(cloned_db.app) as connection:
        keys = [row[0] for row in connection.execute("SELECT cache_key FROM foundation_cache")]
    assert keys
    assert not any("ip:" in key for key in keys)


def test_it_sends_plain_http_to_https_knows_no_other_host_and_has_no_demo(site: str) -> None:
    plain = httpx.get(f"{site}/life-events/", headers={"Host": HOST})
    assert (plain.status_code, plain.headers["Location"]) == (301, f"https://{HOST}/life-events/")
    assert httpx.get(f"{site}/healthz", headers={"Host": "elsewhere.example"}).status_code == 400
    demo = httpx.get(f"{site}/demo/", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    assert demo.status_code == 404
    assert "Traceback" not in demo.text
