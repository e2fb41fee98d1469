"""What is one person's, or one organisation's, opens to no other: every id in every address, by every method.

Each route and API operation that names an object is asked with Amara's or her surgery's id and with one that does not
exist, by whoever has nothing to do with either. Both get the same answer, word for word: nothing leaks, and nobody
learns that there is something. The routes are those that the project has, so a new one is swept without being named.
"""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import combinations
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client

from coopcouncil.directory.models import AccessPoint
from coopcouncil.foundation import clock
from coopcouncil.foundation.checks import api_operations, routes
from coopcouncil.foundation.roles import INBOX_ROLES, Role
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.identifiers import new_reference
from coopcouncil.people import actions as people
from coopcouncil.people.models import Authority, Grant, Membership
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.domain.scopes import SCOPES
from tests.authorisation.borough import CANARIES, PARAMETER, Objects, build, file_told, officer_helped

# A sweep of all routes takes minutes on a busy machine; the limit is for what hangs.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
ClientFor = Callable[[str | None], Client]

# Names in an address that say which kind of thing, or which public thing: no secret, and the same for everybody.
OPEN_NAMES = frozenset(
    {"code", "kind", "verb", "fact_code", "form", "rest", "ward_code", "by", "organisation", "year", "budget_code"}
    | {"part", "edition"}
)
# Where a stranger is shown something for the id of another, and why that is right. Everything else is refused.
MAY_OPEN = {
    (
        "officer elsewhere",
        "desk/identity/<uuid:account_id>/",
    ): "an officer sees the papers of whoever comes",
    (
        "officer elsewhere",
        "desk/records/<uuid:account_id>/<uuid:other_id>/",
    ): "an officer compares two records of whoever comes, and each look is in both logs",
    (
        "key of another organisation",
        "api/v1/notices/{uuidstr:notice_id}/answers",
    ): "an answer that fits no notice of theirs is kept, whatever it names",
}
# A takeover is public once the council has answered the group, and so is all that is on record of it.
MAY_OPEN |= {
    (who, "settlement/takeovers/<slug:reference>/"): "a takeover that was answered is public"
    for who in ("nobody", "another resident", "officer elsewhere", "key of another organisation")
}
# A report on the map is public by its reference; whoever posted one holds its token, and nobody else was told it.
MAY_OPEN |= {
    (who, route): "a report is public, and its token was told to whoever posted it"
    for who in ("nobody", "another resident", "officer elsewhere", "key of another organisation")
    for route in (
        "reports/<slug:reference>/",
        "reports/<slug:reference>/too/",
        "reports/<slug:reference>/unfollow/",
        "open311/v2/requests/<slug:reference><suffix:form>",
        "open311/v2/tokens/<slug:token><suffix:form>",
    )
}
# The directory is everybody's.
MAY_OPEN |= {
    (who, f"openreferral/v3/{name}/<str:key>"): "the directory is public"
    for who in ("nobody", "another resident", "officer elsewhere", "key of another organisation")
    for name in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
}
MAY_OPEN |= {
    (who, "money/<slug:organisation>/pounds/<int:number>/"): "where the money goes is public"
    for who in ("nobody", "another resident", "officer elsewhere", "key of another organisation")
}
# The address is one half of a secret, told to one person: it asks for the code, the other half, and shows nothing else.
MAY_OPEN |= {
    (who, "follow/<slug:key>/"): "it shows nothing of the case without its code"
    for who in ("nobody", "another resident", "officer elsewhere", "key of another organisation")
}
MAY_OPEN |= {
    (who, "follow/<slug:key>/keep/"): "without the code it leads back to where the code is asked for"
    for who in ("another resident", "officer elsewhere")
}
REFUSED = {302, 401, 403, 404}
# What differs from one answer to the next by itself.
PASSING = re.compile(r'nonce(-|=")[^"\']+|csrfmiddlewaretoken" value="[^"]+"|"request_id": "\w+"')


@dataclass
class Stranger:
    """Somebody who has nothing to do with Amara or her surgery; `own` are objects of theirs, by an address's names."""

    client: Client
    own: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    method: str
    route: str
    names: tuple[str, ...]

    @property
    def secret(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in OPEN_NAMES)


@pytest.fixture
def objects(cast: Any) -> Objects:
    return build(cast)


