"""Notices as files: made whole, signed, fetched by those they are for; answers come back as a file, line by line."""

import csv
import hashlib
import io
import json
import subprocess
import threading
import zipfile
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.foundation.models import AccessEntry, AuditRow
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Answer, Batch, BatchItem, Consent, Delivery, Notice, UnmatchedAnswer
from coopcouncil.sharing.tests.conftest import DIED, NAME, TOLD, WHO, Teller, draft, only_notice
from coopcouncil.sharing.tests.test_answering import Agency

FORMULA = Fact(NAME.code, NAME.label, '=HYPERLINK("http://x.example")', '=HYPERLINK("http://x.example")')


def takes_files(organisation_id: UUID, now: Any, **changes: Any) -> None:
    actions.connect(actor=OPERATOR, organisation_id=organisation_id, route="batch", now=now, **changes)


@pytest.fixture
def surgery(amara: Teller, bodies: SimpleNamespace) -> Agency:
    takes_files(bodies.surgery, amara.now)
    return Agency(bodies.surgery, amara.now)


def fetch(agency: Agency, batch: str, name: str) -> bytes:
    found = agency.client.get(f"/api/v1/batches/{batch}/{name}")
    assert found.status_code == 200
    return bytes(found.content)


def make(agency: Agency) -> str:
    return str(agency.client.post("/api/v1/batches").json()["batch"])


def send(agency: Agency, text: str, kind: str = "text/csv") -> Any:
    return agency.client.post("/api/v1/answers", text, content_type=kind)


@pytest.mark.django_db
def test_what_waits_stands_in_files_once_and_only_their_own(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery, "one"), draft(bodies.surgery, "two"), draft(bodies.council, "tax"))
    amara.carry()
    mine = Delivery.objects.filter(notice__organisation_id=bodies.surgery)
    assert set(mine.values_list("state", "route")) == {("queued", "batch")}, "nothing is sent before there is a file"
    batch = make(surgery)
    assert set(mine.values_list("state", flat=True)) == {"sent"}
    rows = list(csv.DictReader(io.StringIO(fetch(surgery, batch, "notices.csv").decode())))
    assert {row["notice"] for row in rows} == {str(item) for item in mine.values_list("notice_id", flat=True)}
    facts = list(csv.DictReader(io.StringIO(fetch(surgery, batch, "facts.csv").decode())))
    assert {fact["code"] for fact in facts} == {NAME.code, DIED.code}, "the slice and no more"
    whole = json.loads(fetch(surgery, batch, "notices.json"))
    assert [item["reference"] for item in whole] == [row["reference"] for row in rows]
    assert surgery.client.post("/api/v1/batches").json() == {"batch": None}
    assert amara.carry(timedelta(days=1)) > 0
    assert Batch.objects.count() == 1
    others = Agency(bodies.council, amara.now)
    assert others.client.get(f"/api/v1/batches/{batch}/notices.json").status_code == 404
    assert others.client.post("/api/v1/batches").status_code == 404, "they take no files"
    assert others.client.get("/api/v1/batches").json()["batches"] == []


@pytest.mark.django_db
def test_the_manifest_is_signed_and_says_what_belongs_to_it(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace, tmp_path: Path
) -> None:
    amara.tell(draft(bodies.surgery))
    batch = make(surgery)
    manifest, signature = fetch(surgery, batch, "manifest.json"), fetch(surgery, batch, "manifest.sig")
    listed = surgery.client.get("/api/v1/batches").json()
    raw = b64decode(listed["public_key"])
    key = Ed25519PublicKey.from_public_bytes(raw)
    key.verify(signature, manifest)
    with pytest.raises(InvalidSignature):
        key.verify(signature, manifest.replace(b'"notices": 1', b'"notices": 2'))
    said = json.loads(manifest)
    assert (said["batch"], said["notices"], said["public_key"]) == (batch, 1, listed["public_key"])
    for file in said["files"]:
        content = fetch(surgery, batch, file["name"])
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
    # As the guide says it, with nothing of ours: the fixed prefix makes the 32 bytes a key that openssl reads.
    (tmp_path / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + raw)
    for name, content in (("manifest.json", manifest), ("manifest.sig", signature)):
        (tmp_path / name).write_bytes(content)
    checked = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin",
         "-in", "manifest.json", "-sigfile", "manifest.sig"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


