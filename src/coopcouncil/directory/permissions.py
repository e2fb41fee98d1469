"""Who may keep the directory's records. Reading it is open to all."""

from typing import Protocol
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import holding, permission
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people

EDITORS = (Role.PROVIDER_MANAGER, Role.SERVICE_MANAGER)


class Owned(Protocol):
    """A record that an organisation answers for."""

    @property
    def organisation_id(self) -> UUID | None: ...


def _keeps(actor: Actor, record: Owned) -> bool:
    return actor.has_role(Role.ADMINISTRATOR) or record.organisation_id in actor.organisations_for(*EDITORS)


def _provides(actor: Actor, record: Owned) -> bool:
    return record.organisation_id in actor.organisations_for(*EDITORS)


def _council_id() -> UUID | None:
    council = people.council()
    return council.id if council else None


def _is_the_council(actor: Actor) -> bool:
    """An administrator, or a service manager of the council itself."""
    if actor.has_role(Role.ADMINISTRATOR):
        return True
    managed = actor.organisations_for(Role.SERVICE_MANAGER)
    return actor.kind == "person" and _council_id() in managed


def _may_know_the_place(actor: Actor, location: Owned) -> bool:
    """Who keeps people safe for the council, and the manager of the body whose place it is; no administrator."""
    if actor.kind != "person":
        return False
    return (
        location.organisation_id in actor.organisations_for(Role.PROVIDER_MANAGER)
        or _council_id() in actor.organisations_for(Role.SAFEGUARDING_OFFICER)
    )  # fmt: skip


_keeper = holding(*EDITORS, Role.ADMINISTRATOR)
permission("directory.add", _keeps, door=_keeper, says="add a service of their own organisation")
permission("directory.edit", _keeps, door=_keeper, says="change the record of their own organisation’s services")
permission("directory.assure", _keeps, door=_keeper, says="confirm that their own organisation’s records are right")
permission(
    "directory.send_return",
    _provides,
    door=holding(*EDITORS),
    says="send the figures of a quarter for their own organisation’s services",
)
permission(
    "directory.see_returns",
    door=lambda actor: _is_the_council(actor) or bool(actor.organisations_for(*EDITORS)),
    says="read the figures of quarters: their own organisation’s, or for the council everybody’s",
)
permission("directory.see_waiting", door=_is_the_council, says="see which changes of providers wait for the council")
permission(
    "directory.import",
    door=lambda actor: actor.kind in {"operator", "system"} or actor.has_role(Role.ADMINISTRATOR),
    says="bring in what another publisher says of its services",
)
permission(
    "directory.see_missed_searches",
    door=holding(Role.JOINT_COMMISSIONER, Role.ANALYST, *EDITORS, Role.ADMINISTRATOR),
    says="see what people looked for and did not find, near the kinds of service that they provide",
)
permission(
    "directory.see_all_missed_searches",
    door=holding(Role.JOINT_COMMISSIONER, Role.ANALYST, Role.ADMINISTRATOR),
    says="see all that people looked for and did not find",
)
permission("directory.see_due", door=holding(*EDITORS), says="see which of their records must be confirmed")
permission(
    "directory.approve",
    lambda actor, record: _is_the_council(actor),
    door=holding(Role.ADMINISTRATOR, Role.SERVICE_MANAGER),
    says="agree to a provider’s change of what matters in its record",
)
permission(
    "directory.confidential_location",
    _may_know_the_place,
    door=holding(Role.SAFEGUARDING_OFFICER, Role.PROVIDER_MANAGER),
    says="read the address of a confidential location, such as a refuge; each reading is written down",
)
