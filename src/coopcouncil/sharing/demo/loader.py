"""Connects Ashmere's organisations: three by their own servers, charities by e-mail, one by files, everyone else by the
inbox."""

import json
import os
from pathlib import Path

from django.conf import settings

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.people import public as people
from coopcouncil.sharing import actions, queries

AGENCIES = ("national-benefits-office", "ashmere-homes", "vale-nhs-trust")
TAKES_FILES = "larkhill-tenants-co-op"
# Its server is not there: nobody listens at port 1. So one sees what becomes of what cannot be delivered.
OUT_OF_ORDER, NOWHERE = "ashmere-buses", "http://127.0.0.1:1/"
FIRST_PORT = 8101


def ports() -> dict[str, int]:
    """The port of each agency's server: 8101 and on, or from COOPCOUNCIL_AGENCY_PORT on."""
    first = int(os.environ.get("COOPCOUNCIL_AGENCY_PORT", FIRST_PORT))
    return {code: first + place for place, code in enumerate(AGENCIES)}


def load() -> None:
    """Connect everyone. Loading it again changes addresses that have moved; secrets and working keys stay."""
    for body in people.organisations():
        if body.code in AGENCIES:
            connect_agency(body.code)
        elif body.code == OUT_OF_ORDER:
            actions.connect(actor=OPERATOR, organisation_id=body.id, route="webhook", url=NOWHERE, now=clock.now())
        elif body.code == TAKES_FILES:
            actions.connect(actor=OPERATOR, organisation_id=body.id, route="batch", now=clock.now())
        elif body.kind == "charity" and body.email:
            actions.connect(actor=OPERATOR, organisation_id=body.id, route="email", email=body.email, now=clock.now())


def connect_agency(code: str) -> None:
    """Connect one agency, and write what it needs to know to its file in the home."""
    organisation_id, now = people.organisation_by_code(code).id, clock.now()
    url = f"http://127.0.0.1:{ports()[code]}/"
    file = Path(settings.HOME) / "agencies" / f"{code}.json"
    given = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    secret = actions.connect(actor=OPERATOR, organisation_id=organisation_id, route="webhook", url=url, now=now)
    if secret is None and "secret" not in given:  # the file was lost: what is not known any more is made anew
        secret = actions.rotate_secret(actor=OPERATOR, organisation_id=organisation_id, now=now)
    if queries.key_owner(given.get("key", "")) is None:
        made = actions.make_key(actor=OPERATOR, organisation_id=organisation_id, name="Demo server", now=now)
        given["key"] = made.key
    if secret:
        given["secret"] = secret
    _write(file, {**given, "organisation": code, "url": url})


def _write(file: Path, document: dict[str, str]) -> None:
    """Whole or not at all, and readable by nobody else."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as output:
        json.dump(document, output)
    fresh.replace(file)