@pytest.mark.django_db
def test_no_spreadsheet_takes_a_cell_for_a_formula_and_what_is_sensitive_is_not_in_the_files(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace
) -> None:
    amara.tell(
        draft(bodies.surgery, "one", facts=(FORMULA, DIED)),
        draft(
            bodies.surgery,
            "two",
            purpose="adult_safeguarding",
            title="Somebody is in danger",
            facts=(WHO,),
            fact_codes=(WHO.code,),
        ),
        facts={**TOLD, WHO.code: WHO.value},
    )
    batch = make(surgery)
    facts = fetch(surgery, batch, "facts.csv").decode()
    assert "'=HYPERLINK" in facts
    everything = b"".join(fetch(surgery, batch, name) for name in ("notices.csv", "notices.json", "facts.csv"))
    assert b"Somebody is in danger" not in everything
    thin = next(item for item in json.loads(fetch(surgery, batch, "notices.json")) if item["thin"])
    assert (thin["facts"], thin["title"], thin["purpose"]) == (None, None, "adult_safeguarding")
    path = thin["notice_url"].partition("/api/v1")[2]
    assert surgery.client.get(f"/api/v1{path}").json()["facts"], "it is fetched with the key"
    takes_files(bodies.surgery, amara.now, thin=True)
    assert all(item["thin"] for item in json.loads(fetch(surgery, batch, "notices.json")))


@pytest.mark.django_db
def test_that_each_notice_was_read_is_logged_and_old_files_are_gone(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace, client_for: Any
) -> None:
    amara.tell(draft(bodies.surgery, "one"), draft(bodies.surgery, "two"))
    batch = make(surgery)
    dev = client_for("dev")
    assert "All files (ZIP)" in dev.get("/inbox/files/").content.decode()
    packed = dev.get(f"/inbox/files/{batch}/")
    names = zipfile.ZipFile(io.BytesIO(packed.content)).namelist()
    assert names == ["facts.csv", "manifest.json", "manifest.sig", "notices.csv", "notices.json"]
    read = AuditRow.objects.filter(verb="sharing.notice_read", reason=f"batch {batch}")
    assert set(read.values_list("object_id", flat=True)) == set(Notice.objects.values_list("id", flat=True))
    assert client_for("esi").get(f"/inbox/files/{batch}/").status_code == 404
    assert batch not in client_for("esi").get("/inbox/files/").content.decode()
    with pytest.raises(NotFound):
        actions.open_batch(actor=SYSTEM, batch_id=UUID(batch), now=amara.now + timedelta(days=31))


