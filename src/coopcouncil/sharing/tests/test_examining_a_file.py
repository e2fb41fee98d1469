"""A file from outside: what it is by its bytes, what is taken out of it, and what is refused in words."""

import io
from base64 import b64decode

import pytest
from PIL import Image
from tests.support import files

from coopcouncil.sharing.domain.documents import RefusedFile, kept_name, size_words
from coopcouncil.sharing.gateways import examine


def test_a_photo_is_made_again_upright_without_place_camera_or_comment() -> None:
    given = files.telling_picture()
    assert b"SecretCamera" in given
    assert b"SecretComment" in given
    kept = examine(given + b"<script>hidden</script>", "IMG_0001.jpeg")
    assert (kept.name, kept.media_type, kept.scan) == ("IMG_0001.jpg", "image/jpeg", "not_scanned")
    assert not any(word in kept.content for word in (b"Secret", b"Exif", b"script"))
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.size == (40, 60), "turned as the camera said"
        assert not picture.getexif()


def test_a_png_stays_one_and_loses_what_follows_its_end() -> None:
    kept = examine(files.picture("PNG") + b"PK\x03\x04 and more", "scan.png")
    assert kept.media_type == "image/png"
    assert b"PK" not in kept.content


def test_a_photo_of_an_iphone_becomes_a_jpeg() -> None:
    kept = examine(b64decode(HEIC), "IMG_0002.HEIC")
    assert (kept.name, kept.media_type) == ("IMG_0002.jpg", "image/jpeg")
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.size == (64, 64)


def test_a_very_large_photo_is_made_smaller() -> None:
    kept = examine(files.picture(size=(6000, 3000)), "wide.jpg")
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert max(picture.size) <= 4000


def test_a_sound_pdf_is_kept_as_it_came() -> None:
    given = files.pdf(3)
    assert examine(given, "letter.pdf").content == given


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * (11 * 1024 * 1024), "11 MB; 10 MB is the most"),
        (b"MZ\x90\x00 a program", "cannot use this type"),
        (b"<html><script>alert(1)</script></html>", "cannot use this type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot use this type"),
        (files.picture("GIF"), "cannot use this type"),
        (files.picture()[:400], "cannot open the picture"),
        (files.bomb(), "81 million dots; 50 million is the most"),
        (b"%PDF-1.7\nnothing more", "cannot open the PDF"),
        (files.pdf(101), "101 pages; 100 is the most"),
        (files.locked_pdf(), "locked with a password"),
        (files.acting_pdf(), "program or another file"),
        (files.launching_pdf(), "program or another file"),
        (files.carrying_pdf(), "program or another file"),
        (files.pdf_and_zip(), "something else is hidden"),
        (b"GIF89a" + files.pdf(), "something else is hidden"),
        (files.pdf() + b"<script>alert(1)</script>", "something else is hidden"),
        (b"%PDF-1.4\n%<html><script>alert(1)</script>\n" + files.pdf()[9:], "something else is hidden"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_was_kept_and_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(RefusedFile) as caught:
        examine(content, "letter.pdf")
    assert words in caught.value.message
    assert "We did not keep this file. Your other answers are safe." in caught.value.message
    assert caught.value.mend


def test_neither_the_name_nor_its_ending_is_believed() -> None:
    assert examine(files.picture("PNG"), "letter.pdf").name == "letter.png"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\Letter 1.PDF", "Letter 1.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\x00b\u200b.pdf", "ab.pdf"),
        ('<img src="x">.pdf', "img src=x.pdf"),
        ("…", "….pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("carta ação 🏠.pdf", "carta ação 🏠.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, kept: str) -> None:
    assert kept_name(given, "application/pdf") == kept


def test_sizes_are_said_as_people_say_them() -> None:
    assert [size_words(size) for size in (1, 1024, 220_000, 40_000_000, 10 * 1024 * 1024)] == [
        "1 KB", "1 KB", "215 KB", "38.2 MB", "10 MB",
    ]  # fmt: skip


# 64 × 64 dots, one colour, made by libheif's `heif-enc`.
HEIC = """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAA
AAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAAGgAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAwmlwcnAA
AACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkA
AAAwAAAwAeoCCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAEAAAABAAAAAEHBpeGkAAAAAAwgICAAA
ABZpcG1hAAAAAAAAAAEAAQOBAoMAAAAibWRhdAAAABYoAa8ZgPd8hTf/+MJX/mR+/zsFeLRw
"""
