"""What crawlers and feed readers are given: a sitemap, and a feed of changes in Atom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold.
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


@dataclass(frozen=True)
class Page:
    """An address of ours, and when what it shows last changed."""

    address: str
    changed: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One change: what changed, where it is shown, when, and in a sentence what it is now. `key` never changes."""

    key: str
    title: str
    address: str
    changed: datetime
    words: str
    who: str


def sitemap(pages: Iterable[Page]) -> bytes:
    """Source: sitemaps.org, 0.9."""
    root = Element("urlset", xmlns=_SITEMAP)
    for page in pages:
        url = SubElement(root, "url")
        SubElement(url, "loc").text = page.address
        if page.changed:
            SubElement(url, "lastmod").text = _moment(page.changed)
    return _written(root)


def atom(entries: Iterable[Entry], *, title: str, address: str, site: str, changed: datetime) -> bytes:
    """Source: RFC 4287. `changed` is when the newest entry did; without one, when the feed is read."""
    root = Element("feed", xmlns=_ATOM)
    SubElement(root, "id").text = address
    SubElement(root, "title").text = title
    SubElement(root, "updated").text = _moment(changed)
    SubElement(root, "link", rel="self", href=address, type="application/atom+xml")
    SubElement(root, "link", rel="alternate", href=f"{site}/services/", type="text/html")
    for entry in entries:
        item = SubElement(root, "entry")
        SubElement(item, "id").text = f"urn:uuid:{entry.key}"
        SubElement(item, "title").text = entry.title.translate(_NO_XML)
        SubElement(item, "updated").text = _moment(entry.changed)
        SubElement(item, "link", rel="alternate", href=entry.address, type="text/html")
        SubElement(SubElement(item, "author"), "name").text = entry.who.translate(_NO_XML)
        SubElement(item, "summary").text = entry.words.translate(_NO_XML)
    return _written(root)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _written(root: Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