@pytest.mark.django_db
def test_all_files_at_once_are_made_once_in_as_many_queries_however_many_notices(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace
) -> None:
    made, opened = [], []
    for many in (2, 6):
        amara.tell(*(draft(bodies.surgery, f"notice_{number}") for number in range(many)))
        with CaptureQueriesContext(connection) as asked:
            batch = make(surgery)
        made.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            packed = surgery.client.get(f"/api/v1/batches/{batch}")
        opened.append(len(asked))
        assert len(zipfile.ZipFile(io.BytesIO(packed.content)).namelist()) == 5
        read = AuditRow.objects.filter(verb="sharing.notice_read", reason=f"batch {batch}")
        assert read.count() == many
        assert AccessEntry.objects.filter(audit_id__in=read.values("id"), about=amara.actor.account_id).count() == many
        assert surgery.client.get(f"/api/v1/batches/{batch}/passwords.csv").status_code == 404
        assert read.count() == many, "a file that no batch has is not looked for"
    assert (made[0], opened[0]) == (made[1], opened[1])


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["erased", "stopped", "taken back"])
def test_what_is_to_be_used_no_more_is_in_no_file_any_more(
    how: str, cast: SimpleNamespace, amara: Teller, surgery: Agency, bodies: SimpleNamespace, settings: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    settings.BATCHES = str(tmp_path)
    told = amara.tell(draft(bodies.surgery, basis="consent", by_consent=True))
    other = Teller(Teller.somebody(1), amara.now).tell(draft(bodies.surgery, "other"))
    alone = amara.tell(draft(bodies.surgery, "alone", basis="consent", by_consent=True)) if how == "erased" else told
    batch = make(surgery)
    actions.write_batches(now=amara.now)

    def files() -> str:
        return "".join(file.read_text(errors="replace") for file in tmp_path.rglob("*") if file.is_file())

    assert told.reference in files()
    with TestCase.captureOnCommitCallbacks(execute=True):
        if how == "erased":
            actions.erase(actor=OPERATOR, account_id=cast.amara.account_id)
        elif how == "stopped":
            consent = Consent.objects.get(notice__submission_id=told.id)
            public.withdraw_consent(actor=amara.actor, consent_id=consent.id, now=amara.now)
        else:
            public.take_back(actor=amara.actor, submission_id=told.id, because="mistake", words="", now=amara.now)
    assert files() == "", "gone at once"
    actions.write_batches(now=amara.now)
    assert other.reference in files()
    assert told.reference not in files()
    assert alone.reference not in files()
    fetched = json.loads(fetch(surgery, batch, "notices.json"))
    assert [item["reference"] for item in fetched] == [other.reference]


@pytest.mark.django_db
def test_a_file_a_day_and_at_once_where_it_is_urgent(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace, settings: Any, tmp_path: Path
) -> None:
    settings.BATCHES = str(tmp_path)
    day = amara.now.replace(hour=9, minute=0)
    amara.now = day
    amara.tell(draft(bodies.surgery, "one"))
    assert actions.make_due_batches(now=day.replace(hour=2)) == 0, "not in the night"
    assert actions.make_due_batches(now=day) == 1
    amara.tell(draft(bodies.surgery, "two"))
    assert actions.make_due_batches(now=day + timedelta(hours=1)) == 0, "tomorrow"
    amara.tell(draft(bodies.surgery, "three", urgency="same_day"))
    assert actions.make_due_batches(now=day + timedelta(hours=2)) == 1, "that one cannot wait, so the other goes too"
    folders = sorted((tmp_path / "larkhill-surgery").iterdir())
    assert len(folders) == 2
    for folder in folders:
        assert {file.name for file in folder.iterdir()} == {
            "notices.csv", "facts.csv", "notices.json", "manifest.json", "manifest.sig"
        }  # fmt: skip


@pytest.mark.django_db
def test_a_crash_before_it_is_marked_writes_the_same_bytes_under_the_same_name_again(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace, settings: Any, tmp_path: Path
) -> None:
    amara.tell(draft(bodies.surgery))
    make(surgery)
    blocked = tmp_path / "blocked"
    blocked.write_text("no folder")
    settings.BATCHES = str(blocked)
    assert actions.write_batches(now=amara.now) == 0, "a folder that cannot be written to stops nothing"
    settings.BATCHES = str(tmp_path / "files")
    assert actions.write_batches(now=amara.now) == 1
    before = {path: path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()}
    Batch.objects.update(written_at=None)  # it died after the writing, before the marking
    next(iter(before)).unlink()
    assert actions.write_batches(now=amara.now + timedelta(hours=1)) == 1
    assert {path: path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()} == before


@pytest.mark.invariants
def test_two_who_make_files_at_once_put_each_notice_into_one(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace
) -> None:
    takes_files(bodies.surgery, amara.now)
    amara.tell(*(draft(bodies.surgery, f"notice_{number}") for number in range(6)))
    start, made = threading.Barrier(3, timeout=20), []

    def press() -> None:
        start.wait()
        made.append(actions.make_batch(actor=SYSTEM, organisation_id=bodies.surgery, now=amara.now))
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len([one for one in made if one]) == 1
    assert BatchItem.objects.count() == 6
    assert BatchItem.objects.values("delivery").distinct().count() == 6


@pytest.mark.django_db
def test_a_file_of_answers_is_judged_line_by_line_and_sent_again_changes_nothing(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery, "one"), draft(bodies.surgery, "two"), draft(bodies.council, "tax"))
    make(surgery)
    one, two = Notice.objects.filter(organisation_id=bodies.surgery).order_by("code")
    others = only_notice(bodies.council)
    text = (
        "notice,id,answer,reason\r\n"
        f'{one.id},1,acted,"Done, all of it.\nYou need do nothing."\r\n'
        f"{two.id},2,refused,\r\n"
        f"{others.id},3,acted,\r\n"
        f"{uuid4()},4,acted,\r\n"
        f"{two.id},5,perhaps,\r\n"
        f"{two.id},6\r\n"
        f"{two.id},7,Accepted,\r\n"
    )
    told = send(surgery, text)
    assert told.status_code == 200
    outcomes = [(item["line"], item["outcome"]) for item in told.json()["answers"]]
    assert outcomes == [
        (3, "done"), (4, "not_done"), (5, "unmatched"), (6, "unmatched"), (7, "not_done"), (8, "not_done"), (9, "done"),
    ]  # fmt: skip
    assert told.json()["answers"][1]["place"] == "reason"
    assert told.json()["answers"][5]["place"] == "line 8"
    assert (told.json()["done"], told.json()["not_done"]) == (2, 5)
    again = send(surgery, text).json()
    assert [item["outcome"] for item in again["answers"]].count("again") == 2
    assert Answer.objects.count() == 2
    assert UnmatchedAnswer.objects.count() == 2
    as_json = json.dumps([{"notice": str(two.id), "id": "8", "answer": "acted", "at": amara.now.isoformat()}, 7])
    answers = send(surgery, as_json, "application/json").json()["answers"]
    assert [(item["line"], item["outcome"]) for item in answers] == [(1, "done"), (2, "not_done")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "file"),
        ("notice,id\n1,2\n", "line 1"),
        ("notice,id,answer,answer\n", "line 1"),
        ('notice,id,answer\n"1,2,acted\n', "line"),
        ("[{]", "line 1"),
        ('{"notice": "x"}', "line 1"),
        ("notice,id,answer\n", "file"),
        ("notice,id,answer\n" + "a,b,acted\n" * 2001, "line 2001"),
        ("[" * 100_000, "file"),
    ],
)
def test_what_is_no_file_of_answers_is_refused_whole_with_its_place(
    text: str, place: str, amara: Teller, surgery: Agency
) -> None:
    refused = send(surgery, text, "application/json" if text.startswith(("[", "{")) else "text/csv")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["place"].startswith(place)
    assert not Answer.objects.exists()
    assert not UnmatchedAnswer.objects.exists()


