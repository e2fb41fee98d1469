"""Organisations that came: found by their id, their number in a register, or their name; else added."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from coopcouncil.directory.actions.importing.sources import Run, as_uuid, free_code
from coopcouncil.directory.formats.hsds import ours
from coopcouncil.directory.formats.hsds.reading import Feed, Incoming
from coopcouncil.directory.models import OrganisationDetail, OrganisationIdentifier
from coopcouncil.directory.queries import bodies
from coopcouncil.foundation.actors import Actor
from coopcouncil.people import public as people

_DETAILS = ("alternate_name", "description", "email", "website", "logo", "uri", "legal_status")
_REGISTERS = {"GB-CHC": "charity", "GB-SC": "charity", "GB-NIC": "charity", "GB-COH": "company", "GB-MPR": "mutual"}


class _Known:
    """Every organisation here, by what one may be found by."""

    def __init__(self) -> None:
        held = people.organisations()
        self.ids = {body.id for body in held}
        self.codes = {body.code for body in held}
        self.names = {body.name.casefold(): body.id for body in held}
        rows = OrganisationIdentifier.objects.values_list("kind", "identifier", "organisation_id")
        self.numbers = {(kind, number): body for kind, number, body in rows}

    def find(self, run: Run, item: Incoming) -> UUID | None:
        before = run.known.get((item.kind, item.key))
        if before and before.local_id in self.ids:
            return before.local_id
        if (same := as_uuid(item.key)) in self.ids:
            return same
        for number in item.values.get("identifiers", []):
            if found := self.numbers.get((number["kind"], number["identifier"])):
                return found
        return self.names.get(item.called.casefold())


def bring_in(run: Run, feed: Feed, *, actor: Actor) -> None:
    known = _Known()
    items = list(feed.of("organization").values())
    there = {item.key: key for item in items if (key := known.find(run, item))}
    held = bodies.organisations_of(set(there.values()))
    for item in items:
        comes = {name: value for name, value in item.values.items() if name in (*_DETAILS, "identifiers")}
        if comes.get("description") == item.called:  # whoever has none gives the name in its place
            del comes["description"]
        key = there.get(item.key) or known.find(run, item)  # one of the same name may have come just now
        if key is None:
            key = _add(item, actor, known)
            _write(key, comes)
            run.tell(item, key, "added")
            run.note(item, key, comes)
            continue
        before = ours.organization(held.get(key) or bodies.organisations_of([key])[key])
        merged = run.merged(item, before, comes)
        _write(key, merged.take)
        run.tell_merged(item, key, before, merged)
        run.note(item, key, comes, merged.keep)


def _add(item: Incoming, actor: Actor, known: _Known) -> UUID:
    code = free_code(slugify(item.called)[:50] or "organisation", known.codes)
    schemes = [number["scheme"] for number in item.values.get("identifiers", [])]
    kind = next((_REGISTERS[scheme] for scheme in schemes if scheme in _REGISTERS), "charity")
    key = people.create_organisation(
        actor=actor, code=code, name=item.called[:150], kind=kind, email=item.values.get("email", "")
    )
    known.ids.add(key)
    known.names[item.called.casefold()] = key
    return key


def _write(key: UUID, values: Mapping[str, Any]) -> None:
    details = {name: value for name, value in values.items() if name in _DETAILS}
    if details:
        OrganisationDetail.objects.update_or_create(organisation_id=key, defaults=details)
    if "identifiers" in values:
        OrganisationIdentifier.objects.filter(organisation_id=key).delete()
        unique = {(number["kind"], number["identifier"]): number for number in values["identifiers"]}
        OrganisationIdentifier.objects.bulk_create(
            OrganisationIdentifier(organisation_id=key, **number) for number in unique.values()
        )
