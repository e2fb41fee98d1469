"""Ids: one for one record, and each that is referred to is there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from coopcouncil.directory.domain.openreferral.findings import Findings, Node, quoted, shown

# Field → the kind of record that it names.
_REFERENCES = {
    "service_id": "service", "organization_id": "organization", "location_id": "location", "phone_id": "phone",
    "parent_organization_id": "organization", "service_at_location_id": "service_at_location", "contact_id": "contact",
    "taxonomy_id": "taxonomy",
}  # fmt: skip
# These stand inside a record of that kind, and so belong to it.
_OWNERS = {"service_id": "service", "location_id": "location", "contact_id": "contact", "phone_id": "phone",
           "organization_id": "organization", "service_at_location_id": "service_at_location"}  # fmt: skip
# Told again wherever they are used, so that the same id twice is no mistake.
_SHARED = frozenset({"organization", "location", "taxonomy_term", "taxonomy", "service"})


def one_id_one_record(nodes: Sequence[Node], today: date) -> Findings:
    """An id names one record: it is not on two records of a document, nor on two of a list inside one."""
    seen: dict[tuple[Any, ...], Node] = {}
    for node in nodes:
        within = node.path[:-1] if node.parent is None else (id(node.parent.data), *node.path[-2:-1])
        if not (own := node.text("id")) or not isinstance(node.path[-1] if node.path else "", int):
            continue
        first = seen.setdefault((node.kind, own, within), node)
        if first is not node:
            message = f"{quoted(own)} is the id of {shown(first.path)} too."
            yield node.warn("repeated-id", "id", message, "Give each record an id of its own, or leave one out.")


def one_id_one_story(nodes: Sequence[Node], today: date) -> Findings:
    """What is told again of an organisation, a place or a term is the same each time."""
    told: dict[tuple[str, str, str], tuple[str, Node]] = {}
    for node in nodes:
        if node.kind not in _SHARED or node.parent is None or not (own := node.text("id")):
            continue
        for name in ("name", "location_type", "term"):
            if not (words := node.text(name)):
                continue
            before, first = told.setdefault((node.kind, own, name), (words, node))
            if before != words:
                message = f"{quoted(words)}, but {shown(first.path)} with the same id says {quoted(before)}."
                yield node.warn("two-stories", name, message, "Say the same of it everywhere, or mend the id.")


def belongs_where_it_stands(nodes: Sequence[Node], today: date) -> Findings:
    """A record inside another names that one, where it names one of its kind at all."""
    for node in nodes:
        for name, kind in _OWNERS.items():
            owner = node.within(kind)
            named = node.text(name)
            if named and owner is not None and owner.text("id") and owner.text("id").lower() != named.lower():
                message = f"It names {quoted(named)}, but stands in {quoted(owner.text('id'))} ({shown(owner.path)})."
                yield node.warn("belongs-elsewhere", name, message, "Put it where it belongs, or mend the id.")
    for node in nodes:
        inner = node.data.get("organization")
        named = node.text("organization_id")
        if named and isinstance(inner, dict) and str(inner.get("id", named)).lower() != named.lower():
            message = f"It names {quoted(named)}, but the organization beside it is {quoted(inner['id'])}."
            yield node.warn("belongs-elsewhere", "organization_id", message, "Make both the same.")


def refers_to_what_is_there(nodes: Sequence[Node], today: date) -> Findings:
    """A record that is referred to is in the document, where the document holds any of its kind and is whole."""
    ids = _ids(nodes)
    for node in nodes:
        for name, kind in _REFERENCES.items():
            named = node.text(name).lower()
            if named and ids[kind] and named not in ids[kind] and node.within(kind) is None:
                what = kind.replace("_", " ")
                message = f"There is no {what} {quoted(named)} in this document."
                yield node.warn("dangling-id", name, message, f"Add the {what}, or mend the id.")


def terms_are_known(nodes: Sequence[Node], today: date) -> Findings:
    """A term that is referred to is described somewhere; an attribute refers to one."""
    terms = _ids(nodes)["taxonomy_term"]
    for node in nodes:
        # A term by itself, or one that an attribute names, may have its parents elsewhere; in a list it has them there.
        among = node.path != () if node.parent is None else node.parent.kind == "taxonomy"
        listed = node.kind == "taxonomy_term" and among
        if listed and (parent := node.text("parent_id").lower()) and parent not in terms:
            message = f"Its parent {quoted(parent)} is described nowhere in this document."
            yield node.warn("unknown-term", "parent_id", message, "Add that term, or leave the parent out.")
        if node.kind != "attribute":
            continue
        named, held = node.text("taxonomy_term_id").lower(), node.data.get("taxonomy_term")
        if not named and not isinstance(held, dict):
            yield node.warn("unknown-term", "", "It names no term of a taxonomy.", "Add a taxonomy_term.")
        elif named and named not in terms:
            message = f"The term {quoted(named)} is described nowhere in this document."
            yield node.warn("unknown-term", "taxonomy_term_id", message, "Add the term, or mend the id.")


def _ids(nodes: Iterable[Node]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if own := node.text("id"):
            found[node.kind].add(own.lower())
    return found
