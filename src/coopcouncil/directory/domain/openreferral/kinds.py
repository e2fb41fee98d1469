"""Which kind of record something is, told from its own fields; and every record that a document holds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from coopcouncil.directory.domain.openreferral.findings import Node, Path
from coopcouncil.directory.domain.openreferral.profile import Profile


def is_page(document: Any) -> bool:
    return isinstance(document, Mapping) and "contents" in document


def kind_of(records: Iterable[Any], profile: Profile) -> str:
    """The kind that knows most of what these records say; "" where there are none, or none that says anything known.

    Where two kinds know as much, the one of whose required fields fewest are missing; then the profile's order.
    """
    kinds = [*profile.records, "api"]
    known, missing = dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0)
    for record in records:
        names = record.keys() if isinstance(record, dict) else frozenset()
        for kind in kinds:
            known[kind] += len(names & profile.known(kind))
            missing[kind] += sum(field.required and field.name not in names for field in profile.of(kind).values())
    best = max(kinds, key=lambda kind: (known[kind], -missing[kind]))
    return best if known[best] else ""


def walk(data: Any, kind: str, path: Path, profile: Profile, parent: Node | None = None) -> Iterator[Node]:
    """A record and every record inside it, the outer ones first. What is not a record is left to the schema."""
    if not isinstance(data, dict):
        return
    node = Node(kind, path, data, parent)
    yield node
    for name, child in profile.children(kind).items():
        held = data.get(name)
        if isinstance(held, list):
            for place, item in enumerate(held):
                yield from walk(item, child, (*path, name, place), profile, node)
        else:
            yield from walk(held, child, (*path, name), profile, node)
