"""Taxonomies and terms that came."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from coopcouncil.directory.actions.importing.sources import Run, free_code
from coopcouncil.directory.formats.hsds.reading import Feed, Incoming
from coopcouncil.directory.models import Taxonomy, TaxonomyTerm

_TAXONOMY = {"name": 150, "description": 500, "uri": 200, "version": 40}
_TERM = {"name": 200, "description": 500, "term_uri": 200}


def bring_in(run: Run, feed: Feed) -> None:
    """Add the taxonomies and terms that are new, and change those that nobody here has changed."""
    named = {name: _Named(run, item) for name, item in _named(run, feed).items()}
    same = run.ours([item.item for item in named.values()], Taxonomy)
    rows = {row.id: row for row in Taxonomy.objects.all()}
    for held in named.values():
        held.write(rows, same)
    terms = feed.of("taxonomy_term").values()
    ours = run.ours(terms, TaxonomyTerm)
    known = {row.id: row for row in TaxonomyTerm.objects.filter(id__in=ours.values())}
    for item in terms:
        _term(run, item, run.seen[("taxonomy", _taxonomy_key(run, item))], known.get(ours.get(item.key)))  # type: ignore[arg-type]
    for item in terms:
        _parent(run, item)


def _taxonomy_key(run: Run, item: Incoming) -> str:
    """The taxonomy that a term says it is of; where it says none, one that is named after the source."""
    return item.values["taxonomy"] or f"name:{_taxonomy_name(run, item)}"


def _taxonomy_name(run: Run, item: Incoming) -> str:
    return item.values["taxonomy_name"] or f"Terms of {run.source}"[:150]


def _named(run: Run, feed: Feed) -> dict[str, Incoming]:
    """Every taxonomy that is told or that a term names, by its key."""
    found = dict(feed.of("taxonomy"))
    for term in feed.of("taxonomy_term").values():
        key, name = _taxonomy_key(run, term), _taxonomy_name(run, term)
        found.setdefault(key, Incoming("taxonomy", key, term.path, {"name": name}))
    return found


class _Named:
    """One taxonomy on its way in."""

    def __init__(self, run: Run, item: Incoming) -> None:
        self.run, self.item = run, item

    def write(self, rows: dict[UUID, Taxonomy], same: Mapping[str, UUID]) -> None:
        run, item = self.run, self.item
        comes = _cut(item, _TAXONOMY)
        row = rows.get(same.get(item.key)) or next((row for row in rows.values() if row.name == item.called), None)  # type: ignore[arg-type]
        if row:
            _change(run, item, row, comes)
            return
        code = free_code(slugify(item.called)[:50] or "taxonomy", {row.code for row in rows.values()})
        row = Taxonomy.objects.create(id=run.new_id(item.key, rows), code=code, **{"name": item.called[:150], **comes})
        rows[row.id] = row
        run.tell(item, row.id, "added")
        run.note(item, row.id, comes)


def _term(run: Run, item: Incoming, taxonomy_id: UUID, row: TaxonomyTerm | None) -> None:
    comes = _cut(item, _TERM)
    code = item.values["code"] or item.key
    row = row or TaxonomyTerm.objects.filter(taxonomy_id=taxonomy_id, code=code).first()
    if row:
        _change(run, item, row, comes)
        return
    key = run.new_id(item.key)
    row = TaxonomyTerm.objects.create(
        id=key, taxonomy_id=taxonomy_id, code=code, **{"name": item.called[:200], **comes}
    )
    run.tell(item, row.id, "added")
    run.note(item, row.id, comes)


def _cut(item: Incoming, fields: Mapping[str, int]) -> dict[str, str]:
    """Its values as long as ours may be. Who has no description gives the name in its place: that says nothing."""
    made = {name: item.values[name][:most] for name, most in fields.items() if name in item.values}
    if made.get("description") == made.get("name"):
        made.pop("description", None)
    return made


def _parent(run: Run, item: Incoming) -> None:
    child, parent = run.seen[("taxonomy_term", item.key)], run.seen.get(("taxonomy_term", item.values["parent"]))
    if parent and parent != child:
        TaxonomyTerm.objects.filter(id=child, parent__isnull=True).update(parent_id=parent)


def _change(run: Run, item: Incoming, row: Any, comes: dict[str, Any]) -> None:
    ours = {name: getattr(row, name) for name in comes}
    merged = run.merged(item, ours, comes)
    for name, value in merged.take.items():
        setattr(row, name, value)
    if merged.take:
        row.save(update_fields=list(merged.take))
    run.tell_merged(item, row.id, ours, merged)
    run.note(item, row.id, comes, merged.keep)
