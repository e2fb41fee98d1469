"""Makes the database of an older release that the tests of upgrading begin with. It runs in that release's checkout:

    git worktree add --detach ../old 5ec36f4 && cd ../old && make setup
    cp ../coopcouncil/tests/releases/0.1/make_dump.py tests/test_make_dump.py
    .venv/bin/pytest -n 0 -q tests/test_make_dump.py

It leaves `main.dump`, `checkpoints/` and `made.json` in `build/release/`. Everybody in it is made up.
"""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import connection

from coopcouncil.foundation import clock, sealer
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people.models import Account, Authority, IdentityProof, Preferences
from coopcouncil.project.gateways.postgres import binaries
from coopcouncil.sharing import actions
from coopcouncil.sharing.domain.circumstances import Circumstances, Need
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Delivery, Notice, RecordedFact, Submission
from coopcouncil.sharing.tests import conftest as sharing
from coopcouncil.sharing.tests.conftest import Receiver

# Of this dump alone, and no secret: whoever reads this can read it.
FACTS_KEY = "bm90IGEgc2VjcmV0OiBvbmx5IGZvciB0aGlzIGR1bXA="
AUDIT_KEY = "bm90IGEgc2VjcmV0IGVpdGhlcjogZm9yIHRoZSBkdW0="

NAME = Fact("person_who_died", "Person who died", "Ada Example", "Ada Example")
DIED = Fact("died_on", "Date of death", "2026-11-01", "1 November 2026")
PHONE = Fact("your_phone", "Your phone number", "+447700900444", "07700 900444", known_as="phone")
TOLD = {fact.code: fact.value for fact in (NAME, DIED, PHONE)}

receiver = sharing.receiver
_http = sharing._this_machine_may_be_posted_to


class Teller(sharing.Teller):
    def tell(self, *drafts: Any, **changes: Any) -> Any:
        return super().tell(*drafts, **{"facts": TOLD, "event_code": "death", **changes})


def draft(organisation_id: Any, code: str, **changes: Any) -> Any:
    return sharing.draft(
        organisation_id,
        code,
        **{
            "purpose": "council_tax_after_a_death",
            "fact_codes": tuple(TOLD),
            "facts": (NAME, DIED, PHONE),
            **changes,
        },
    )


@pytest.fixture
def keys(settings: Any) -> None:
    settings.FACTS_KEY, settings.AUDIT_KEY = FACTS_KEY, AUDIT_KEY


