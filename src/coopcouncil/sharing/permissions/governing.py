"""Who may agree what is shared, object to it, ask about their own data, and answer; who looked; what is kept."""

from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import anyone, holding, permission, signed_in
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people
from coopcouncil.sharing.models import ReviewItem
from coopcouncil.sharing.permissions.delivering import administers
from coopcouncil.sharing.permissions.telling import owns


def handles_requests(actor: Actor) -> bool:
    """Information governance: the data protection officer, the administrator, the case owners of the council itself."""
    if actor.has_role(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        return True
    council = people.council() if actor.has_role(Role.CASE_OWNER) else None
    return council is not None and council.id in actor.organisations_for(Role.CASE_OWNER)


def protects_data(actor: Actor) -> bool:
    """The data protection officer of the council itself."""
    council = people.council() if actor.has_role(Role.DATA_PROTECTION_OFFICER) else None
    return council is not None and council.id in actor.organisations_for(Role.DATA_PROTECTION_OFFICER)


def is_not_theirs(actor: Actor, request: Any) -> bool:
    return actor.account_id is not None and actor.account_id not in {request.account_id, request.asked_by_id}


def _looked_through_by_others(actor: Actor, request: Any) -> bool:
    """Two people: whoever decided any item, or said that all are decided, is not the one who releases it."""
    if actor.account_id == request.reviewed_by_id:
        return False
    return not ReviewItem.objects.filter(request=request, decided_by_id=actor.account_id).exists()


def answers_objection(actor: Actor, objection: Any) -> bool:
    """Nobody answers their own; what was told in safe mode is in no list, and opens to nobody here."""
    told = objection.notice.submission
    return handles_requests(actor) and not told.safe and told.account_id != actor.account_id


permission(
    "sharing.see_agreements",
    door=holding(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER),
    says="see sharing agreements, impact assessments, what waits for one, and the records of processing",
)
permission(
    "sharing.list_restricted",
    door=protects_data,
    says="list of what a law keeps something of people who were erased, as the council’s data protection officer",
)
permission(
    "sharing.read_restricted",
    lambda actor, submission: actor.account_id != submission.account_id,
    door=protects_data,
    says="read what a law keeps of people who were erased, and say why, as the council’s data protection officer",
)
permission("sharing.manage_agreements", door=administers, says="write, sign and end sharing agreements")
permission(
    "sharing.advise",
    door=holding(Role.DATA_PROTECTION_OFFICER),
    says="advise on impact assessments, as the data protection officer",
)
permission("sharing.object", owns, door=anyone, says="object to a service being told, and read the council’s answer")
permission("sharing.see_objections", door=handles_requests, says="see who objects to a service being told")
permission(
    "sharing.answer_objection",
    answers_objection,
    door=handles_requests,
    says="answer people who object to a service being told",
)
permission("sharing.ask_about_data", door=signed_in, says="ask for a copy of their data, for erasure, or complain")
permission(
    "sharing.own_request",
    lambda actor, asked: actor.account_id is not None and actor.account_id in asked.theirs,
    door=signed_in,
    says="see what they asked about their own data, and have the answer",
)
permission(
    "sharing.see_requests", door=handles_requests, says="see who has asked what about their own data, and record it"
)
permission(
    "sharing.handle_request",
    is_not_theirs,
    door=handles_requests,
    says="work on what somebody else asked about their data",
)
permission(
    "sharing.release_request",
    lambda actor, request: is_not_theirs(actor, request) and _looked_through_by_others(actor, request),
    door=handles_requests,
    says="release what somebody else looked through, to the person who asked",
)
permission(
    "sharing.open_in_need",
    door=holding(Role.CASE_OWNER, Role.SERVICE_MANAGER),
    says="open for an hour what is held of a person, with a reason, because it cannot wait",
)
permission(
    "sharing.see_opening",
    lambda actor, opening: actor.account_id is not None and actor.account_id == opening.opened_by_id,
    door=holding(Role.CASE_OWNER, Role.SERVICE_MANAGER),
    says="see, for an hour, what they opened in need",
)
permission("sharing.see_openings", door=handles_requests, says="see what was opened in need")
permission(
    "sharing.review_opening",
    lambda actor, opening: actor.account_id not in {None, opening.opened_by_id, opening.account_id},
    door=handles_requests,
    says="look afterwards at what somebody else opened in need",
)
permission(
    "sharing.see_withholdings",
    door=handles_requests,
    says="see and propose which readings are not shown to the person, by an exemption",
)
permission(
    "sharing.see_withholding",
    lambda actor, kept: actor.account_id not in {None, kept.account_id},
    door=handles_requests,
    says="see why readings are not shown to somebody else, and end that",
)
permission(
    "sharing.decide_withholding",
    lambda actor, kept: actor.account_id not in {None, kept.account_id, kept.proposed_by_id},
    door=handles_requests,
    says="approve or refuse that readings are not shown, as somebody else proposed",
)
permission(
    "sharing.let_go",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="let go of what need not be kept any more, by the rules of each context",
)
permission("sharing.see_holds", door=handles_requests, says="see and set what must be kept, until when and why")
permission(
    "sharing.see_hold",
    lambda actor, hold: actor.account_id not in {None, hold.account_id},
    door=handles_requests,
    says="see why something of somebody else must be kept, and lift that",
)
