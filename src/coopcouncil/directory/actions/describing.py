"""What the directory says of an organisation besides its name: changed by whoever keeps it, live, with history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from coopcouncil.directory import queries
from coopcouncil.directory.actions.confiding import refuse_what_is_confidential
from coopcouncil.directory.actions.parts import write_list
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.domain import changing
from coopcouncil.directory.models import OrganisationDetail, Service
from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import public as people


def edit_organisation(
    *, actor: Actor, organisation_id: UUID, values: Mapping[str, Any], version: int | None = None, now: datetime
) -> tuple[str, ...]:
    """Change what the directory says of an organisation. Returns the names of what changed.

    `values` are new values by the names of `record.Organisation` (`changing.OF_ORGANISATIONS`); its legal form and its
    year ask for the council’s permission. Where e-mail or website is emptied, the organisation’s own is shown.
    Raises NotAllowed, NotFound, BadInput, Conflict (somebody else changed it since `version` was read).
    """
    people.organisation(organisation_id)
    with transaction.atomic():
        require(actor, "directory.edit", OrganisationDetail(organisation_id=organisation_id))
        if set(values) & changing.OF_ORGANISATIONS_COUNCILS:
            require(actor, "directory.approve", OrganisationDetail(organisation_id=organisation_id))
        if strange := sorted(set(values) - changing.OF_ORGANISATIONS - changing.OF_ORGANISATIONS_COUNCILS):
            raise BadInput(f"An organisation’s {', '.join(strange)} cannot be changed here.")
        detail = queries.detail_for_update(organisation_id)
        if version is not None and version != detail.version:
            raise Conflict("Somebody else changed this while you were writing. Nothing was changed; read it again.")
        held = _held(organisation_id)
        wanted = {name: value for name, value in values.items() if held[name] != changing.plain(value)}
        if not wanted:
            return ()
        refuse_what_is_confidential(Service(organisation_id=organisation_id), wanted)
        for name in set(wanted) - {"phones"}:
            setattr(detail, name, wanted[name])
        _check(detail)
        detail.version, detail.updated_at = detail.version + 1, now
        detail.save()
        if "phones" in wanted:
            write_list("phones", wanted["phones"], organisation_id=organisation_id)
        became = _held(organisation_id)
        before, after = ({name: item[name] for name in wanted} for item in (held, became))
        keep(
            actor, Change("organisation", organisation_id, detail.version, "edited", before, after), now=now,
            organisation_id=organisation_id,
        )  # fmt: skip
        audit.note(actor, "directory.organisation_edited", detail, reason=", ".join(sorted(wanted)))
    return tuple(sorted(wanted))


def _held(organisation_id: UUID) -> dict[str, Any]:
    return changing.snapshot_of_organisation(queries.organisations_of([organisation_id])[organisation_id])


def _check(detail: OrganisationDetail) -> None:
    try:
        detail.clean_fields(exclude={"organisation", "parent"} | ({"year_incorporated"} - _given(detail)))
        detail.validate_constraints(exclude={"organisation", "parent"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], place=name) from None


def _given(detail: OrganisationDetail) -> set[str]:
    return set() if detail.year_incorporated is None else {"year_incorporated"}
