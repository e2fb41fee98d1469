"""The audit trail, for the administrator: who did what, as what, and when. It holds ids, never facts."""

from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation import audit as trail
from coopcouncil.foundation import sealer, tables
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table
from coopcouncil.frontdoor import queries
from coopcouncil.people import public as people


@requires("frontdoor.see_audit")
def audit(request: Request) -> HttpResponseBase:
    """Newest first; filter by what was done and to what kind of thing."""
    names: dict[UUID, str] = {}

    def who(row: AuditRow) -> str:
        return names.get(row.actor_id, str(row.actor_id)) if row.actor_id else row.actor_kind

    def which(row: AuditRow) -> str:
        return str(row.object_id)[:8] if row.object_id else ""

    table = Table(
        name="audit",
        caption=_("Audit trail"),
        columns=[
            Column("at", _("When")),
            Column("verb", _("What"), search="contains"),
            Column("object_kind", _("To what kind"), search="contains"),
            Column("object_id", _("To which"), sortable=False, show=which),
            Column("actor_kind", _("Who"), value=lambda row: row.actor_id or row.actor_kind, show=who),
            Column("reason", _("Why"), sortable=False),
        ],
        order="-at",
        empty=_("Nothing has been done yet."),
        source=_("the audit trail, which nobody can change"),
    )
    rows = queries.audit_rows()
    if request.GET.get("format") in {"csv", "json"}:
        return tables.respond(request, table, rows, "frontdoor/audit.html")
    page = table.page(request.GET, rows, path=request.path)
    actors = {row.actor_id for row in page.rows if row.actor_id}
    names.update(people.names(actors))
    trail.read(request.actor, "frontdoor.audit_read", ("foundation.auditrow", None), about=names.keys())
    names.update({body.id: body.name for body in people.organisations(actors - names.keys())})
    return render(request, "frontdoor/audit.html", {"page": page, "door": "/desk/", "sealed": sealer.latest()})
