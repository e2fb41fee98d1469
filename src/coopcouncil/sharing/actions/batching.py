"""Notices as files, for organisations that take only files; their answers come back as a file.

A batch and the state of each of its deliveries are written in one transaction; the files are made from the notices
whenever somebody asks for them, the same each time. So a crash at any line loses nothing: what is in no batch waits for
the next, and what was not put into the folder yet is put there by the next round, under the same name.
"""

import shutil
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import connection, transaction

from coopcouncil.foundation import audit, events, permissions, sealer
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.files import write_atomically
from coopcouncil.foundation.tables.files import neutral
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import gateways, queries
from coopcouncil.sharing.actions.answering_many import answer_many
from coopcouncil.sharing.actions.clearing import batch_folder
from coopcouncil.sharing.actions.delivering import described
from coopcouncil.sharing.actions.gate import may_go
from coopcouncil.sharing.domain.answers import AnswerDraft, Judged
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.purposes import goes_thin
from coopcouncil.sharing.events import NoticeSent
from coopcouncil.sharing.formats.answers import read_answers
from coopcouncil.sharing.formats.batch import MANIFEST, SIGNATURE, THIN_EMPTY, as_zip, files_of, manifest
from coopcouncil.sharing.models import Batch, BatchItem, Delivery, DeliveryAttempt
from coopcouncil.sharing.queries import batching as batches

MOST_IN_A_BATCH = 500
KEPT = timedelta(days=30)  # how long the files of a batch can be had
NOT_BEFORE = 5  # o'clock: the day's file is there when people come to work

log = structlog.get_logger("coopcouncil.sharing")


@dataclass(frozen=True)
class OfOrganisation:
    """For a permission to be asked about what is an organisation's."""

    organisation_id: UUID


def signing_key() -> Ed25519PrivateKey:
    """The key of this home that signs manifests: made from the one that signs the audit trail, and no other's.

    Raises ImproperlyConfigured.
    """
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"coopcouncil batch manifests 1")
    return Ed25519PrivateKey.from_private_bytes(derived.derive(sealer.key().private_bytes_raw()))


def public_key() -> str:
    """The key with which anybody can check a manifest, 32 bytes in base64."""
    return b64encode(signing_key().public_key().public_bytes_raw()).decode()


def make_batch(*, actor: Actor, organisation_id: UUID, now: datetime) -> UUID | None:
    """Put what waits for an organisation into a batch, 500 notices at most; None where nothing waits. Then it is sent.

    Only for an organisation that takes files. Raises NotFound, NotAllowed.
    """
    with transaction.atomic():
        permissions.require(actor, "sharing.make_batch", OfOrganisation(organisation_id))
        if queries.routes_for({organisation_id}).get(organisation_id) != Delivery.Route.BATCH:
            raise NotFound("This organisation takes no files.")
        with connection.cursor() as cursor:  # two who ask at once get one batch, and then none
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sharing.batch:{organisation_id}"])
        waiting = may_go(batches.waiting_for_batch(organisation_id, most=MOST_IN_A_BATCH), now)
        if not waiting:
            return None
        batch = Batch.objects.create(
            organisation_id=organisation_id, made_at=now, by_account_id=actor.account_id, notices=len(waiting)
        )
        items = [BatchItem(batch=batch, delivery=row, place=place) for place, row in enumerate(waiting, 1)]
        BatchItem.objects.bulk_create(items)
        DeliveryAttempt.objects.bulk_create(
            [DeliveryAttempt(delivery=row, at=now, outcome="sent", took_ms=0) for row in waiting]
        )
        for row in waiting:
            row.route, row.state, row.sent_at, row.changed_at = Delivery.Route.BATCH, Delivery.State.SENT, now, now
            row.attempts, row.last_error, row.next_attempt_at = row.attempts + 1, "", None
            events.emit(NoticeSent(row.notice_id, organisation_id))
        Delivery.objects.bulk_update(
            waiting,
            [
                "route", "state", "sent_at", "changed_at", "attempts", "last_error", "next_attempt_at", "agreement",
                "without",
            ],
        )  # fmt: skip
        audit.note(actor, "sharing.batch_made", batch)
    return batch.id


def make_due_batches(*, now: datetime) -> int:
    """A batch a day for each organisation that takes files; at once, within the hour, where something is urgent.

    Then whatever is not in the folder for files yet is written there. Returns how many batches were made.
    """
    made = 0
    local = now.astimezone(COUNCIL_TIME)
    for organisation_id in batches.batching_organisations():
        last = batches.last_batch_at(organisation_id)
        today = last is not None and last.astimezone(COUNCIL_TIME).date() == local.date()
        if (local.hour >= NOT_BEFORE and not today) or batches.waits_urgently(organisation_id):
            while make_batch(actor=SYSTEM, organisation_id=organisation_id, now=now):
                made += 1
    write_batches(now=now)
    return made


