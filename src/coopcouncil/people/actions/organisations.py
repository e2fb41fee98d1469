from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people.events import OrganisationCreated
from coopcouncil.people.models import Organisation


def create_organisation(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str,
    summary: str = "",
    email: str = "",
    phone: str = "",
    website: str = "",
) -> UUID:
    """Add an organisation. Raises NotAllowed, BadInput, and Conflict where the code or name is taken, or where it
    would be a second council.
    """
    row = Organisation(
        code=code, name=name.strip(), kind=kind, summary=summary, email=email, phone=phone, website=website
    )
    with transaction.atomic():
        permissions.require(actor, "people.administer")
        try:
            row.clean_fields()
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise BadInput(messages[0], place=field) from error
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if "one_council" in str(error):
                raise Conflict(
                    _("There is a council already, and one installation serves one. Choose “Another council”.")
                ) from error
            raise Conflict(_("Another organisation has that code or name already. Look for it in the list.")) from error
        audit.note(actor, "people.organisation_created", row)
        events.emit(OrganisationCreated(row.id))
    return row.id
