"""What casework keeps."""

from coopcouncil.casework.models.cases import Case, CaseClock, CaseLink
from coopcouncil.casework.models.complaints import Complaint, ComplaintStage
from coopcouncil.casework.models.contacts import Contact
from coopcouncil.casework.models.decisions import CaseDecision
from coopcouncil.casework.models.delegations import Delegation
from coopcouncil.casework.models.elsewhere import Matter, MatterStep
from coopcouncil.casework.models.enquiries import Enquiry, WardSeat
from coopcouncil.casework.models.identifiers import CaseIdentifier
from coopcouncil.casework.models.register import Failure
from coopcouncil.casework.models.reports import (
    Report,
    ReportAttempt,
    ReportDraft,
    ReportEvent,
    ReportFollower,
    ReportPart,
    ReportPhoto,
    ReportPlace,
)
from coopcouncil.casework.models.teams import Officer, Team
from coopcouncil.casework.models.transfers import Transfer, TransferLine
from coopcouncil.casework.models.views import SavedView
from coopcouncil.casework.models.work import CaseDocument, Entry, Task, Visibility

__all__ = [
    "Case",
    "CaseClock",
    "CaseDecision",
    "CaseDocument",
    "CaseIdentifier",
    "CaseLink",
    "Complaint",
    "ComplaintStage",
    "Contact",
    "Delegation",
    "Enquiry",
    "Entry",
    "Failure",
    "Matter",
    "MatterStep",
    "Officer",
    "Report",
    "ReportAttempt",
    "ReportDraft",
    "ReportEvent",
    "ReportFollower",
    "ReportPart",
    "ReportPhoto",
    "ReportPlace",
    "SavedView",
    "Task",
    "Team",
    "Transfer",
    "TransferLine",
    "Visibility",
    "WardSeat",
]
