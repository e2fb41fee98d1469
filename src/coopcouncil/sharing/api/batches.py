"""`/api/v1/batches/` and `/api/v1/answers`: notices as files and answers as a file, for those who take only files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router, Schema

from coopcouncil.foundation.api import example
from coopcouncil.foundation.permissions import requires_api
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.uploads import as_download
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import actions
from coopcouncil.sharing.formats.batch import FACTS_CSV, MANIFEST, NOTICES_CSV, NOTICES_JSON, SIGNATURE

router = Router(tags=["files"])
answers = Router(tags=["files"])

_TYPES = {
    NOTICES_CSV: "text/csv",
    FACTS_CSV: "text/csv",
    NOTICES_JSON: "application/json",
    MANIFEST: "application/json",
    SIGNATURE: "application/octet-stream",
}


class BatchOut(Schema):
    batch: UUID
    made_at: datetime
    notices: int
    files: list[str]


class BatchesOut(Schema):
    public_key: str = Field(description="Ed25519, 32 bytes in base64: what signs each manifest.")
    batches: list[BatchOut]


class MadeOut(Schema):
    batch: UUID | None = Field(None, description="Null where nothing waited.")


class JudgedOut(Schema):
    line: int = Field(description="Of the CSV file, or the place in the JSON list, from 1.")
    notice: str
    id: str
    outcome: str = Field(description="done, again, unmatched (kept, and fits no notice of yours), or not_done.")
    state: str = ""
    place: str = ""
    message: str = ""
    mend: str = ""


class AnswersOut(Schema):
    done: int
    not_done: int
    answers: list[JudgedOut]


_BATCH = {
    "batch": "0a7d5c1e-52a5-4f7e-8f7b-9a0c6a1b2c3d",
    "made_at": "2026-11-26T05:00:00+00:00",
    "notices": 12,
    "files": sorted(_TYPES),
}
_LIST = example(status=200, answer={"public_key": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "batches": [_BATCH]})
_MAKE = example(status=200, answer={"batch": _BATCH["batch"]})
_FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file, as a download.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted({*_TYPES.values()})
            },
        }
    }
}
_ZIP: dict[str, Any] = {
    "responses": {
        200: {
            "description": "All files in one, as a download.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}
_ANSWERS: dict[str, Any] = {
    **example(
        status=200,
        answer={
            "done": 1,
            "not_done": 0,
            "answers": [
                {
                    "line": 1,
                    "notice": "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22",
                    "id": "417",
                    "outcome": "done",
                    "state": "acted",
                    "place": "",
                    "message": "",
                    "mend": "",
                }
            ],
        },
    ),
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/json": {
                # Each entry is judged by itself, whatever it is.
                "schema": {"type": "array", "items": {}},
                "example": [{"notice": "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22", "id": "417", "answer": "acted"}],
            },
        },
    },
}


@router.get(
    "", response=BatchesOut, summary="Files that can be fetched", operation_id="list_batches", openapi_extra=_LIST
)
@requires_api("sharing.make_batch")
def list_batches(request: Request) -> dict[str, Any]:
    """Every batch of the last 30 days, the newest first."""
    rows = actions.batches_of(actor=request.actor, now=request.now)
    return {
        "public_key": actions.public_key(),
        "batches": [
            {"batch": row.id, "made_at": row.made_at, "notices": row.notices, "files": sorted(_TYPES)} for row in rows
        ],
    }


@router.post(
    "", response=MadeOut, summary="Have what waits as files now", operation_id="make_batch", openapi_extra=_MAKE
)
@requires_api("sharing.make_batch")
def make_batch(request: Request) -> dict[str, Any]:
    """Put what waits into a batch, 500 notices at most. Asked again it makes none, but of what has come since."""
    assert request.actor.organisation_id
    made = actions.make_batch(actor=request.actor, organisation_id=request.actor.organisation_id, now=request.now)
    return {"batch": made}


@router.get(
    "/{uuid:batch_id}", summary="Fetch all files of a batch in one", operation_id="fetch_batch", openapi_extra=_ZIP
)
@requires_api("sharing.read_batch")
def fetch_batch(request: Request, batch_id: UUID) -> HttpResponse:
    """A ZIP with all five files: made once, and each notice logged as read once. Better than one by one."""
    packed = actions.open_batch_as_zip(actor=request.actor, batch_id=batch_id, now=request.now)
    return as_download(packed, name=f"notices-{batch_id}.zip", media_type="application/zip")


@router.get(
    "/{uuid:batch_id}/{name}", summary="Fetch one file of a batch", operation_id="fetch_batch_file", openapi_extra=_FILE
)
@requires_api("sharing.read_batch")
def fetch_batch_file(request: Request, batch_id: UUID, name: str) -> HttpResponse:
    """The same bytes each time, until something in it is taken back or erased.

    That each notice in it was read is logged.
    """
    if name not in _TYPES:  # before any work
        raise NotFound("There is no such file.")
    files = actions.open_batch(actor=request.actor, batch_id=batch_id, now=request.now)
    return as_download(files[name], name=name, media_type=_TYPES[name])


@answers.post(
    "", response=AnswersOut, summary="Send a file of answers", operation_id="send_answers", openapi_extra=_ANSWERS
)
@requires_api("sharing.make_batch")
def send_answers(request: Request) -> dict[str, Any]:
    """CSV or JSON with notice, id, answer, reason and at. Each line is judged on its own.

    The same file again changes nothing.
    """
    assert request.actor.organisation_id
    judged = actions.take_answers(
        actor=request.actor,
        organisation_id=request.actor.organisation_id,
        content=request.body,
        kind="csv" if request.content_type == "text/csv" else "json",
        now=request.now,
    )
    return {
        "done": sum(item.outcome in {"done", "again"} for item in judged),
        "not_done": sum(item.outcome not in {"done", "again"} for item in judged),
        "answers": [
            {
                "line": item.draft.line, "notice": item.draft.notice, "id": item.draft.answer_id,
                "outcome": item.outcome, "state": item.state, "place": item.place, "message": item.why,
                "mend": item.mend,
            }
            for item in judged
        ],
    }  # fmt: skip