def test_make(keys: None, cloned_db: Any, cast: Any, receiver: Receiver, client_for: Any) -> None:
    from coopcouncil.people.public import organisation_by_code

    surgery, tenants, council = (
        organisation_by_code(code).id for code in ("larkhill-surgery", "larkhill-tenants-co-op", "ashmere-council")
    )
    now = clock.now()
    amara = Teller(cast.amara.actor, now)
    Preferences.objects.create(
        account_id=cast.amara.account_id, contact_by="none", changed_at=now,
        needs=[{"code": "other", "words": "I need a quiet room"}],
    )  # fmt: skip
    secret = receiver.connect(surgery)
    answers = Actor(kind="agency", organisation_id=surgery, scopes=frozenset({"notices"}))

    # A notice in each state.
    needs = Circumstances(needs=(Need("interpreter", "Tigrinya"),))
    home = {"line_1": "3 Elm Road", "postcode": "AM1 1AA"}
    settled = amara.tell(
        draft(surgery, "one"), draft(tenants, "two"), draft(council, "three"), circumstances=needs,
        known={"phone": PHONE.value, "address": home},
    )  # fmt: skip
    amara.carry()
    told = {notice.code: notice.id for notice in Notice.objects.all()}
    actions.answer_notice(
        actor=answers, notice_id=told["one"], answer_id="1", kind="refused", reason="She was not our patient.", now=now,
        decision=DecisionDraft("refused", "We hold no record of her.", clock.today()),
    )  # fmt: skip
    Delivery.objects.filter(notice_id=told["two"]).update(state="accepted")
    amara.tell(draft(surgery, "acted"))
    amara.carry()
    acted = Notice.objects.get(code="acted")
    actions.answer_notice(actor=answers, notice_id=acted.id, answer_id="2", kind="acted", reason="", now=now)
    receiver.answer = 500
    for code in ("dead", "retrying"):
        teller = Teller(Actor(kind="anonymous", session_key=f"of {code}"), amara.now)
        teller.tell(draft(surgery, code))
        teller.carry()
    Delivery.objects.filter(notice__code="dead").update(state="dead", next_attempt_at=None)
    receiver.answer = 204
    waiting = amara.tell(draft(surgery, "queued"), draft(council, "for the council"))
    actions.correct(
        actor=amara.actor, submission_id=settled.id, now=now,
        fact=Fact("died_on", "Date of death", "2026-11-02", "2 November 2026"),
    )  # fmt: skip

    # What hangs on people: a power, a proof, an app, a session, something begun, something told safely.
    Authority.objects.create(
        holder_id=cast.bilal.account_id, subject_id=cast.amara.account_id, kind="agreed", state="checked",
        checked_by_id=cast.carys.account_id, checked_at=now, claimed_at=now, starts_on=clock.today(),
        person={"first_names": "Amara", "last_name": "Adeyemi"}, evidence={"kind": "letter", "number": "QZ-1"},
    )  # fmt: skip
    IdentityProof.objects.create(
        account_id=cast.amara.account_id, level="medium", how="document_seen", proved_at=now,
        checked_by_id=cast.dev.account_id, detail={"name": "Amara Adeyemi", "born_on": "1988-05-04"},
    )  # fmt: skip
    Authenticator.objects.create(
        user_id=cast.jo.account_id, type="totp", data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    )
    client_for("bilal")
    frontdoor.start(actor=cast.bilal.actor, event_code="death", now=now)
    Draft.objects.update(answers={"your_name": {"first_names": "Bilal", "last_name": "Rahman"}})
    safe = Teller(Actor(kind="anonymous", session_key="hers"), now).tell(
        draft(council, "safely"),
        circumstances=Circumstances(
            safe=True, facts_until=now + timedelta(days=30),
            safe_contact={"way": "phone", "detail": "07700 900123", "when": "Weekdays"},
        ),
    )  # fmt: skip

    folder = Path("build/release")
    folder.mkdir(parents=True, exist_ok=True)
    sealed = sealer.seal(now=clock.now() + timedelta(minutes=5), folder=(folder / "checkpoints").absolute())
    assert sealed == AuditRow.objects.count()
    assert sealer.export((folder / "checkpoints").absolute())
    tables = [
        table for table in connection.introspection.table_names()
        if table.startswith(("people_", "sharing_", "frontdoor_", "foundation_audit", "account_", "mfa_"))
    ]  # fmt: skip
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            counts[table] = cursor.fetchone()[0]
    made = {
        "facts_key": FACTS_KEY, "audit_key": AUDIT_KEY, "signing_secret": secret, "made_at": now.isoformat(),
        "settled": settled.reference, "waiting": waiting.reference, "safe": [safe.reference, safe.words],
        "audit_rows": sealed, "counts": counts,
        "names": sorted(Account.objects.exclude(name="").values_list("name", flat=True)),
        "states": {
            str(row.notice.code): row.state for row in Delivery.objects.select_related("notice").filter(
                notice__kind="told")
        },
        "known": sorted(RecordedFact.objects.values_list("code", flat=True)),
        "submissions": Submission.objects.count(),
    }  # fmt: skip
    (folder / "made.json").write_text(json.dumps(made, indent=1) + "\n")
    place = cloned_db.superuser.replace("postgres://", "postgresql://")
    subprocess.run(
        [binaries() / "pg_dump", "--format=custom", "--compress=9", "--no-owner", "--no-acl", "--no-comments",
         f"--file={folder / 'main.dump'}", place],
        check=True,
    )  # fmt: skip
