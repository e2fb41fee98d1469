"""A file that a person gives as evidence. Its value says what is kept of it; the file itself is sealed elsewhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from coopcouncil.frontdoor.domain.facts.kind import Kind, Part, WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Said

# Media types that are kept, and what people call them.
TYPES = {"image/jpeg": Said("JPEG picture"), "image/png": Said("PNG picture"), "application/pdf": Said("PDF")}
SCANS = {
    "clean": Said("Scanned for viruses: none found"),
    "not_scanned": Said("Not scanned for viruses: no scanner runs here"),
}
NO_FILE = Said("A file cannot be given here.")
MEND = Said("Leave it out. The person can add the file on our website, or show it to the service.")


def _read(fact: Fact, raw: Any, today: date) -> dict[str, Any]:
    """What was kept of a file, read again. Only what we wrote ourselves fits: nobody types one."""
    if not isinstance(raw, Mapping):
        raise WrongAnswer(NO_FILE, mend=MEND)
    name, size, digest = raw.get("name"), raw.get("size"), raw.get("sha256")
    sound = (
        _is_uuid(raw.get("document"))
        and isinstance(name, str)
        and 0 < len(name) <= 100
        and raw.get("media_type") in TYPES
        and raw.get("scan") in SCANS
        and type(size) is int
        and size > 0
        and isinstance(digest, str)
        and len(digest) == 64
    )
    if not sound:
        raise WrongAnswer(NO_FILE, mend=MEND)
    return {key: raw[key] for key in ("document", "name", "media_type", "size", "sha256", "scan")}


def _is_uuid(text: Any) -> bool:
    try:
        return isinstance(text, str) and str(UUID(text)) == text
    except ValueError:
        return False


def _size(count: int) -> str:
    return f"{max(1, -(-count // 1024))} KB" if count < 1024 * 1024 else f"{count / (1024 * 1024):.1f} MB"


def _show(fact: Fact, value: Any) -> list[str]:
    about = Said("%(type)s, %(size)s", type=TYPES[value["media_type"]], size=_size(value["size"]))
    return [value["name"], about, SCANS[value["scan"]]]


FILE = Kind(
    lambda fact: (Part("value", fact.label, control="file"),),
    _read,
    _show,
    lambda fact, value: dict(value),
    Said("Choose a file."),
    Said("A photo (JPEG, PNG or HEIC) or a PDF, up to 10 MB."),
)


def document_of(value: Any) -> UUID | None:
    """The kept file that a value names; None for any other value."""
    return UUID(value["document"]) if isinstance(value, Mapping) and _is_uuid(value.get("document")) else None