@pytest.fixture
def strangers(client_for: ClientFor, cast: SimpleNamespace, objects: Objects) -> dict[str, Stranger]:
    """Nobody; Bilal; Esi, who does everything that a role lets one do in another surgery; and that surgery's key."""
    now, today = clock.now(), clock.today()
    other = organisation_by_code("harbour-street-surgery")
    for role in (*INBOX_ROLES, Role.FINANCE_OFFICER):
        people.appoint(
            actor=cast.jo.actor, account_id=cast.esi.account_id, organisation_id=other.id, role=role, starts_on=today
        )
    Grant.objects.create(organisation_id=other.id, what="assist", starts_on=today)
    key = sharing.make_key(actor=cast.jo.actor, organisation_id=other.id, name="other system", scopes=SCOPES, now=now)
    file = file_told(cast.bilal, other.id, now, draft=None)
    bilals = {
        **file,
        "draft_id": str(frontdoor.start(actor=cast.bilal.actor, event_code="death", now=now)),
        "authority_id": str(Authority.objects.get(holder_id=cast.bilal.account_id).id),
        "membership_id": str(Membership.objects.filter(account_id=cast.bilal.account_id)[0].id),
    }
    point = AccessPoint.objects.filter(organisation_id=other.id)[0]
    passkey = Authenticator.objects.create(user_id=cast.amara.account_id, type="webauthn", data={"name": "Bittern"})
    objects.common["pk"] = str(passkey.pk)
    helped = officer_helped(cast.esi, cast.dev, other.id, point.id)
    Draft.objects.filter(id=helped["colleagues"]).update(assisted_by=cast.grace.account_id)
    esis = {"draft_id": helped["mine"], "submission_id": helped["sent"], "help_id": helped["asked"]}
    return {
        "nobody": Stranger(client_for(None)),
        "another resident": Stranger(client_for("bilal"), [bilals]),
        "officer elsewhere": Stranger(client_for("esi"), [esis | {"notice_id": file["notice_id"]}]),
        "key of another organisation": Stranger(Client(headers={"Authorization": f"Bearer {key.key}"}), [file]),
    }


def every_address() -> Iterator[Asked]:
    """Every route and API operation with a parameter, by each method that it answers."""
    pages = [
        (route, method)
        for route, view in routes()
        if not route.startswith("api/v1/")
        for method in view.methods  # type: ignore[attr-defined]
    ]
    for route, method in pages + [(path, method) for path, method, _ in api_operations()]:
        names = tuple(match[1] or match[2] for match in PARAMETER.finditer(route))
        if names:
            yield Asked(method, route, names)


def never(name: str, held: str) -> str:
    """An id of the same kind as `held` that nothing has."""
    if name == "reference":
        return new_reference(b"nobody ever told")
    if name in ("pk", "number"):
        return "987654321"
    return str(uuid4()) if name.endswith("_id") else f"never-{uuid4().hex}"


def ask(client: Client, asked: Asked, ids: dict[str, str], objects: Objects) -> tuple[int, str]:
    """Status and all that is told, without what passes; what it did is undone, so that no answer leans on another."""
    path, cookies = "/" + PARAMETER.sub(lambda match: ids[match[1] or match[2]], asked.route), deepcopy(client.cookies)
    with transaction.atomic():
        if asked.route.startswith("api/"):
            body = objects.body(asked.route) if asked.method in ("POST", "PATCH", "PUT") else ""
            once = {"Idempotency-Key": uuid4().hex}
            response = client.generic(asked.method, path, body, content_type="application/json", headers=once)
        else:
            given = objects.body(asked.route) if asked.method == "POST" else None
            response = client.generic("GET", path) if given is None else client.post(path, given)
        told = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    heads = {name: value for name, value in response.headers.items() if name not in ("X-Request-Id", "Content-Length")}
    text = PASSING.sub("", told.decode("utf-8", "replace") + json.dumps(heads))
    for value in (path, quote(path, safe=""), *(value for value in ids.values() if len(value) > 8)):
        text = text.replace(value, "…")
    return response.status_code, text


