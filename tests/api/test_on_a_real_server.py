"""The API as organisations' software meets it: over HTTP, several at once, by the examples and guides that we give."""

import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from jsonschema import Draft202012Validator

from coopcouncil.frontdoor.api.examples import DEATH, HELP
from coopcouncil.sharing.domain.scopes import SCOPES
from tests.support.borough import Borough

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "tell-from-your-own-software.md"
ASKERS = 8
BODY: dict[str, Any] = {"life_event": "death", "help": HELP, "answers": DEATH}


def command(borough: Borough, *words: str) -> Any:
    """What the command line of the running borough answers, as JSON."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("COOPCOUNCIL_", "DJANGO_"))},
        "COOPCOUNCIL_HOME": str(borough.home),
    }
    program = str(Path(sys.executable).with_name("coopcouncil"))
    done = subprocess.run([program, *words, "--json"], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def key_of(borough: Borough, organisation: str) -> str:
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    return str(command(borough, "sharing", "make-key", organisation, "--name", "Desk", *scopes)["key"])


@pytest.fixture(scope="module")
def key(borough: Borough) -> str:
    """The council's own contact centre may help residents without a grant."""
    return key_of(borough, "ashmere-council")


def client(borough: Borough, key: str) -> httpx.Client:
    return httpx.Client(base_url=borough.url, headers={"Authorization": f"Bearer {key}"}, timeout=60)


ORDER = (
    "list_life_events", "get_life_event", "plan_life_event", "submit", "get_submission", "fetch_notice",
    "list_proposals", "answer_notice", "send_answers",
    "begin_draft", "get_draft", "change_draft", "send_draft", "begin_draft", "discard_draft",
    "open_case", "get_case", "update_case", "list_cases",
)  # fmt: skip
KEPT = """
    SELECT (SELECT count(*) FROM sharing_submission WHERE reference = %(reference)s),
           (SELECT count(*) FROM sharing_notice WHERE submission_id IN
               (SELECT id FROM sharing_submission WHERE reference = %(reference)s)),
           (SELECT count(*) FROM sharing_idempotent_request WHERE key = %(key)s)
"""


def kept(borough: Borough, reference: str, key: str) -> tuple[int, int, int]:
    """How many submissions, notices and replies the database really holds."""
    with psycopg.connect(command(borough, "db", "url")["url"]) as connection:
        row = connection.execute(KEPT, {"reference": reference, "key": key}).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


NOTICE = """
    SELECT n.id FROM sharing_notice n JOIN sharing_submission s ON s.id = n.submission_id
    JOIN people_organisation o ON o.id = n.organisation_id
    WHERE s.reference = %(reference)s AND o.code = %(organisation)s ORDER BY n.code
"""


def notice_to(borough: Borough, reference: str, organisation: str) -> str:
    """A notice of that submission to that organisation, sent by now."""
    asked = {"reference": reference, "organisation": organisation}
    with psycopg.connect(command(borough, "db", "url")["url"]) as connection:
        row = connection.execute(NOTICE, asked).fetchone()
        assert row is not None
        until = time.monotonic() + 30
        while time.monotonic() < until:
            state = connection.execute("SELECT state FROM sharing_delivery WHERE notice_id = %s", [row[0]]).fetchone()
            if state != ("queued",):
                break
            time.sleep(0.2)
    return str(row[0])


