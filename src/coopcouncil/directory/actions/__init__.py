"""What changes in the directory: one verb each, in one transaction, audited."""

from coopcouncil.directory.actions.approving import approve_change, refuse_change, withdraw_change
from coopcouncil.directory.actions.confiding import read_confidential, seal_location
from coopcouncil.directory.actions.counting import count_search
from coopcouncil.directory.actions.describing import edit_organisation
from coopcouncil.directory.actions.placing import (
    PlaceChanges,
    add_location,
    add_place,
    edit_location,
    put_service_at,
    take_service_from,
)
from coopcouncil.directory.actions.proposing import Edited
from coopcouncil.directory.actions.returning import Figures, send_return
from coopcouncil.directory.actions.services import (
    Changes,
    EditConflict,
    add_service,
    assure_service,
    edit_service,
)

__all__ = [
    "Changes",
    "EditConflict",
    "Edited",
    "Figures",
    "PlaceChanges",
    "add_location",
    "add_place",
    "add_service",
    "approve_change",
    "assure_service",
    "count_search",
    "edit_location",
    "edit_organisation",
    "edit_service",
    "put_service_at",
    "read_confidential",
    "refuse_change",
    "seal_location",
    "send_return",
    "take_service_from",
    "withdraw_change",
]
