"""Organisations, taxonomies and terms."""

from collections.abc import Iterable
from typing import Any

from coopcouncil.directory.domain import record
from coopcouncil.directory.formats.hsds import parts
from coopcouncil.directory.formats.hsds.saying import Frame, Said, address, first, ident, listed, merged, said


def organization(
    item: record.Organisation, frame: Frame, *, full: bool = True, services: Iterable[Said] | None = None
) -> Said:
    """An organisation; without `full` only what it has one of. `services` are its services, where they belong in it."""
    made = said(
        id=str(item.id),
        name=item.name,
        alternate_name=item.alternate_name,
        description=first(item.description, item.summary, item.name),
        email=item.email,
        website=first(address(item.website), f"{frame.site}/organisations/{item.code}/"),
        logo=address(item.logo),
        uri=first(address(item.uri), f"{frame.site}/organisations/{item.code}/"),
        legal_status=item.legal_status,
        year_incorporated=item.year_incorporated,
        parent_organization_id=ident(item.parent_id),
    )
    if not full:
        return made
    lists: dict[str, Any] = said(
        organization_identifiers=listed(
            said(
                id=str(number.id),
                organization_id=str(item.id),
                identifier_scheme=number.scheme,
                identifier_type=number.kind,
                identifier=number.identifier,
            )
            for number in item.identifiers
        ),
        phones=parts.main_phone(item.phone, item.id, item.phones) + parts.phones(item.phones),
        contacts=parts.contacts(item.contacts),
        funding=parts.funding(item.funding),
        attributes=parts.attributes(item.attributes, owner=item.id, entity="organization"),
        services=None if services is None else list(services),
    )
    return merged(made, lists)


def taxonomy(item: record.Taxonomy, *, terms: Iterable[record.Term] | None = None) -> Said:
    return said(
        id=str(item.id),
        name=item.name,
        description=first(item.description, item.name),
        uri=address(item.uri),
        version=item.version or "1",  # which also tells readers a taxonomy from an organisation
        taxonomy_terms=None if terms is None else listed(taxonomy_term(term) for term in terms),
    )


def taxonomy_term(item: record.Term) -> Said:
    return parts.term(item)
