"""A file from outside: what it really is, whether it is sound, and a copy that carries nothing unseen."""

from threading import BoundedSemaphore

import puremagic

from coopcouncil.kernel.words import Said
from coopcouncil.sharing.domain.documents import ALLOWED, Checked, RefusedFile, check_size, kept_name
from coopcouncil.sharing.gateways.documents.images import made_again
from coopcouncil.sharing.gateways.documents.pdfs import check_pdf
from coopcouncil.sharing.gateways.documents.scanning import ScannerDown, scan

__all__ = ["ScannerDown", "examine", "scan"]

# Pictures take much memory while they are decoded: of several at once, some wait.
_ONE_OF_A_FEW = BoundedSemaphore(2)
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIF", "image/heif": "HEIF"}


def examine(content: bytes, name: str) -> Checked:
    """The file as it may be kept. Its type is read from its bytes; neither its name nor the browser is believed.

    Raises RefusedFile for what cannot be kept, and where a scanner is set up but does not answer.
    """
    check_size(len(content))
    kind = sniff(content)
    with _ONE_OF_A_FEW:
        if kind == "application/pdf":
            check_pdf(content)
            kept = content
        elif kind in _PICTURES:
            kept, kind = made_again(content, _PICTURES[kind])
            check_size(len(kept))
        else:
            raise RefusedFile(Said("We cannot use this type of file."), ALLOWED)
    # As it came: what somebody hid in it is gone from the copy, and worth knowing.
    return Checked(kept_name(name, kind), kind, kept, scan(content))


def sniff(content: bytes) -> str:
    """The media type by the bytes at the start; "" for none that we know. PDF readers look for the mark further in."""
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"heim", b"heis"):
        return "image/heic"
    try:
        return str(puremagic.from_string(content[:4096], mime=True))
    except (puremagic.PureError, ValueError):
        return ""
