"""Who may report, answer a report, and see to what went wrong with one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.models import ReportPart
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import Read
from coopcouncil.foundation.permissions import anyone, holding, permission, signed_in
from coopcouncil.foundation.roles import INBOX_ROLES, Role
from coopcouncil.people import public as people
from coopcouncil.sharing.public import digest

# Who of the council sees to a report that could not be delivered, and looks at what is to be shown.
SEEING_TO = (Role.ADMINISTRATOR, Role.CASE_OWNER, Role.SERVICE_MANAGER)

READS = (Read("casework.report_contact_read", _("How to reach you about a problem that you reported"),
              _("To ask you about it, or to tell you what became of it.")),)  # fmt: skip


def of_the_council(actor: Actor, *roles: str) -> bool:
    """Whether any of these roles is held in the council itself."""
    if actor.kind != "person" or not actor.has_role(*roles):
        return False
    council = people.council()
    return council is not None and council.id in actor.organisations_for(*roles)


def sees_to(actor: Actor) -> bool:
    return of_the_council(actor, *SEEING_TO)


def _owns_draft(actor: Actor, draft: Any) -> bool:
    """The account that began it; where nobody was signed in, the same browser with nobody signed in."""
    if draft.account_id is not None:
        return actor.account_id == draft.account_id
    return actor.kind == "anonymous" and bool(actor.session_key) and digest(actor.session_key) == draft.session_digest


def _works_part(actor: Actor, part: Any) -> bool:
    """Whoever works the inbox of the body whose part it is, and whoever of the council sees to reports."""
    return part.organisation_id in actor.organisations_for(*INBOX_ROLES) or sees_to(actor)


def _has_a_part(actor: Actor, photo: Any) -> bool:
    """Whoever works the inbox of a body that has to do something about it."""
    mine = actor.organisations_for(*INBOX_ROLES) if actor.kind == "person" else frozenset()
    return bool(mine) and ReportPart.objects.filter(report_id=photo.report_id, organisation_id__in=mine).exists()


permission("casework.own_report_draft", _owns_draft, door=anyone, says="go on with a report that they began")
permission("casework.report", door=lambda actor: actor.kind in {"anonymous", "person"}, says="report a problem")
permission(
    "casework.report_by_software",
    door=lambda actor: actor.kind == "agency",
    scope="reports",
    says="report problems from an app or another website",
)
permission(
    "casework.see_report",
    lambda actor, report: report.is_public or (actor.account_id is not None and report.account_id == actor.account_id)
    or sees_to(actor),
    door=anyone,
    says="see a report that is public, or their own",
)  # fmt: skip
permission(
    "casework.see_report_photo",
    lambda actor, photo: (
        (photo.state == "shown" and photo.report.is_public) or sees_to(actor) or _has_a_part(actor, photo)
    ),
    door=anyone,
    says="see a photo of a report once the council has looked at it",
)
permission("casework.my_reports", door=signed_in, says="see what they reported and follow")
permission(
    "casework.work_reports", door=holding(*INBOX_ROLES, Role.ADMINISTRATOR), says="see the reports of their body"
)
permission(
    "casework.answer_report",
    _works_part,
    door=holding(*INBOX_ROLES, Role.ADMINISTRATOR),
    says="answer the part of a report that is their body’s",
)
permission(
    "casework.answer_report_by_software",
    lambda actor, part: part.organisation_id == actor.organisation_id,
    door=lambda actor: actor.kind == "agency",
    scope="reports",
    says="read and answer, by an organisation’s software, the part of a report that is its own",
)
permission(
    "casework.see_to_report",
    lambda actor, part: sees_to(actor),
    door=holding(*SEEING_TO),
    says="send a part of a report again, or give it to another body",
)
permission(
    "casework.reopen_report",
    lambda actor, part: sees_to(actor) or (actor.account_id is not None and part.report.account_id == actor.account_id),
    door=signed_in,
    says="say that what they reported is not fixed after all",
)
permission("casework.look_at_reports", door=sees_to, says="look at reports and photos before they are shown")
permission(
    "casework.moderate_report",
    lambda actor, report: sees_to(actor),
    door=holding(*SEEING_TO),
    says="show a report or photo, or take it off the public pages",
)
permission(
    "casework.load_report_places",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="load the roads and lands by which reports find who is responsible",
)
permission(
    "casework.keep_reports",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="carry reports, and throw away what need not be kept",
)
