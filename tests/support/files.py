"""Files to give as evidence: sound ones, and ones that hide something."""

import io
import zipfile
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

MARKER = b"CoopcouncilHarmlessTestMarker"


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "green").save(held, form, **more)
    return held.getvalue()


def telling_picture() -> bytes:
    """A photo that says where it was taken, and that it is to be turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 12.0)})  # where
    return picture(exif=exif, comment=b"SecretComment")


def pdf(pages: int = 1) -> bytes:
    return _written(_writer(pages))


def infected_pdf() -> bytes:
    """Sound, with the word for which the test's scanner looks."""
    writer = _writer()
    writer.add_metadata({"/Title": MARKER.decode()})
    return _written(writer)


def locked_pdf() -> bytes:
    writer = _writer()
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def acting_pdf() -> bytes:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    return _opening_with(action)


def carrying_pdf() -> bytes:
    writer = _writer()
    writer.add_attachment("inside.txt", b"hidden")
    return _written(writer)


def launching_pdf() -> bytes:
    return _opening_with({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("run.exe")})


def pdf_and_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("run.sh", "echo")
    return pdf() + held.getvalue()


def bomb() -> bytes:
    """A PNG of few bytes that claims more dots than may be decoded."""
    held = io.BytesIO()
    Image.new("1", (9000, 9000)).save(held, "PNG")
    return held.getvalue()


def _opening_with(action: dict[Any, Any]) -> bytes:
    writer = _writer()
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    return _written(writer)


def _writer(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    return writer


def _written(writer: PdfWriter) -> bytes:
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()
