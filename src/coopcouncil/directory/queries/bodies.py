"""Organisations as the directory shows them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain import record
from coopcouncil.directory.models import OrganisationDetail, OrganisationIdentifier, Service
from coopcouncil.directory.queries import parts
from coopcouncil.directory.queries.grouping import grouped

_Bodies: Any = Service._meta.get_field(
    "organisation"
).related_model  # another context’s table, read here and nowhere else


def organisations_of(ids: Collection[UUID], held: parts.Shared | None = None) -> dict[UUID, record.Organisation]:
    """Organisations by id, whole; from parts that were fetched for them already, where they were."""
    details = {row.organisation_id: row for row in OrganisationDetail.objects.filter(organisation_id__in=ids)}
    mine: parts.Owners = {"organisation": list(ids)}
    numbers = grouped(
        OrganisationIdentifier.objects.order_by("kind", "identifier"), mine, ("id", "scheme", "kind", "identifier"),
        record.Identifier,
    )  # fmt: skip
    held = held or parts.shared(mine)
    reach, funding, terms = held.reach, held.funding, held.attributes
    found = {}
    for key, code, name, kind, summary, email, phone, website in _Bodies.objects.filter(id__in=ids).values_list(
        "id", "code", "name", "kind", "summary", "email", "phone", "website"
    ):
        more = details.get(key) or OrganisationDetail()
        found[key] = record.Organisation(
            key, code, name, kind, summary, more.alternate_name, more.description, more.email or email, phone,
            more.website or website, more.logo, more.uri, more.legal_status, more.year_incorporated, more.parent_id,
            identifiers=tuple(numbers.get(key, ())), contacts=tuple(reach.contacts.get(key, ())),
            phones=tuple(reach.phones.get(key, ())), funding=tuple(funding.get(key, ())),
            attributes=tuple(terms.get(key, ())),
        )  # fmt: skip
    return found


def organisations_page(*, page: int = 1, per_page: int = 50) -> tuple[list[record.Organisation], int]:
    """A page of every organisation by name, whole, and how many there are."""
    rows = _Bodies.objects.order_by("name", "code").values_list("id", flat=True)
    ids: Sequence[UUID] = list(rows[(page - 1) * per_page : page * per_page])
    found = organisations_of(ids)
    return [found[key] for key in ids], rows.count()


def detail_version(organisation_id: UUID) -> int:
    """The version of what the directory says of an organisation; 1 before anybody has said anything."""
    rows = OrganisationDetail.objects.filter(organisation_id=organisation_id).values_list("version", flat=True)
    return rows.first() or 1


def detail_for_update(organisation_id: UUID) -> OrganisationDetail:
    """The same as a row, made where there was none, and locked until the transaction ends."""
    OrganisationDetail.objects.get_or_create(organisation_id=organisation_id)
    return OrganisationDetail.objects.select_for_update().get(organisation_id=organisation_id)
