"""Files given as evidence: which may be kept, what they are called, and how large they may be."""

import unicodedata
from dataclasses import dataclass

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 100
MOST_PIXELS = 50_000_000  # the largest camera of a telephone has 48 million and a little
MOST_EDGE = 4000  # pixels; a page of small print is still read at half of it
LONGEST_NAME = 80
# What is kept: by media type, the ending of its name.
KEPT_AS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}

NOTHING_CHANGED = Said("We did not keep this file. Your other answers are safe.")
ALLOWED = Said("Send a photo (JPEG, PNG or HEIC) or a PDF, up to 10 MB.")
ANOTHER = Said("Take a photo of the paper with your phone, and send that.")
SMALLER = Said("Send a smaller photo, or only the pages that matter.")


class RefusedFile(BadInput):
    """A file that cannot be kept. `message` says what is wrong with it and what was kept, `mend` what to do."""

    def __init__(self, message: Said, mend: Said = ANOTHER) -> None:
        super().__init__(Said("%(what)s %(kept)s", what=message, kept=NOTHING_CHANGED), mend=mend)


@dataclass(frozen=True)
class Checked:
    """A file as it may be kept: made safe, named, and scanned where a scanner runs."""

    name: str
    media_type: str
    content: bytes
    scan: str


@dataclass(frozen=True)
class Held:
    """What is known of a kept file without opening it."""

    document: str
    name: str
    media_type: str
    size: int
    sha256: str
    scan: str

    def value(self) -> dict[str, str | int]:
        """As a fact's value, in answers and in notices."""
        return {
            "document": self.document,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "sha256": self.sha256,
            "scan": self.scan,
        }


def check_size(size: int) -> None:
    """Raises RefusedFile for an empty file and for one above the limit, naming both sizes."""
    if size == 0:
        raise RefusedFile(Said("The file is empty."))
    if size > MOST_BYTES:
        raise RefusedFile(
            Said("The file has %(size)s; %(most)s is the most.", size=size_words(size), most=size_words(MOST_BYTES)),
            SMALLER,
        )


def size_words(size: int) -> str:
    """A number of bytes as people say it, rounded up: "1 KB", "220 KB", "3.4 MB"."""
    if size < 1024 * 1024:
        return f"{max(1, -(-size // 1024))} KB"
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MB"


def kept_name(given: str, media_type: str) -> str:
    """A file name without folders, unseen or turned-round characters, and with the ending of what it really is."""
    last = given.replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", last)
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    stem = " ".join(seen.split())
    if "." in stem.strip("."):
        stem = stem.rpartition(".")[0]
    stem = "".join(sign for sign in stem if sign not in '<>:"|?*;%').strip(" .")[:LONGEST_NAME].strip(" .")
    return (stem or "file") + KEPT_AS[media_type]
