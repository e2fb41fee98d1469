"""Records of Open Referral read into values of ours, by our names of fields. What they leave out stays out.

The same record told more than once (an organisation in each of its services) is one: the first to say a thing counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from coopcouncil.directory.domain.openreferral.findings import Node, Path, shown
from coopcouncil.directory.domain.openreferral.kinds import walk
from coopcouncil.directory.domain.openreferral.profile import shipped_profile
from coopcouncil.directory.formats.hsds.values import (
    LONGEST,
    cost,
    eligibility,
    features,
    fit,
    hours,
    language,
    phone,
    web,
)

Said = Mapping[str, Any]
_STATUS = {"active": "active", "inactive": "closed", "defunct": "closed", "temporarily closed": "paused"}


@dataclass
class Incoming:
    """One record: its id there, the first place where it stands, and its values by our names."""

    kind: str
    key: str
    path: Path
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return shown(self.path)

    @property
    def called(self) -> str:
        return str(self.values.get("name") or self.key)


@dataclass
class Feed:
    """Everything that came, by kind and id, in the order in which it stands; and what had to be cut or left out."""

    records: dict[str, dict[str, Incoming]] = field(default_factory=dict)
    repeated: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, kind: str) -> dict[str, Incoming]:
        return self.records.setdefault(kind, {})


def read_feed(document: Any, kind: str, *, site: str, into: Feed | None = None) -> Feed:
    """Everything in a document of this kind of record. `site` is our own address: what leads back to us is no news."""
    feed = into or Feed()
    records, start = _records(document)
    for number, record in enumerate(records):
        path: Path = (*start, number) if start is not None else ()
        top = str(record.get("id", "")).lower()
        if top in feed.of(kind) and feed.of(kind)[top].path[:-1] == path[:-1]:
            feed.repeated.append(path)
        for node in walk(record, kind, path, shipped_profile()):
            if node.kind in _READERS:
                for item in _READERS[node.kind](node, feed, site):
                    _keep(feed, item)
    return feed


def _records(document: Any) -> tuple[list[Any], Path | None]:
    if isinstance(document, list):
        return document, ()
    if isinstance(document, Mapping) and "contents" in document:
        return list(document["contents"]), ("contents",)
    return [document], None


def _keep(feed: Feed, item: Incoming) -> None:
    held = feed.of(item.kind).setdefault(item.key, item)
    if held is not item:
        for name, value in item.values.items():
            if not held.values.get(name):
                held.values[name] = value


def _key(data: Said) -> str:
    return str(data.get("id", "")).lower()


def _texts(data: Said, names: Mapping[str, str], feed: Feed, path: Path) -> dict[str, Any]:
    """The words of fields, by ours: name there → name here. What is too long for ours is cut, and said so."""
    made = {}
    for theirs, ours in names.items():
        value = data.get(theirs)
        if isinstance(value, str):
            made[ours] = fit(value, LONGEST.get(ours, 10_000))
            if made[ours] != value.strip():
                feed.notes.append(f"{shown((*path, theirs))} was cut to {LONGEST[ours]} characters.")
    return made


def _service(node: Node, feed: Feed, site: str) -> Iterator[Incoming]:
    data, path = node.data, node.path
    names = {"name": "name", "description": "description", "email": "email", "fees": "cost", "alert": "alert",
             "accreditations": "accreditations"}  # fmt: skip
    values = _texts(data, names, feed, path)
    if (url := web(data.get("url"), site)) is not None:
        values["website"] = url
    values["status"] = _STATUS.get(str(data.get("status")), "active")
    if data.get("assured_date"):
        values["assured_on"] = data["assured_date"]
    if (ages := eligibility(data)) is not None:
        values["eligibility"] = ages
    lists = {"schedules": ("hours", hours), "cost_options": ("costs", cost), "languages": ("languages", language)}
    for theirs, (ours, read) in lists.items():
        if theirs in data:
            values[ours] = [made for item in data[theirs] if (made := read(item)) is not None]
    if "funding" in data:
        values["funding"] = [{"source": fit(item["source"], 300)} for item in data["funding"] if item.get("source")]
    if "contacts" in data:
        values["contacts"] = [made for item in data["contacts"] if (made := _contact(item))]
    if "phones" in data:
        numbers = [phone(item) for item in data["phones"] if item.get("number")]
        if numbers:
            values["phone"] = numbers[0]["number"][:30]
            values["phones"] = numbers[1:]
    if "service_areas" in data:
        values["areas"] = [
            {"code": str(item.get("extent", "")).strip(), "name": str(item.get("name", "")).strip()}
            for item in data["service_areas"]
        ]
    values["provider"] = _provider(node)
    yield Incoming("service", _key(data), path, values)
    yield from _links(data, path)


def _provider(node: Node) -> str:
    """The id of the organisation that provides it; "" where none is named."""
    inner, around = node.data.get("organization"), node.within("organization")
    named = inner.get("id") if isinstance(inner, Mapping) else None
    outer = around.data.get("id") if around is not None else None
    return str(named or node.data.get("organization_id") or outer or "").lower()


def _links(data: Said, path: Path) -> Iterator[Incoming]:
    """What a service is said to be at and to be about: kept apart, for both sides may add to it."""
    if "attributes" in data:
        terms = [
            str((item.get("taxonomy_term") or {}).get("id") or item.get("taxonomy_term_id") or "").lower()
            for item in data["attributes"]
        ]
        yield Incoming("service", _key(data), path, {"terms": sorted({term for term in terms if term})})


def _contact(data: Said) -> dict[str, Any] | None:
    made = {name: fit(data[name], 150) for name in ("name", "title", "department") if data.get(name)}
    if data.get("email"):
        made["email"] = data["email"]
    numbers = [phone(item) for item in data.get("phones", []) if item.get("number")]
    return {**made, "phones": numbers} if made or numbers else None


def _organization(node: Node, feed: Feed, site: str) -> Iterator[Incoming]:
    data, path = node.data, node.path
    names = {"name": "name", "alternate_name": "alternate_name", "description": "description", "email": "email",
             "legal_status": "legal_status"}  # fmt: skip
    values = _texts(data, names, feed, path)
    for theirs in ("website", "logo", "uri"):
        if (url := web(data.get(theirs), site)) is not None:
            values[theirs] = url
    if "organization_identifiers" in data:
        values["identifiers"] = [
            {"scheme": str(item.get("identifier_scheme", ""))[:30], "kind": str(item.get("identifier_type", ""))[:60],
             "identifier": str(item.get("identifier", ""))[:60]}
            for item in data["organization_identifiers"]
        ]  # fmt: skip
    yield Incoming("organization", _key(data), path, values)


def _location(node: Node, feed: Feed, site: str) -> Iterator[Incoming]:
    data, path = node.data, node.path
    names = {"location_type": "location_type", "name": "place_name", "description": "place_description",
             "transportation": "transportation", "external_identifier": "external_identifier",
             "external_identifier_type": "external_identifier_type"}  # fmt: skip
    values = _texts(data, names, feed, path)
    values |= {ours: values.pop(held) for held, ours in _PLACES.items() if held in values}
    if (url := web(data.get("url"), site)) is not None:
        values["url"] = url
    latitude, longitude = data.get("latitude"), data.get("longitude")
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            values["point"] = [float(longitude), float(latitude)]
        else:
            feed.notes.append(f"{shown(path)}: its point is off the earth, and was left out.")
    for item in data.get("addresses", [])[:1]:
        address = {"address_1": "address_1", "address_2": "address_2", "city": "city", "region": "region",
                   "postal_code": "postcode", "country": "country"}  # fmt: skip
        values |= _texts(item, address, feed, (*path, "addresses", 0))
        values["region"] = values.get("region") or fit(str(item.get("state_province", "")), LONGEST["region"])
        if not re.fullmatch(r"[A-Z]{2}", values.get("country", "GB")):
            values["country"] = "GB"
    if "accessibility" in data:
        values["features"], left = features(data["accessibility"])
        feed.notes += [f"{shown(path)}: “{words}” is no feature that we know, and was left out." for words in left]
    if "schedules" in data:
        values["hours"] = [made for item in data["schedules"] if (made := hours(item)) is not None]
    yield Incoming("location", _key(data), path, values)


_PLACES = {"place_name": "name", "place_description": "description"}


def _at_location(node: Node, feed: Feed, site: str) -> Iterator[Incoming]:
    data, path = node.data, node.path
    inner, whose, around = data.get("location") or {}, data.get("service") or {}, node.within("service")
    outer = around.data.get("id") if around is not None else None
    values: dict[str, Any] = {
        "location": str(inner.get("id") or data.get("location_id") or "").lower(),
        "service": str(whose.get("id") or data.get("service_id") or outer or "").lower(),
    }
    if isinstance(data.get("description"), str):
        values["description"] = fit(data["description"], 500)
    if "schedules" in data:
        values["hours"] = [made for item in data["schedules"] if (made := hours(item)) is not None]
    yield Incoming("service_at_location", _key(data), path, values)


def _taxonomy(node: Node, feed: Feed, site: str) -> Iterator[Incoming]:
    data, path = node.data, node.path
    values = _texts(data, {"name": "name", "description": "description", "version": "version"}, feed, path)
    if (url := web(data.get("uri"), site)) is not None:
        values["uri"] = url
    yield Incoming("taxonomy", _key(data), path, values)


def _term(node: Node, feed: Feed, site: str) -> Iterator[Incoming]:
    data, path = node.data, node.path
    values = _texts(data, {"name": "name", "description": "description"}, feed, path)
    if (url := web(data.get("term_uri"), site)) is not None:
        values["term_uri"] = url
    values["code"] = str(data.get("code") or data.get("term") or data.get("id"))[:80]
    values["taxonomy"] = str(data.get("taxonomy_id") or "").lower()
    values["taxonomy_name"] = fit(str(data.get("taxonomy") or ""), 150)
    values["parent"] = str(data.get("parent_id") or "").lower()
    yield Incoming("taxonomy_term", _key(data), path, values)


_READERS = {
    "service": _service,
    "organization": _organization,
    "location": _location,
    "service_at_location": _at_location,
    "taxonomy": _taxonomy,
    "taxonomy_term": _term,
}
