"""Notices as files, for whoever takes only files: CSV and JSON, and a manifest that says what belongs to them.

The same notices give the same bytes. The manifest is signed with Ed25519 (RFC 8032) over its very bytes, so that
`openssl pkeyutl -verify -rawin` checks it.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

NOTICES_CSV, FACTS_CSV, NOTICES_JSON = "notices.csv", "facts.csv", "notices.json"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_COLUMNS = (
    "notice", "kind", "corrects", "urgency", "reference", "life_event", "title", "service_type", "purpose",
    "purpose_words", "basis", "gateway", "identity", "by_consent", "standing", "standing_words", "standing_means",
    "may_end_entitlement", "safe_contact", "must_not_be_told", "needs", "language", "acting", "how_told", "because",
    "words", "told_at", "thin", "notice_url",
)  # fmt: skip
_FACT_COLUMNS = ("notice", "code", "label", "value", "do_not_use", "corrected", "before")
# What a thin notice does not say in a file: it is fetched, or read in the inbox.
THIN_EMPTY = (
    "reference", "life_event", "title", "identity", "by_consent", "standing", "standing_words", "standing_means",
    "may_end_entitlement", "safe_contact", "must_not_be_told", "needs", "language", "acting", "how_told", "because",
    "words",
)  # fmt: skip
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # a ZIP file's first day: the same notices give the same file


def files_of(notices: Sequence[Mapping[str, Any]], *, neutral: Callable[[Any], Any]) -> dict[str, bytes]:
    """The files by name. Each notice is JSON as it is posted, with its `facts` (None where it is thin).

    `neutral` makes a CSV cell one that no spreadsheet takes for a formula.
    """
    facts = [{"notice": item["notice"], **fact} for item in notices for fact in item["facts"] or []]
    return {
        NOTICES_CSV: _csv(_COLUMNS, notices, neutral),
        FACTS_CSV: _csv(_FACT_COLUMNS, facts, neutral),
        NOTICES_JSON: (json.dumps(list(notices), ensure_ascii=False, indent=1) + "\n").encode(),
    }


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], neutral: Callable[[Any], Any]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([neutral(_cell(row.get(column))) for column in columns])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict | list) else value


def manifest(
    *, batch: UUID, organisation: str, made_at: datetime, notices: int, files: Mapping[str, bytes], public_key: str
) -> bytes:
    """What belongs to a batch: each file's SHA-256, its bytes, and how many notices. These very bytes are signed."""
    said = {
        "version": "coopcouncil batch 1",
        "batch": str(batch),
        "organisation": organisation,
        "made_at": made_at.isoformat(),
        "notices": notices,
        "files": [
            {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in sorted(files.items())
        ],
        "signature": f"Ed25519 over the bytes of this file, in {SIGNATURE}",
        "public_key": public_key,
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """All files in one, byte for byte the same each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _LONG_AGO), content)
    return out.getvalue()
