"""Whatever is sent to us is used, or refused with a place; nothing crashes a parser, and no bomb goes off."""

import csv
import io
import json
import time
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from datetime import UTC
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support import files

from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import gateways
from coopcouncil.sharing.domain.answers import AnswerDraft
from coopcouncil.sharing.domain.documents import Checked, RefusedFile
from coopcouncil.sharing.formats.answers import KNOWN, read_answers
from coopcouncil.sharing.formats.reports import STATUSES, TYPES, read_mail_report, read_receipt

MORE = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELLS = st.one_of(
    st.text(max_size=30), st.sampled_from(["acted", "refused", "2026-11-25T10:30:00Z", '"', "9" * 40, "=1"])
)
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=6)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), CELLS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([*KNOWN, "x"]), inner, max_size=5)
    ),
    max_leaves=12,
)


def judged(content: bytes) -> None:
    """Each line is an answer or says what is wrong and where; or the whole is refused with its place."""
    try:
        lines = read_answers(content)
    except BadInput as error:
        refused = error
        lines = []
    else:
        refused = None
    if refused is not None:
        assert refused.place
        assert refused.mend
        return
    assert lines
    for line in lines:
        if isinstance(line, AnswerDraft):
            assert line.line >= 1
            assert line.notice
            assert line.said_at is None or line.said_at.tzinfo
        else:
            number, wrong = line
            assert number >= 1
            assert wrong.place


@MORE
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"notice,id,answer\r\n\x00")
@example(b'notice,id,answer\n"')
def test_any_bytes_as_a_file_of_answers(content: bytes) -> None:
    judged(content)


@MORE
@given(st.lists(st.sampled_from([*KNOWN, "x", "Notice ", ""]), max_size=7), ROWS)
def test_any_table_as_a_file_of_answers(head: list[str], rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    judged(out.getvalue().encode("utf-8", "surrogatepass"))


@MORE
@given(VALUES)
def test_any_json_as_a_file_of_answers(value: Any) -> None:
    judged(json.dumps(value).encode())
    judged(json.dumps([value]).encode())


SOUND = [files.picture(), files.picture("PNG"), files.pdf(), files.acting_pdf()]


def examined(content: bytes) -> None:
    """It is kept, or refused in words; anything else that is raised fails the test."""
    with suppress(RefusedFile):
        assert isinstance(gateways.examine(content, "a file.pdf"), Checked)


@MORE
@given(
    st.sampled_from(SOUND),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=4)), max_size=6),
    st.integers(0, 60),
)
def test_any_damage_to_a_sound_file(sound: bytes, damage: list[tuple[int, bytes]], cut: int) -> None:
    broken = bytearray(sound)
    for at, wrong in damage:
        at %= len(broken)
        broken[at : at + len(wrong)] = wrong
    examined(bytes(broken[: len(broken) - cut]))


@MORE
@given(
    st.sampled_from(
        [b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic", b"PK\x03\x04"]
    ),
    st.binary(max_size=300),
)
def test_any_bytes_as_a_document(mark: bytes, rest: bytes) -> None:
    examined(mark + rest)


def _stream_bomb() -> bytes:
    """A PDF whose table of objects is a stream of 100 MB when it is opened, and 100 kB as it comes."""
    packed = zlib.compress(b"\0" * 100_000_000, 9)
    head = b"%PDF-1.5\n"
    body = (
        b"1 0 obj\n<< /Type /XRef /Size 9 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode /Length "
        + str(len(packed)).encode() + b" >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    )  # fmt: skip
    return head + body + b"startxref\n" + str(len(head)).encode() + b"\n%%EOF\n"


def _zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", b"\0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "bomb",
    [_stream_bomb, _zip_bomb, files.bomb, lambda: b"%PDF-1.5\n" + b"[" * 300_000 + b"%%EOF\n",
     lambda: b"%PDF-1.5\n1 0 obj " + b"<<" * 100_000 + b"\nendobj\nstartxref\n9\n%%EOF"],
    ids=["stream", "zip", "picture", "brackets", "nested"],
)  # fmt: skip
def test_a_bomb_is_refused_before_it_goes_off(bomb: Any) -> None:
    content = bomb()
    began = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(RefusedFile):
            gateways.examine(content, "letter.pdf")
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100_000_000, "bytes at the most"
    assert time.monotonic() - began < 60


# --- reports of mail -------------------------------------------------------------------------------------------------

SAID = [
    *TYPES, *STATUSES, "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22", "2026-11-26T10:30:00Z", "9999-12-31T23:59:59-23:59",
    "<5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22.1.1@x>", "5.1.1", "\ud800",
]  # fmt: skip
KEYS = ["type", "timestamp", "data", "message", "permanent", "status", "id", "reference", "completed_at", "x"]
REPORTED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(SAID)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=9)),
    max_leaves=12,
)


def reported(content: bytes) -> None:
    """Either is a report of a known kind with a name that can be kept, or is refused with its place and its mend."""
    for read in (read_mail_report, lambda content: read_receipt(content)[1]):
        refused = None
        try:
            found = read(content)
        except BadInput as error:
            refused = error
        if refused is not None:
            assert refused.place
            assert refused.mend
            continue
        assert found.kind in {"delivered", "delayed", "temporary", "permanent", "complained"}
        assert found.named.isascii()
        assert len(found.named) <= 200
        assert found.at is None or found.at.astimezone(UTC)
        assert len(found.attempt) <= 20
        assert len(found.code) <= 30


@MORE
@given(st.binary(max_size=200))
@example(b"[" * 60_000)
@example(b'{"type": NaN}')
@example(b"9" * 5000)
def test_any_bytes_as_a_report_of_mail(content: bytes) -> None:
    reported(content)


@MORE
@given(REPORTED)
def test_any_json_as_a_report_of_mail(value: Any) -> None:
    reported(json.dumps(value).encode())


@MORE
@given(
    st.sampled_from([*TYPES, *STATUSES]), REPORTED, REPORTED, REPORTED,
    st.sampled_from(["5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22", "x", ""]),
)  # fmt: skip
def test_what_is_nearly_a_report_of_mail(kind: str, at: Any, permanent: Any, status: Any, name: str) -> None:
    reported(
        json.dumps(
            {
                "type": kind, "timestamp": at, "data": {"message": name, "permanent": permanent, "status": status},
                "status": kind, "id": name, "reference": name or None, "completed_at": at,
            }
        ).encode()
    )  # fmt: skip
