"""GeoReport v2 in XML and JSON: one shape, written both ways. Source: Open311, GeoReport v2 and Service Discovery.

The JSON is that of the specification's examples (the Spark convention): a list of objects for a list of elements, null
for an element that is empty. Everything is built as a tree, and never put together from text.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# Characters that XML 1.0 has no way to write. Source: XML 1.0, section 2.2.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Document:
    """An answer: the name of its root; each entry, under the name of its element; or one entry that is the root."""

    root: str
    item: str
    entries: Sequence[Mapping[str, Any]]

    def write(self, form: str) -> bytes:
        """The answer in "xml" or "json", in UTF-8."""
        if form == "json":
            body: Any = list(self.entries) if self.item else self.entries[0]
            return json.dumps(_plain(body), ensure_ascii=False).encode()
        root = ElementTree.Element(self.root)
        if self.item:
            for entry in self.entries:
                _fill(ElementTree.SubElement(root, self.item), entry)
        else:
            _fill(root, self.entries[0])
        written: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
        return written


@dataclass(frozen=True)
class Several:
    """A list inside an entry: in XML elements called `item`, in JSON a list."""

    item: str
    entries: Sequence[Any]


def services(entries: Sequence[Mapping[str, Any]]) -> Document:
    return Document("services", "service", entries)


def service_definition(code: str, attributes: Sequence[Mapping[str, Any]]) -> Document:
    entry = {"service_code": code, "attributes": Several("attribute", attributes)}
    return Document("service_definition", "", [entry])


def service_requests(entries: Sequence[Mapping[str, Any]]) -> Document:
    return Document("service_requests", "request", entries)


def errors(entries: Sequence[tuple[int, str]]) -> Document:
    return Document("errors", "error", [{"code": code, "description": words} for code, words in entries])


def discovery(*, address: str, contact: str, key_service: str, changed: datetime) -> Document:
    """The service discovery document of one endpoint."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": address,
        "changeset": written(changed),
        "type": "production",
        "formats": Several("format", ["text/xml", "application/json"]),
    }
    entry = {
        "changeset": written(changed),
        "contact": contact,
        "key_service": key_service,
        "endpoints": Several("endpoint", [endpoint]),
    }
    return Document("discovery", "", [entry])


def written(moment: datetime | None) -> str | None:
    """A moment with its zone, to the second: "2026-01-31T08:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _plain(value: Any) -> Any:
    if isinstance(value, Several):
        return [_plain(item) for item in value.entries]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if value == "" else value


def _fill(element: ElementTree.Element, entry: Mapping[str, Any]) -> None:
    for key, value in entry.items():
        child = ElementTree.SubElement(element, key)
        if isinstance(value, Several):
            for item in value.entries:
                inner = ElementTree.SubElement(child, value.item)
                if isinstance(item, Mapping):
                    _fill(inner, item)
                else:
                    inner.text = _text(item)
        else:
            child.text = _text(value)


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NO_XML.sub("", str(value))
