"""Who may see a case and work on it: its team, whoever answers for it, the resident, and those who speak for them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.models import Case, Complaint, Delegation, Enquiry, Failure, Officer, Task, WardSeat
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import Read
from coopcouncil.foundation.permissions import holding, permission, signed_in
from coopcouncil.foundation.roles import INBOX_ROLES, Role
from coopcouncil.people import public as people

# The roles of the council whose holders may be in a team; whether they are, and in which, `Officer` says.
TEAM_ROLES = (Role.CASE_OWNER, Role.SERVICE_MANAGER, Role.FRONT_LINE_OFFICER, Role.SAFEGUARDING_OFFICER)


# Who answers for what an organisation provides.
MANAGING_ROLES = (Role.PROVIDER_MANAGER, Role.SERVICE_MANAGER)


@dataclass(frozen=True)
class OnDay:
    """A case, and the day on which somebody asks for it: powers to speak for somebody begin and end."""

    case: Case
    today: date


def officer_rows(actor: Actor) -> QuerySet[Officer]:
    rows = Officer.objects.filter(left_at__isnull=True)
    return rows.filter(account_id=actor.account_id) if actor.account_id else rows.none()


def works_on(actor: Actor, case: Case) -> bool:
    """Whoever is in its team, owns it, or was called by the ladder; nobody works on their own case, nor on one in which
    they may act for its person.
    """
    if actor.account_id is None or actor.account_id == case.person_id or _speaks_in(actor, case):
        return False
    named = Q(id__in=[case.owner_id, case.escalated_to_id])
    return bool(officer_rows(actor).filter(Q(team_id=case.team_id) | named).exists())


def _speaks_in(actor: Actor, case: Case) -> bool:
    """By a right that its person gave them and that has not run out."""
    return _delegated(actor, OnDay(case, clock.today()), Delegation.May.values)


def answers_for(actor: Actor, case: Case) -> bool:
    """Its owner, and the manager and the head of its team, on the same terms."""
    if actor.account_id is None or actor.account_id == case.person_id or _speaks_in(actor, case):
        return False
    named = Q(id__in=[case.owner_id, case.escalated_to_id])
    above = Q(team_id=case.team_id, rank__in=[Officer.Rank.MANAGER, Officer.Rank.HEAD])
    return bool(officer_rows(actor).filter(named | above).exists())


def is_theirs(actor: Actor, on: OnDay) -> bool:
    """The resident's own, that of somebody for whom they speak by a power that holds today and covers its matter, or
    one that its person lets them see.
    """
    return _is_own_or_by_power(actor, on) or _delegated(actor, on, Delegation.May.values)


def may_act_in(actor: Actor, on: OnDay) -> bool:
    """The same, but for those whom its person lets only read."""
    return _is_own_or_by_power(actor, on) or _delegated(actor, on, [Delegation.May.ACT])


def _is_own_or_by_power(actor: Actor, on: OnDay) -> bool:
    case = on.case
    if is_own(actor, case):
        return True
    if case.authority_id is None or actor.kind != "person":
        return False
    return people.may_speak_for(actor, case.authority_id, [case.matter], on.today)[case.matter].may


def _delegated(actor: Actor, on: OnDay, may: list[str]) -> bool:
    """By a right that was accepted, has not ended, and whose last day has not gone by: asked anew each time."""
    if actor.kind != "person" or actor.account_id is None or on.case.person_id is None:
        return False
    rows = Delegation.objects.filter(
        holder_id=actor.account_id, person_id=on.case.person_id, accepted_at__isnull=False, ended_at__isnull=True,
        until__gte=on.today, may__in=may,
    )  # fmt: skip
    return rows.filter(Q(case_id=on.case.id) | Q(case__isnull=True)).exists()


def is_own(actor: Actor, case: Case) -> bool:
    """It is about them, and nobody else speaks."""
    return actor.account_id is not None and case.person_id == actor.account_id


def gave(actor: Actor, right: Delegation) -> bool:
    return actor.account_id is not None and right.person_id == actor.account_id


def gave_or_holds(actor: Actor, right: Delegation) -> bool:
    return actor.account_id is not None and actor.account_id in {right.person_id, right.holder_id}


@dataclass(frozen=True)
class WardOnDay:
    """A ward, and the day on which somebody asks: seats begin and end."""

    ward_id: UUID
    today: date


@dataclass(frozen=True)
class EnquiryOnDay:
    enquiry: Enquiry
    today: date


def speaks_for_ward(actor: Actor, on: WardOnDay) -> bool:
    if actor.account_id is None or not actor.has_role(Role.WARD_COUNCILLOR):
        return False
    rows = WardSeat.objects.filter(councillor_id=actor.account_id, ward_id=on.ward_id, since__lte=on.today)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=on.today)).exists()


def asked_it(actor: Actor, on: EnquiryOnDay) -> bool:
    """The councillor whose enquiry it is, while they speak for its ward: no other, of that ward or of another."""
    if on.enquiry.councillor_id != actor.account_id:
        return False
    return speaks_for_ward(actor, WardOnDay(on.enquiry.ward_id, on.today))


def answers_complaint(actor: Actor, complaint: Complaint) -> bool:
    """Whoever answers for its case, but for who decided another stage of it, or owns the case that it is about."""
    if not answers_for(actor, complaint.case):
        return False
    if complaint.about is not None and complaint.about.owner.account_id == actor.account_id:
        return False
    others = complaint.stages.exclude(number=complaint.stage)
    return not others.filter(decided_by_id=actor.account_id).exists()


def manages_team(actor: Actor, team_id: UUID) -> bool:
    """The administrator, and the team's manager and head."""
    if actor.kind == "operator" or actor.has_role(Role.ADMINISTRATOR):
        return True
    above = [Officer.Rank.MANAGER, Officer.Rank.HEAD]
    return bool(officer_rows(actor).filter(team_id=team_id, rank__in=above).exists())


