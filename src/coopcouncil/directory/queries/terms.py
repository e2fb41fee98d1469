"""Taxonomies and their terms."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length

from coopcouncil.directory.domain import record
from coopcouncil.directory.models import Taxonomy, TaxonomyTerm
from coopcouncil.kernel.errors import NotFound

TAXONOMY = ("id", "code", "name", "description", "uri", "version")
TERM = ("id", "code", "name", "description", "taxonomy_id", "taxonomy__code", "taxonomy__name", "parent_id", "term_uri")


def taxonomies(*, page: int = 1, per_page: int = 50) -> tuple[list[record.Taxonomy], int]:
    """A page of the taxonomies by name, and how many there are."""
    rows = Taxonomy.objects.order_by("name", "code")
    start = (page - 1) * per_page
    found = [record.Taxonomy(*values) for values in rows.values_list(*TAXONOMY)[start : start + per_page]]
    return found, rows.count()


def taxonomy(taxonomy_id: UUID) -> record.Taxonomy:
    """Raises NotFound."""
    for values in Taxonomy.objects.filter(id=taxonomy_id).values_list(*TAXONOMY):
        return record.Taxonomy(*values)
    raise NotFound("There is no such taxonomy.")


def terms(
    *,
    taxonomy_ids: Sequence[UUID] = (),
    taxonomy_codes: Sequence[str] = (),
    page: int = 1,
    per_page: int | None = 50,
) -> tuple[list[record.Term], int]:
    """A page of terms by taxonomy and name (all of them where `per_page` is None), and how many there are."""
    rows = TaxonomyTerm.objects.order_by("taxonomy__name", "name", "code", "id")
    if taxonomy_ids:
        rows = rows.filter(taxonomy_id__in=taxonomy_ids)
    if taxonomy_codes:
        rows = rows.filter(taxonomy__code__in=taxonomy_codes)
    values = rows.values_list(*TERM)
    if per_page is not None:
        values = values[(page - 1) * per_page : page * per_page]
    return [record.Term(*row) for row in values], rows.count()


def terms_called(words: str, *, limit: int = 20) -> list[record.Term]:
    """Terms whose code is `words`, or whose name has them; the shortest names first."""
    rows = TaxonomyTerm.objects.filter(Q(code__iexact=words) | Q(name__icontains=words))
    values = rows.order_by(Length("name"), "name", "taxonomy__name", "id").values_list(*TERM)
    return [record.Term(*row) for row in values[:limit]]


def term(term_id: UUID) -> record.Term:
    """Raises NotFound."""
    for values in TaxonomyTerm.objects.filter(id=term_id).values_list(*TERM):
        return record.Term(*values)
    raise NotFound("There is no such term.")
