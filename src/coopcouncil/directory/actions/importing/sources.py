"""Which of our records a record of a source is, what it said the last time, and what this import did to it."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from coopcouncil.directory.domain.merging import Merged, merge, settled
from coopcouncil.directory.formats.hsds.reading import Incoming
from coopcouncil.directory.models import SourceRecord


@dataclass(frozen=True)
class Difference:
    """What was done, or not, about one record. Changes by field: what it was, what it is now (or would be)."""

    kind: str
    id: UUID
    external_id: str
    name: str
    place: str
    verb: str  # added, changed, kept, closed
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass
class Run:
    """One import as it goes: the source, its moment, what is known of earlier ones, and what was done."""

    source: str
    now: datetime
    known: dict[tuple[str, str], SourceRecord] = field(default_factory=dict)
    done: list[Difference] = field(default_factory=list)
    seen: dict[tuple[str, str], UUID] = field(default_factory=dict)  # ours, by kind and id there

    @classmethod
    def begin(cls, source: str, now: datetime) -> "Run":
        with connection.cursor() as cursor:  # of two at once the second waits, and finds what the first brought
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"directory.import.{source}"])
        rows = SourceRecord.objects.select_for_update().filter(source=source).order_by("id")
        return cls(source, now, {(row.kind, row.external_id): row for row in rows})

    @property
    def changes(self) -> bool:
        return any(item.verb != "kept" for item in self.done)

    def ours(self, items: Iterable[Incoming], model: Any) -> dict[str, UUID]:
        """Which of our rows each of these is, by its id there: what came before, or has the same id. One query."""
        wanted = {item.key: self._known_or_same(item) for item in items}
        there = set(model.objects.filter(id__in=[key for key in wanted.values() if key]).values_list("id", flat=True))
        return {key: held for key, held in wanted.items() if held and held in there}

    def _known_or_same(self, item: Incoming) -> UUID | None:
        held = self.known.get((item.kind, item.key))
        return held.local_id if held else as_uuid(item.key)

    def new_id(self, key: str, taken: Collection[UUID] = ()) -> UUID:
        """Its id there where that is a UUID that nothing here has, so that everybody calls it the same."""
        wanted = as_uuid(key)
        return wanted if wanted and wanted not in taken else uuid4()

    def came(self, item: Incoming) -> Mapping[str, Any]:
        held = self.known.get((item.kind, item.key))
        return held.came if held else {}

    def merged(self, item: Incoming, ours: Mapping[str, Any], comes: Mapping[str, Any]) -> Merged:
        return merge(ours, self.came(item), comes)

    def note(self, item: Incoming, local_id: UUID, comes: Mapping[str, Any], keep: Iterable[str] | None = None) -> None:
        """Remember what came, for the next time; and with `keep` which fields are ours now."""
        self.seen[(item.kind, item.key)] = local_id
        held = self.known.get((item.kind, item.key))
        if held is None:
            held = SourceRecord(
                source=self.source, kind=item.kind, external_id=item.key, local_id=local_id, first_seen_at=self.now
            )
            self.known[(item.kind, item.key)] = held
        held.came = {**held.came, **{name: settled(value) for name, value in comes.items()}}
        held.local_id = local_id
        if keep is not None:
            held.kept_local = sorted(keep)

    def finish(self) -> None:
        """Write down what came: only what is not as it was."""
        new: list[SourceRecord] = []
        changed: list[SourceRecord] = []
        for held in self.known.values():
            text = json.dumps([held.came, held.kept_local, str(held.local_id)], sort_keys=True, default=str)
            digest = sha256(text.encode()).hexdigest()
            if held.digest == digest:
                continue
            held.digest, held.last_seen_at = digest, self.now
            (new if held._state.adding else changed).append(held)
        SourceRecord.objects.bulk_create(new, batch_size=500)
        fields = ["digest", "came", "kept_local", "local_id", "last_seen_at"]
        SourceRecord.objects.bulk_update(changed, fields, batch_size=500)

    def tell(
        self, item: Incoming, local_id: UUID, verb: str, fields: Mapping[str, tuple[Any, Any]] | None = None
    ) -> None:
        if verb == "added" or fields:
            self.done.append(Difference(item.kind, local_id, item.key, item.called, item.place, verb, fields or {}))

    def tell_merged(self, item: Incoming, local_id: UUID, ours: Mapping[str, Any], merged: Merged) -> None:
        """Say what was taken and what stayed."""
        self.tell(item, local_id, "changed", {name: (ours[name], value) for name, value in merged.take.items()})
        self.tell(item, local_id, "kept", {name: (ours[name], value) for name, value in merged.keep.items()})


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def free_code(base: str, taken: set[str]) -> str:
    """A code that nothing has yet; it is taken then."""
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found