def test_a_retried_key_makes_one_submission_another_body_is_refused_and_others_find_nothing(
    borough: Borough, key: str
) -> None:
    once, start = str(uuid4()), Barrier(ASKERS)

    def ask(_: int) -> httpx.Response:
        with client(borough, key) as council:
            start.wait(timeout=30)
            return council.post("/api/v1/submissions", json=BODY, headers={"Idempotency-Key": once})

    with ThreadPoolExecutor(ASKERS) as pool:
        answers = list(pool.map(ask, range(ASKERS)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1, "not the same, letter for letter"
    told = answers[0].json()
    assert kept(borough, told["reference"], once) == (1, len(told["notices"]), 1)

    with client(borough, key) as council:
        other = council.post(
            "/api/v1/submissions",
            json={**BODY, "answers": {**DEATH, "lived_alone": False}},
            headers={"Idempotency-Key": once},
        )
        assert other.status_code == 409
        assert other.headers["Content-Type"] == "application/problem+json"
        assert council.get(f"/api/v1/submissions/{told['reference']}").status_code == 200
    with client(borough, key_of(borough, "vale-nhs-trust")) as stranger:
        assert stranger.get(f"/api/v1/submissions/{told['reference']}").status_code == 404


A_TEAM = """
    WITH team AS (
        INSERT INTO casework_team (id, code, name, summary, service_types, takes_the_rest, created_at)
        SELECT gen_random_uuid(), 'tests', 'Tests', '', '[]', true, now()
        WHERE NOT EXISTS (SELECT FROM casework_team WHERE takes_the_rest) RETURNING id
    )
    INSERT INTO casework_officer (id, account_id, team_id, rank, is_active, joined_at)
    SELECT gen_random_uuid(), account.id, team.id, 'officer', true, now()
    FROM team, (SELECT id FROM people_account WHERE is_active ORDER BY id LIMIT 1) account
"""


def somebody_owns_cases(borough: Borough) -> None:
    """A team, where the borough has none: without one no case can be opened."""
    with psycopg.connect(command(borough, "db", "url")["url"]) as connection:
        connection.execute(A_TEAM)


def test_every_operations_example_works_and_answers_in_the_shape_that_is_described(borough: Borough, key: str) -> None:
    """In the order of a desk's work, so that each operation has something to be about."""
    somebody_owns_cases(borough)
    with client(borough, key) as council:
        description = council.get("/api/v1/openapi.json").json()
        found = {
            operation["operationId"]: (method, path, operation)
            for path, operations in description["paths"].items()
            for method, operation in operations.items()
        }
        places = {"code": "death"}
        for name in ORDER:
            method, path, operation = found[name]
            asked = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
            if asked and "external_id" in asked:  # whoever tried the example in this borough before has taken its name
                asked = {**asked, "external_id": f"CRM-{uuid4()}"}
            answer = council.request(
                method, path.format(**places), json=asked, headers={"Idempotency-Key": str(uuid4())}
            )
            status = str(answer.status_code)
            assert status in [code for code in operation["responses"] if code < "400"], (name, answer.text)
            if answer.content:
                _fits(description, operation["responses"][status]["content"]["application/json"], answer.json(), name)
            if name == "submit":
                places["reference"] = answer.json()["reference"]
                places["notice_id"] = notice_to(borough, places["reference"], "ashmere-council")
            if name == "open_case":
                places["case_id"] = answer.json()["id"]
            if name == "begin_draft":
                places["draft_id"] = answer.json()["id"]
    # Files are no JSON, and batches for those who take only files: `test_giving_a_file`, `test_notices_as_files`.
    # A value is proposed to somebody with an account: `test_a_service_holds_something_else`. A report of mail is signed
    # by its carrier: `test_mail_that_comes_back`.
    elsewhere = {"fetch_document", "fetch_batch_file", "fetch_batch", "make_batch", "list_batches", "propose_value"}
    # A part of a report is its body's: `test_open311_clients`.
    elsewhere |= {"report_mail", "take_notify_receipt", "fetch_report", "answer_report"}
    # Another council signs what it says of a case: `test_two_councils`.
    elsewhere |= {"send_transfer_message", "get_transfer"}
    assert found.keys() - elsewhere == set(ORDER), "operations whose examples nobody tries"


def _fits(description: dict[str, Any], shown: dict[str, Any], answer: Any, name: str) -> None:
    """The answer and the example both fit the described shape, and have the same keys."""
    schema = {**shown["schema"], "components": description["components"]}
    for value in (answer, shown["example"]):
        problems = [error.message for error in Draft202012Validator(schema).iter_errors(value)]
        assert not problems, (name, problems)
    assert _keys(answer) == _keys(shown["example"]), name


def _keys(value: Any) -> set[str]:
    return set(value[0]) if isinstance(value, list) else set(value)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text("utf-8"), flags=re.S | re.M)


def run(borough: Borough, key: str, *words: str) -> str:
    environment = {**os.environ, "COUNCIL": borough.url, "KEY": key}
    done = subprocess.run(list(words), env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guides_curl_commands_do_what_it_says(borough: Borough, key: str) -> None:
    plan, told = (json.loads(run(borough, key, "bash", "-euo", "pipefail", "-c", text)) for text in blocks("sh"))
    assert plan["next"]["question"]
    assert told["reference"]
    assert told["notices"]


def test_the_guides_python_tells_by_a_draft_and_follows_it(borough: Borough, key: str) -> None:
    (program,) = blocks("python")
    said = run(borough, key, sys.executable, "-c", program)
    assert re.match(r"Reference: (\w{3}-){2}\w{3}\n", said)
    assert len(said.splitlines()) >= 4
