"""PDF files are kept as they came, so they are looked through: they must be whole, plain and nothing else besides."""

import io
import re
import zipfile
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from coopcouncil.kernel.words import Said
from coopcouncil.sharing.domain.documents import ANOTHER, MOST_PAGES, SMALLER, RefusedFile

MOST_OBJECTS = 100_000
# A stream that grows beyond this is a bomb: nothing that we open of a PDF (tables of its objects) is as large.
DEEPEST = 500  # a sound one has about ten; what is packed looks like brackets by chance, now and then
MOST_STREAM = 8_000_000  # bytes
# What acts, or carries something else inside.
ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/Rendition", "/Movie", "/Sound"}
KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AA", "/RichMediaContent"}
_BRACKETS = re.compile(rb"<<|>>")
_MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|iframe|body)\b", re.IGNORECASE)


def check_pdf(content: bytes) -> None:
    """Raises RefusedFile for a PDF that is damaged, locked, too long, that acts by itself, or is a second file too."""
    _is_nothing_else(content)
    _is_not_too_deep(content)
    try:
        with apply_configuration(
            zlib_maximum_output_length=MOST_STREAM,
            lzw_maximum_output_length=MOST_STREAM,
            run_length_maximum_output_length=MOST_STREAM,
        ):
            _check(content)
    except (PyPdfError, DependencyError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError,
            IndexError, AssertionError, OverflowError) as error:  # fmt: skip
        raise RefusedFile(Said("We cannot open the PDF. It may be damaged.")) from error


def _is_not_too_deep(content: bytes) -> None:
    """Of dictionaries inside dictionaries without end pypdf tries each anew: minutes for a few kilobytes."""
    depth = 0
    for found in _BRACKETS.finditer(content):
        depth = depth + 1 if found[0] == b"<<" else max(0, depth - 1)
        if depth > DEEPEST:
            raise RefusedFile(Said("The PDF is too complicated for us to check."))


def _check(content: bytes) -> None:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise RefusedFile(
            Said("The PDF is locked with a password, so nobody could read it."),
            Said("Save it without a password, or take a photo of the page."),
        )
    pages = len(reader.pages)
    if not pages:
        raise RefusedFile(Said("The PDF has no page."))
    if pages > MOST_PAGES:
        raise RefusedFile(
            Said("The PDF has %(pages)s pages; %(most)s is the most.", pages=pages, most=MOST_PAGES), SMALLER
        )
    _look_through(reader)


def _is_nothing_else(content: bytes) -> None:
    """One file that is two (a page, an archive, a script) is opened as the worse of them by somebody."""
    end = content.rfind(b"%%EOF")
    trailing = content[end + 5 :] if end >= 0 else b""
    if (
        not content.startswith(b"%PDF-")
        or trailing.strip(b"\r\n\t \0")
        or _MARKUP.search(content[:1024])
        or zipfile.is_zipfile(io.BytesIO(content))
    ):
        raise RefusedFile(Said("The file is not only a PDF: something else is hidden in it."), ANOTHER)


def _look_through(reader: PdfReader) -> None:
    """Every object that can be reached from the trailer, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    count = 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        count += 1
        if count > MOST_OBJECTS:
            raise RefusedFile(Said("The PDF is too complicated for us to check."))
        if isinstance(item, DictionaryObject):
            if KEYS & item.keys() or ACTS & {str(item.get(key)) for key in ("/S", "/Subtype", "/Type")}:
                raise RefusedFile(Said("The PDF holds a program or another file inside."))
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)