def has_task(actor: Actor, task: Task) -> bool:
    """Who works the inbox of the organisation that was given it."""
    return task.organisation_id in actor.organisations_for(*INBOX_ROLES)


def replies(actor: Actor, failure: Failure) -> bool:
    """Who manages the provider."""
    return failure.provider_id in actor.organisations_for(*MANAGING_ROLES)


def publishes(actor: Actor, failure: Failure) -> bool:
    """Who manages services at the council, or administers it; nobody decides on a reply of their own."""
    council = people.council()
    at_council = council is not None and council.id in actor.organisations_for(Role.SERVICE_MANAGER, Role.ADMINISTRATOR)
    return at_council and (failure.replied_by_id is None or failure.replied_by_id != actor.account_id)


def sees_failure(actor: Actor, failure: Failure) -> bool:
    return replies(actor, failure) or publishes(actor, failure)


def works_for_council(actor: Actor) -> bool:
    """The administrator, and whoever may own cases at the council itself."""
    if actor.has_role(Role.ADMINISTRATOR):
        return True
    held = actor.organisations_for(*TEAM_ROLES) if actor.kind == "person" else frozenset()
    council = people.council() if held else None
    return council is not None and council.id in held


def in_some_team(actor: Actor) -> bool:
    return actor.has_role(*TEAM_ROLES)