def mixtures(asked: Asked, own: list[dict[str, str]], theirs: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Which of an address's ids are Amara's: all; and, where the stranger has such things, some beside their own."""
    yield asked.secret
    for count in range(1, len(asked.secret)):
        for foreign in combinations(asked.secret, count):
            if any(set(asked.secret) - set(foreign) <= set(mine) for mine in own):
                yield foreign


def in_addresses(strangers: dict[str, Stranger], objects: Objects) -> list[str]:
    """Where a stranger learns from the address of what is another's that there is something, or a word of it."""
    wrong, swept = [], 0
    for asked in every_address():
        held = {**objects.common, **objects.by_route.get(asked.route, {})}
        theirs = {name: held[name] for name in asked.names}
        for who, stranger in strangers.items():
            for foreign in mixtures(asked, stranger.own, theirs):
                if not foreign:
                    continue
                mine: dict[str, str] = next(
                    (own for own in stranger.own if set(asked.secret) - set(foreign) <= set(own)), {}
                )
                ids = theirs | {name: mine[name] for name in asked.secret if name not in foreign}
                nothing = ids | {name: never(name, theirs[name]) for name in foreign}
                got, expected = (ask(stranger.client, asked, each, objects) for each in (ids, nothing))
                swept += 1
                place = f"{asked.method} /{asked.route} as {who}, {' and '.join(foreign)} of another: "
                if (who, asked.route) in MAY_OPEN:
                    continue
                if got[0] not in REFUSED:
                    wrong.append(f"{place}{got[0]}, not refused")
                if got[0] != expected[0]:
                    wrong.append(f"{place}{got[0]}, where there is none {expected[0]}")
                elif got[1] != expected[1]:
                    wrong.append(f"{place}it is told otherwise than where there is none")
                wrong += [f"{place}{word} leaks" for word in CANARIES if word in got[1]]
    assert swept > 400
    return wrong


def in_lists(strangers: dict[str, Stranger], objects: Objects) -> list[str]:
    """Where a page or a file without an id shows a stranger a word of what is another's."""
    leaks = []
    plain = [route for route, view in routes() if not PARAMETER.search(route) and not route.startswith("api/v1/")]
    plain += [path for path, method, _ in api_operations() if method == "GET" and not PARAMETER.search(path)]
    for route in plain:
        for who, stranger in strangers.items():
            asked = [route]
            while asked:
                address = asked.pop()
                _, text = ask(stranger.client, Asked("GET", address, ()), {}, objects)
                leaks += [f"/{address} as {who}: {word}" for word in CANARIES if word in text]
                if "?" not in address:
                    asked += [f"{route}?format={form}" for form in ("csv", "json") if f"format={form}" in text]
    return leaks


def see_that_it_bites(client_for: ClientFor, strangers: dict[str, Stranger], objects: Objects) -> None:
    """Whose it is opens it, and reads there the words that no stranger may; strangers open their own."""
    owners = {
        "amara": client_for("amara"),
        "dev": client_for("dev"),
        "jo": client_for("jo"),
        "hari": client_for("hari"),
        "key": Client(headers={"Authorization": f"Bearer {objects.key}"}),
    }
    seen, opened, apart = set(), set(), set()
    gets = [asked for asked in every_address() if asked.secret and asked.method == "GET"]
    for asked in gets:
        held = {**objects.common, **objects.by_route.get(asked.route, {})}
        ids = {name: held[name] for name in asked.names}
        nothing = ids | {name: never(name, ids[name]) for name in asked.secret}
        for client in owners.values():
            status, text = ask(client, asked, ids, objects)
            seen |= {word for word in CANARIES if word in text}
            if status != 404 and ask(client, asked, nothing, objects)[0] == 404:
                apart.add(asked.route)
        for who, stranger in strangers.items():
            for own in stranger.own:
                if set(asked.secret) <= set(own) and ask(stranger.client, asked, ids | own, objects)[0] == 200:
                    opened.add((who, asked.route))
    assert seen == set(CANARIES)
    assert len(apart) > 0.6 * len(gets), sorted({asked.route for asked in gets} - apart)
    assert {
        ("another resident", "notices/<uuid:submission_id>/documents/<uuid:document_id>/"),
        ("another resident", "account/speaking-for/<uuid:authority_id>/"),
        ("officer elsewhere", "desk/help/sent/<uuid:submission_id>/"),
        ("officer elsewhere", "inbox/asked/<uuid:help_id>/"),
        ("key of another organisation", "api/v1/notices/{uuidstr:notice_id}/documents/{uuidstr:document_id}"),
    } <= opened


def test_what_is_anothers_is_answered_as_if_it_were_not_there(
    client_for: ClientFor, strangers: dict[str, Stranger], objects: Objects
) -> None:
    """One test, because the borough takes longer to build than to sweep."""
    see_that_it_bites(client_for, strangers, objects)
    if wrong := in_addresses(strangers, objects) + in_lists(strangers, objects):
        pytest.fail("\n".join(wrong), pytrace=False)
