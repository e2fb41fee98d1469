"""Who may keep the directory's records. Reading it is open to all."""

from typing import Protocol
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import holding, permission
from coopcouncil.foundation.roles import Role

EDITORS = (Role.PROVIDER_MANAGER, Role.SERVICE_MANAGER)


class Owned(Protocol):
    """A record that an organisation answers for."""

    organisation_id: UUID


def _keeps(actor: Actor, record: Owned) -> bool:
    return actor.has_role(Role.ADMINISTRATOR) or record.organisation_id in actor.organisations_for(*EDITORS)


_keeper = holding(*EDITORS, Role.ADMINISTRATOR)
permission("directory.add", _keeps, door=_keeper, says="add a service of their own organisation")
permission("directory.edit", _keeps, door=_keeper, says="change the record of their own organisation’s services")
permission("directory.assure", _keeps, door=_keeper, says="confirm that their own organisation’s records are right")
permission("directory.see_due", door=holding(*EDITORS), says="see which of their records must be confirmed")