def write_batches(*, now: datetime) -> int:
    """Write the files of each batch that is not in the folder yet, whole or not at all. Returns how many batches.

    A batch is locked while it is written, so that nothing is taken out of it in between. Without a folder
    (`COOPCOUNCIL_BATCHES`) nothing is written. A full disk is logged; the next round goes on.
    """
    if not settings.BATCHES:
        return 0
    _remove_old_folders(now)
    written = 0
    for batch_id in batches.unwritten_batches(now - KEPT):
        try:
            with transaction.atomic():
                (batch,) = batches.batches_for_update([batch_id])
                deliveries = batches.deliveries_in(batch_id)
                _write(batch_folder(batch), _files(batch, deliveries) if deliveries else {})
                batch.written_at = now
                batch.save(update_fields=["written_at"])
                _note_each(SYSTEM, batch, deliveries)
        except OSError as error:
            log.exception("a batch could not be written", batch=str(batch_id), error=type(error).__name__)
            continue
        written += 1
    return written


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder with these files and no others, the manifest last; no folder where there are none."""
    if folder.exists():  # what was taken out of the batch since must not stay
        shutil.rmtree(folder)
    if files:
        folder.mkdir(parents=True, mode=0o750)
    for name in sorted(files, key=lambda name: (name in {MANIFEST, SIGNATURE}, name)):
        write_atomically(folder / name, files[name], mode=0o640)


def _remove_old_folders(now: datetime) -> None:
    """What lies in the folder for files goes when it can be had here no more."""
    for folder in Path(settings.BATCHES).glob("*/????-??-??-*"):
        if folder.name[:10] < f"{now - KEPT:%Y-%m-%d}":
            shutil.rmtree(folder, ignore_errors=True)


def open_batch(*, actor: Actor, batch_id: UUID, now: datetime) -> dict[str, bytes]:
    """The files of a batch by name, with its signed manifest. That each notice in it was read is audited.

    Raises NotFound, also once its files are not kept any more, and NotAllowed. The number of queries does not grow with
    the notices.
    """
    with transaction.atomic():
        batch = batches.batch_object(batch_id)
        permissions.require(actor, "sharing.read_batch", batch)
        if batch.made_at < now - KEPT:
            raise NotFound("These files are not kept any more.")
        deliveries = batches.deliveries_in(batch.id)
        _note_each(actor, batch, deliveries)
        return _files(batch, deliveries)


def open_batch_as_zip(*, actor: Actor, batch_id: UUID, now: datetime) -> bytes:
    """The same files in one. Raises NotFound, NotAllowed."""
    return as_zip(open_batch(actor=actor, batch_id=batch_id, now=now))


def batches_of(*, actor: Actor, now: datetime) -> list[Batch]:
    """The batches of the organisation whose key asks that can still be fetched, the newest first. Raises NotAllowed."""
    assert actor.organisation_id
    permissions.require(actor, "sharing.make_batch", OfOrganisation(actor.organisation_id))
    return list(batches.batches_for_table({actor.organisation_id}, since=now - KEPT).order_by("-made_at", "id"))


def _note_each(actor: Actor, batch: Batch, deliveries: Sequence[Delivery]) -> None:
    people = queries.people_of_submissions(row.notice.submission for row in deliveries)
    readings = [(row.notice, people[row.notice.submission_id]) for row in deliveries]
    audit.read_all(
        actor, "sharing.notice_read", readings, reason=f"batch {batch.id}", organisation_id=batch.organisation_id
    )


def _files(batch: Batch, deliveries: Sequence[Delivery]) -> dict[str, bytes]:
    endpoint = queries.endpoint_for(batch.organisation_id)
    always = bool(endpoint and endpoint.thin)
    notices = [_notice(delivery, always) for delivery in deliveries]
    files = files_of(notices, neutral=neutral)
    said = manifest(
        batch=batch.id,
        organisation=batch.organisation.code,
        made_at=batch.made_at,
        notices=len(notices),
        files=files,
        public_key=public_key(),
    )
    return {**files, MANIFEST: said, SIGNATURE: signing_key().sign(said)}


def _notice(delivery: Delivery, always: bool) -> Mapping[str, object]:
    """A notice as it is posted. What is sensitive is not in the files: it is fetched, or read in the inbox."""
    parcel = queries.parcel(delivery)
    url = f"{gateways.public_url()}/api/v1/notices/{parcel.notice_id}"
    said = {**described(parcel), "thin": False, "notice_url": url}
    if goes_thin(parcel.purpose, always=always):
        return {**said, **dict.fromkeys(THIN_EMPTY), "thin": True, "facts": None}
    facts = [
        {
            "code": fact.code, "label": fact.label, "value": fact.value, "do_not_use": fact.do_not_use,
            "corrected": fact.corrected, "before": fact.before,
        }
        for fact in parcel.facts
    ]  # fmt: skip
    return {**said, "facts": facts}


def take_answers(
    *, actor: Actor, organisation_id: UUID, content: bytes, now: datetime, kind: Literal["csv", "json", ""] = ""
) -> list[Judged]:
    """Give every answer of a file, each judged on its own, in the order of its lines. The same file again changes
    nothing.

    Raises BadInput, with its place, where the whole is no file of answers: then none was given; and NotAllowed.
    """
    permissions.require(actor, "sharing.make_batch", OfOrganisation(organisation_id))
    lines = read_answers(content, kind=kind)
    drafts = [line for line in lines if isinstance(line, AnswerDraft)]
    judged = {
        item.draft.line: item
        for item in answer_many(actor=actor, organisation_id=organisation_id, drafts=drafts, now=now)
    }
    for line in lines:
        if not isinstance(line, AnswerDraft):
            number, wrong = line
            blank = AnswerDraft(number, "", "", "")
            judged[number] = Judged(blank, "not_done", why=wrong.message, mend=wrong.mend, place=wrong.place)
    return [judged[number] for number in sorted(judged)]
