"""Looking at how to reach whoever reported a problem. Each look is written down."""

from uuid import UUID

from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor


def contact(*, actor: Actor, report_id: UUID) -> dict[str, str] | None:
    """Name, e-mail and phone, for an officer of the council; None where nothing was left.

    Raises NotFound, NotAllowed.
    """
    report = queries.report_by_id(report_id)
    permissions.require(actor, "casework.moderate_report", report)
    if not report.contact:
        return None
    audit.read(actor, "casework.report_contact_read", report, about=[report.account_id])
    return {key: report.contact[key] for key in ("name", "email", "phone") if report.contact.get(key)}
