"""Every route, as every kind of visitor: the headers that keep a browser safe, and files that no spreadsheet runs.

The requirements are those of OWASP ASVS 5.0, V3 and V4. The routes are those that the project has, so a new one is
swept without being named.
"""

import csv
import io
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Left
from django.http import HttpResponseBase
from django.test import Client

from coopcouncil.directory.models import AccessPoint, Service
from coopcouncil.foundation.checks import api_operations, routes
from coopcouncil.people.models import Account, Organisation
from tests.authorisation.borough import Objects, build
from tests.support.rows import rewrite

# A sweep of all routes takes minutes on a busy machine; the limit is for what hangs.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
ClientFor = Callable[[str | None], Client]

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
POLICY = ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action ")
# What other sites may show in a frame: it knows nobody, so that nothing can be pressed there in somebody's name.
FRAMED = {"embed/map/"}
IN_A_FRAME = {"Cross-Origin-Resource-Policy": "cross-origin"}
FORMULAS = ("=cmd|' /C calc'!A0", "+cmd", "-cmd", "@cmd", "\tcmd", "\rcmd")


# Open data, which pages of any other site may read: what says so is meant, and nothing of who asks is in it.
FOR_ANY_SITE = ("openreferral/",)
OPENED = ("Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers")


def lacking(answer: HttpResponseBase, personal: bool, *, framed: bool = False) -> list[str]:
    """What an answer lacks, one sentence each."""
    always = {**ALWAYS, **IN_A_FRAME} if framed else ALWAYS
    wrong = [f"{name} is {answer.headers.get(name)!r}" for name, value in always.items() if answer.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    asked = [part for part in POLICY if not framed or "frame-ancestors" not in part]
    wrong += [f"the policy lacks {part}" for part in asked if part not in policy]
    if framed:
        wrong += [f"the cookie {name} is set" for name in answer.cookies]
    wrong += [f"the policy holds {part}" for part in ("unsafe", "http:", " *") if part in policy]
    if "camera=()" not in answer.headers.get("Permissions-Policy", ""):
        wrong.append("no Permissions-Policy")
    wrong += [f"{name} is sent" for name in answer.headers if name.lower().startswith("access-control-")]
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/") and "charset=utf-8" not in kind.lower():
        wrong.append(f"no charset: {kind}")
    if personal and "no-store" not in answer.headers.get("Cache-Control", ""):
        wrong.append(f"may be kept: {answer.headers.get('Cache-Control')}")
    for cookie in answer.cookies.values():
        if not cookie.value:
            continue  # taken away
        if not cookie["httponly"] or cookie["samesite"] not in ("Lax", "Strict") or cookie["path"] != "/":
            wrong.append(f"the cookie {cookie.key} lacks an attribute")
    return wrong


def plant() -> None:
    """Names that a spreadsheet would run, wherever people and organisations may write one."""
    for number, account in enumerate(Account.objects.order_by("pk")):
        rewrite(Account.objects.filter(pk=account.pk), name=f"{FORMULAS[number % len(FORMULAS)]}{account.name}"[:100])
    for model in (Organisation, Service, AccessPoint):
        for number, row in enumerate(model.objects.order_by("pk").values_list("pk", flat=True)):
            sign = Value(FORMULAS[number % len(FORMULAS)], output_field=CharField())
            model.objects.filter(pk=row).update(name=Left(Concat(sign, F("name")), 100))


def formulas(content: str) -> tuple[list[str], int]:
    """The cells of a CSV file that a spreadsheet would run, and how many were made harmless."""
    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    numbers = [cell for cell in cells if cell.lstrip("-").replace(".", "", 1).isdecimal()]
    running = [cell for cell in cells if cell[:1] in "=+-@\t\r\n" and cell and cell not in numbers]
    return running, sum(cell.startswith("'") and cell[1:].startswith(FORMULAS) for cell in cells)


def test_every_answer_carries_its_headers_and_no_file_holds_a_formula(client_for: ClientFor, cast: Any) -> None:
    objects: Objects = build(cast)
    plant()
    wrong, harmless, files = [], 0, set()
    visitors = {name: client_for(name) for name in ("amara", "carys", "jo")}
    visitors |= {"nobody": client_for(None), "a key": Client(headers={"Authorization": f"Bearer {objects.key}"})}
    every = [route for route, _view in routes() if not route.startswith("api/v1/")]
    every += [path for path, method, _function in api_operations() if method == "GET"]
    for route in dict.fromkeys(every):
        for name, client in visitors.items():
            path = "/" + objects.address(route)
            asked = [path]
            while asked:
                address, cookies = asked.pop(), deepcopy(client.cookies)
                with transaction.atomic():
                    answer = client.get(address)
                    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                    transaction.set_rollback(True)
                client.cookies = cookies
                same_for_all = route in ("theme.css", "healthz", *FRAMED)
                personal = name != "nobody" and answer.status_code == 200 and not same_for_all
                found = lacking(answer, personal, framed=route in FRAMED)
                if route.startswith(FOR_ANY_SITE):
                    found = [what for what in found if not what.startswith(OPENED)]
                    if answer.headers.get("Access-Control-Allow-Origin") != "*":
                        found.append("no site may read it")
                    if "Access-Control-Allow-Credentials" in answer.headers:
                        found.append("another site may read it as whoever is signed in")
                wrong += [f"/{route} as {name}: {what}" for what in found]
                if "?" not in address and b"format=csv" in body:
                    asked += [f"{path}?format=csv", f"{path}?format=json"]
                if answer.headers.get("Content-Type", "").startswith("text/csv"):
                    running, made = formulas(body.decode())
                    wrong += [f"/{route} as {name}: the cell {cell!r} runs" for cell in running]
                    harmless, files = harmless + made, files | {route}
                if "?format=" in address and "attachment" not in answer.headers.get("Content-Disposition", ""):
                    wrong.append(f"{address} as {name}: is no download")
    if wrong:
        pytest.fail("\n".join(sorted(set(wrong))[:40]), pytrace=False)
    assert len(files) >= 8, files
    assert harmless > 50


def test_pages_take_no_other_method_than_theirs_and_no_header_makes_one(client_for: ClientFor, cast: Any) -> None:
    client = client_for("amara")
    for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert client.get("/account/sessions/end-others/", headers={name: "POST"}).status_code == 405
    assert client.post("/account/sessions/", {"_method": "DELETE"}).status_code == 405
    for route, view in routes():
        if not route.startswith("api/v1/") and "<" not in route:
            answers = {method: client.generic(method, f"/{route}") for method in ("TRACE", "PUT", "OPTIONS")}
            assert {answers["TRACE"].status_code, answers["PUT"].status_code} == {405}, route
            assert answers["OPTIONS"].status_code == 204, route
            assert answers["OPTIONS"]["Allow"] == ", ".join((*view.methods, "OPTIONS")), route  # type: ignore[attr-defined]


def test_no_method_that_needs_no_token_changes_anything(client_for: ClientFor) -> None:
    """Django asks for the token of a form neither at OPTIONS nor at HEAD."""
    here, there = client_for("amara"), client_for("amara")
    for method in ("OPTIONS", "HEAD", "TRACE"):
        here.generic(method, "/account/sessions/end-others/")
    assert there.get("/account/details/").status_code == 200


def test_another_host_is_refused_and_a_forwarded_one_is_not_believed(client: Client) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    page = client.get("/get-help/", headers={"X-Forwarded-Host": "evil.example"})
    assert page.status_code == 200
    assert b"evil.example" not in page.content


def test_over_https_the_browser_is_told_to_stay_there(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    answer = Client().get("/get-help/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in Client().get("/get-help/")


def test_the_cookies_of_production_carry_the_prefix_that_ties_them_to_this_host() -> None:
    text = (settings.PACKAGE / "project" / "settings" / "production.py").read_text()
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"):
        assert f'{name} = "__Host-' in text
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert f"{name} = True" in text