@pytest.mark.django_db
def test_an_officer_has_files_made_and_sends_answers_from_the_page(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace, client_for: Any
) -> None:
    amara.tell(draft(bodies.surgery))
    dev, notice = client_for("dev"), only_notice(bodies.surgery)
    mine = {"organisation": str(bodies.surgery)}
    assert "/inbox/files/" in dev.get("/inbox/").content.decode()
    assert "The files are made." in dev.post("/inbox/files/make/", mine, follow=True).content.decode()
    assert "Nothing waits" in dev.post("/inbox/files/make/", mine, follow=True).content.decode()

    def upload(content: bytes) -> Any:
        return dev.post("/inbox/files/answers/", {**mine, "file": SimpleUploadedFile("answers.csv", content)})

    wrong = upload(b"\xff\xfe nonsense")
    assert wrong.status_code == 422
    assert "not in UTF-8" in wrong.content.decode()
    assert dev.post("/inbox/files/answers/", mine).status_code == 422
    result = upload(f"notice,id,answer\n{notice.id},1,acted\nnothing,2,acted\n".encode()).content.decode()
    assert "Sent: 1 of 2." in result
    assert "It fits no notice of yours." in result
    assert client_for("esi").post("/inbox/files/make/", mine, follow=True).status_code == 200
    assert Batch.objects.count() == 1, "nobody makes files of another organisation's notices"


@pytest.mark.django_db
def test_another_way_takes_over_what_waits_for_a_file(amara: Teller, surgery: Agency, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery))
    amara.carry()
    actions.connect(actor=OPERATOR, organisation_id=bodies.surgery, route="inbox", now=amara.now)
    amara.carry()
    delivery = Delivery.objects.get(notice__organisation_id=bodies.surgery)
    assert (delivery.route, delivery.state) == ("inbox", "sent")
