"""Every page, file and answer that shows somebody else's facts is written down for the person whose they are."""

import re
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from coopcouncil.foundation.checks import api_operations, routes
from coopcouncil.foundation.models import AccessEntry
from coopcouncil.sharing.models import Opening
from tests.authorisation.borough import CANARIES, PARAMETER, build

# A sweep of all routes takes minutes on a busy machine; the limit is for what hangs.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]

# Her name and address, and what only those may read whom she told.
SHOWN = re.compile("|".join([*map(re.escape, CANARIES), "Amara Adeyemi", r"amara@ashmere\.example"]))
LOOKING = ["carys", "dev", "jo"]
# What shows her name because whoever asks typed it, or everybody may see it.
TYPED = {"demo/", "desk/help/<uuid:draft_id>/account/"}


def addresses() -> list[str]:
    pages = [route for route, view in routes() if not route.startswith("api/v1/") and "GET" in view.methods]  # type: ignore[attr-defined]
    return [*pages, *(path for path, method, _ in api_operations() if method == "GET")]


def test_whoever_reads_somebody_elses_facts_is_in_that_persons_list(client_for: Any, cast: SimpleNamespace) -> None:
    objects = build(cast)
    opening = Opening.objects.get(opened_by_id=cast.carys.account_id)
    clients = {name: client_for(name) for name in LOOKING} | {
        "key": Client(headers={"Authorization": f"Bearer {objects.key}"})
    }
    unseen, logged = [], set()
    for route in addresses():
        held = {**objects.common, **objects.by_route.get(route, {})}
        path = "/" + PARAMETER.sub(lambda match, held=held: held[match[1] or match[2]], route)  # type: ignore[misc]
        for name, client in clients.items():
            for ending in ("", "?format=csv", "?format=json"):
                cookies = deepcopy(client.cookies)
                with transaction.atomic():
                    before = AccessEntry.objects.filter(about=cast.amara.account_id).count()
                    answer = client.get(path + ending)
                    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                    after = AccessEntry.objects.filter(about=cast.amara.account_id).count()
                    transaction.set_rollback(True)
                client.cookies = cookies  # signing out must not sign out what comes after
                if answer.status_code != 200:
                    break
                if SHOWN.search(body.decode("utf-8", "replace")) and route not in TYPED:
                    logged.add(route)
                    if after == before:
                        unseen.append(f"/{route}{ending} as {name}: {SHOWN.search(body.decode('utf-8', 'replace'))[0]}")  # type: ignore[index]
                if ending == "" and b"format=csv" not in body:
                    break
    assert not unseen, "\n".join(unseen)
    assert len(logged) >= 8, f"the sweep finds no facts any more: {sorted(logged)}"
    assert opening.account_id == cast.amara.account_id
