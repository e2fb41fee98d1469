"""Search over the directory: what stands on the shelf, what was asked, what is found. The engine is `kernel.search`."""

from coopcouncil.directory.domain.search.entries import (
    DOOR,
    ORGANISATION,
    PLACE,
    SERVICE,
    Ask,
    Entry,
    Found,
    Hit,
    Hours,
    Point,
)
from coopcouncil.directory.domain.search.library import Answer, Door, Library
from coopcouncil.directory.domain.search.ranking import wanted
from coopcouncil.directory.domain.search.shelf import Shelf

__all__ = [
    "DOOR", "ORGANISATION", "PLACE", "SERVICE", "Answer", "Ask", "Door", "Entry", "Found", "Hit", "Hours", "Library",
    "Point", "Shelf", "wanted",
]  # fmt: skip