permission("casework.open_own", door=signed_in, says="tell the council of a problem, for themself or by a power")
permission("casework.see_own", is_theirs, door=signed_in, says="see how their own problem is getting on")
permission("casework.act_own", may_act_in, door=signed_in, says="answer, add to and open again their own problem")
permission("casework.appoint_for", is_own, door=signed_in, says="let somebody see their problem, or act in it")
permission("casework.see_delegation", gave, door=signed_in, says="see who may act for them, and how they used it")
permission(
    "casework.end_delegation", gave_or_holds, door=signed_in, says="end a right to act for somebody, given or held"
)
permission("casework.open_for_another", door=in_some_team, says="open a case for somebody who is here or on the phone")
permission("casework.list", door=in_some_team, says="list the cases of their teams")
permission(
    "casework.own_view",
    lambda actor, view: view.account_id == actor.account_id,
    door=in_some_team,
    says="change a list of cases that they saved",
)
permission("casework.see", works_on, door=in_some_team, says="see a case of their team")
permission("casework.work", works_on, door=in_some_team, says="work on a case of their team")
permission(
    "casework.answer_for",
    answers_for,
    door=in_some_team,
    says="hand over, pause, extend and end a case that they own or manage",
)
permission(
    "casework.see_teams",
    door=works_for_council,
    says="see who is in which team, and how much each has to do",
)
permission(
    "casework.manage_team",
    manages_team,
    door=lambda actor: actor.kind == "operator" or actor.has_role(Role.ADMINISTRATOR, *TEAM_ROLES),
    says="say who is in a team, who is away and who has left",
)
permission(
    "casework.make_team",
    door=lambda actor: actor.kind == "operator" or actor.has_role(Role.ADMINISTRATOR),
    says="make a team that owns cases",
)
permission(
    "casework.answer_complaint",
    answers_complaint,
    door=in_some_team,
    says="answer a complaint that they own or manage, of which they decided no earlier stage",
)
permission("casework.list_tasks", door=holding(*INBOX_ROLES), says="list what their organisation was asked to do")
permission("casework.do_task", has_task, door=holding(*INBOX_ROLES), says="answer a task of their organisation")
permission(
    "casework.record_contact",
    door=holding(*TEAM_ROLES, *INBOX_ROLES),
    says="write down that somebody got in touch",
)
permission(
    "casework.list_failures", door=holding(*MANAGING_ROLES), says="list what is held to be a failure of their service"
)
permission(
    "casework.see_failure",
    sees_failure,
    door=holding(*MANAGING_ROLES, Role.ADMINISTRATOR),
    says="see a service failure before it is published",
)
permission(
    "casework.reply_to_failure",
    replies,
    door=holding(*MANAGING_ROLES),
    says="reply to a failure of their service before it is published",
)
permission(
    "casework.decide_failures",
    door=holding(Role.SERVICE_MANAGER, Role.ADMINISTRATOR),
    says="list the failures that wait for a reply or for somebody to read it",
)
permission(
    "casework.publish_failure",
    publishes,
    door=holding(Role.SERVICE_MANAGER, Role.ADMINISTRATOR),
    says="publish a failure with its reply, or strike it out with a reason",
)

councillor = holding(Role.WARD_COUNCILLOR)
permission("casework.list_enquiries", door=councillor, says="list what they asked for people of their ward")
permission("casework.enquire", speaks_for_ward, door=councillor, says="ask the council for somebody of their ward")
permission("casework.see_enquiry", asked_it, door=councillor, says="follow what they asked, and pass the answer on")
permission(
    "casework.see_ward_pattern",
    speaks_for_ward,
    door=councillor,
    says="see what the problems of their ward have in common",
)
permission(
    "casework.set_ward_seats",
    door=lambda actor: actor.kind == "operator" or actor.has_role(Role.ADMINISTRATOR),
    says="say which councillor speaks for which ward",
)

# How personal data is read here, as the person concerned is told.
READS = (
    Read("casework.case_read", _("A problem of yours, and what was written about it"), _("To see that it is solved.")),
    Read("casework.cases_listed", _("That you have a case, in a list"), _("To see what is due first.")),
    Read("casework.complaint_read", _("A complaint of yours"), _("To look into it, and to answer it.")),
    Read("casework.complaints_listed", _("That you have complained, in a list"), _("To see what is due first.")),
    Read("casework.matter_read", _("What we asked another body for you"), _("To see that your problem is solved.")),
    Read("casework.letter_read", _("A letter to another body for you"), _("To see that your problem is solved.")),
    Read("casework.enquiry_read", _("What a councillor asked for you"), _("To follow it, and to tell you the answer.")),
    Read("casework.document_read", _("A file in a case of yours"), _("To see that your problem is solved.")),
    Read("casework.task_read", _("What somebody was asked to do for you"), _("So that they can do it.")),
    Read("casework.case_read_for_you", _("A problem of yours, and how it is getting on"), _("They may speak for you.")),
)
