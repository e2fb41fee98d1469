"""Who may do what in sharing: one named predicate a line."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import Read
from coopcouncil.foundation.permissions import anyone, holding, permission, signed_in
from coopcouncil.foundation.roles import INBOX_ROLES, Role
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.owners import digest
from coopcouncil.sharing.domain.undo import AtMoment
from coopcouncil.sharing.domain.watching import shipped_watch

# Who may own a notice that is stuck (`catalogue/watch.toml`).
OWNER_ROLES = (Role.ADMINISTRATOR, Role.CASE_OWNER, Role.SERVICE_MANAGER, Role.SAFEGUARDING_OFFICER)


def owns(actor: Actor, submission: Any) -> bool:
    """The account that it belongs to; while it belongs to none, the session that made it, with nobody signed in.

    A browser may be shared: whoever signs in after somebody else told us something gets it by its reference only.
    What was told in safe mode is nobody's: only its reference with its words opens it (`actions.look_again`).
    """
    if submission.safe:
        return False
    if submission.account_id is not None:
        return actor.account_id == submission.account_id
    return (
        actor.kind == "anonymous" and bool(actor.session_key) and digest(actor.session_key) == submission.session_digest
    )


def sees(actor: Actor, submission: Any) -> bool:
    """Whose it is, and whoever it was told for by a power that the council has linked to their account."""
    if owns(actor, submission):
        return True
    if submission.safe or submission.authority_id is None or actor.account_id is None:
        return False
    return people.person_of_authority(submission.authority_id) == actor.account_id


def takes_back(actor: Actor, at: AtMoment) -> bool:
    """Whoever told it. For a while also the officer who helped them, who still helps there; never in safe mode."""
    told = at.submission
    helped = told.assisted_by_id is not None and told.assisted_by_id == actor.account_id
    return owns(actor, told) or (
        helped and at.is_still_the_officers and told.organisation_id in people.assisting_at(actor)
    )


def is_its_case_owner(actor: Actor, organisation: Any) -> bool:
    return organisation.id in actor.organisations_for(Role.CASE_OWNER)


def sent(actor: Actor, submission: Any) -> bool:
    """Was sent by the organisation whose key asks. What was told in safe mode is shown to nobody again."""
    return not submission.safe and submission.organisation_id == actor.organisation_id


def works_for(actor: Actor, thing: Any) -> bool:
    """Works the inbox of the organisation that `thing` was sent to, or is that organisation's own server."""
    return thing.organisation_id in actor.organisations_for(*INBOX_ROLES)


def sees_to(actor: Actor, delivery: Any) -> bool:
    """The administrator, and whoever owns the delivery."""
    return actor.has_role(Role.ADMINISTRATOR) or (
        delivery.owner_id is not None and delivery.owner_id == actor.account_id
    )


def works_in_triage(actor: Actor, council: Any) -> bool:
    """A safeguarding officer of the council; None where there is no council."""
    return council is not None and council.id in actor.organisations_for(Role.SAFEGUARDING_OFFICER)


def triages(actor: Actor, notice: Any) -> bool:
    """A safeguarding officer of the council, for a notice that may speak of harm."""
    return works_in_triage(actor, people.council()) and shipped_watch().is_safeguarding(notice.purpose)


def reads_notice(actor: Actor, notice: Any) -> bool:
    """Who works the inbox; and the council's safeguarding officer, of what was told to the council itself."""
    return works_for(actor, notice) or (
        actor.kind == "person"
        and notice.organisation_id in actor.organisations_for(Role.SAFEGUARDING_OFFICER)
        and triages(actor, notice)
    )


def inbox_or_key(actor: Actor) -> bool:
    return actor.kind == "agency" or actor.has_role(*INBOX_ROLES, Role.SAFEGUARDING_OFFICER)


def administers(actor: Actor) -> bool:
    return actor.kind == "operator" or actor.has_role(Role.ADMINISTRATOR)


# How personal data is read here, as the person concerned is told.
READS = (
    Read("sharing.joined_record_read", _("What we know about you"), _("From another record that was joined with it.")),
    Read("sharing.notice_read", _("A notice about what you told us"), _("It was sent to them so that they can act.")),
    Read("sharing.inbox_read", _("The title of what you told us, in a list"), _("To see what was sent to them.")),
    Read("sharing.deliveries_read", _("The title of what you told us, in a list"), _("To see that it arrived.")),
    Read("sharing.document_read", _("A file that you gave"), _("It came with a notice to them.")),
    Read("sharing.help_read", _("A question that an officer asked for you"), _("An officer helped you, and asked.")),
    Read("sharing.looked_up_by_reference", _("Which services you told"), _("To put a wrong report right.")),
    Read("sharing.sent_read", _("How far your notices are"), _("Their software sent it for you.")),
    Read("sharing.requests_read", _("Your name, in a list"), _("To see which requests about data are due.")),
    Read("sharing.request_read", _("What you asked about your data"), _("To answer it.")),
    Read("sharing.data_downloaded", _("The copy of everything we hold"), _("They asked for you, by a power.")),
    Read("sharing.opened_in_need", _("What we hold about you"),
         _("They needed it at once, outside their own work, and said why. Somebody else checks that.")),
    Read("sharing.need_reviewed", _("Why somebody opened what we hold"), _("To check that they were right.")),
)  # fmt: skip


permission("sharing.submit", door=anyone, says="tell the council something once")
permission(
    "sharing.erase",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="empty what a person told, once nothing of it is under way",
)
permission("sharing.see_submission", sees, door=anyone, says="see what they told the council, or was told for them")
permission(
    "sharing.look_again",
    door=anyone,
    says="look again, with its words, at what was told in safe mode, and take it back",
)
permission(
    "sharing.take_back", takes_back, door=anyone, says="take back what they told, or, for 28 days, helped to tell"
)
permission("sharing.correct", owns, door=anyone, says="correct an answer in what they themselves told")
permission(
    "sharing.take_back_for_somebody",
    is_its_case_owner,
    door=holding(Role.CASE_OWNER),
    says="take back what somebody else wrongly told about a person, as the council’s case owner",
)
permission(
    "sharing.see_sent",
    sent,
    door=lambda actor: actor.kind == "agency",
    scope="submissions",
    says="see how far that is which their organisation's software told the council",
)
permission(
    "sharing.withdraw_consent",
    owns,
    door=anyone,
    says="see what they agreed to, have its receipt, and end it at any time",
)
permission(
    "sharing.see_record",
    lambda actor, fact: actor.account_id is not None and actor.account_id == fact.account_id,
    door=signed_in,
    says="see, correct and remove what the council knows about them",
)
permission("sharing.give_document", door=anyone, says="give a file as evidence with what they tell")
permission("sharing.see_own_document", owns, door=anyone, says="have a file again that they themselves sent")
permission(
    "sharing.read_document",
    works_for,
    door=inbox_or_key,
    scope="notices",
    says="read a file that came with a notice to their organisation",
)
permission(
    "sharing.ask_help",
    door=lambda actor: bool(people.assisting_at(actor)),
    says="ask another service something while they help a resident",
)
permission(
    "sharing.answer_help",
    works_for,
    door=holding(*INBOX_ROLES),
    says="answer what an officer asks their organisation while a resident waits",
)
permission("sharing.work_inbox", door=holding(*INBOX_ROLES), says="work their organisation's inbox of notices")
permission(
    "sharing.see_notice",
    reads_notice,
    door=inbox_or_key,
    scope="notices",
    says="read a notice sent to their organisation",
)
permission(
    "sharing.answer_notice",
    works_for,
    door=inbox_or_key,
    scope="notices",
    says="answer a notice sent to their organisation",
)
permission(
    "sharing.see_agreements",
    door=holding(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER),
    says="see sharing agreements, impact assessments, what waits for one, and the records of processing",
)
permission("sharing.manage_agreements", door=administers, says="write, sign and end sharing agreements")
permission(
    "sharing.advise",
    door=holding(Role.DATA_PROTECTION_OFFICER),
    says="advise on impact assessments, as the data protection officer",
)
permission(
    "sharing.make_batch",
    lambda actor, thing: actor.kind in {"operator", "system"} or works_for(actor, thing),
    door=lambda actor: actor.kind in {"operator", "system"} or inbox_or_key(actor),
    scope="notices",
    says="have what waits for their organisation as files, and send back a file of answers",
)
permission(
    "sharing.read_batch",
    lambda actor, batch: actor.kind in {"operator", "system"} or works_for(actor, batch),
    door=lambda actor: actor.kind in {"operator", "system"} or inbox_or_key(actor),
    scope="notices",
    says="have the files of notices of their organisation",
)
permission(
    "sharing.answer_many",
    door=inbox_or_key,
    scope="notices",
    says="answer several notices of their organisation at once",
)
permission(
    "sharing.see_unmatched",
    door=inbox_or_key,
    scope="notices",
    says="see what their organisation answered that fits no notice",
)
permission(
    "sharing.propose",
    works_for,
    door=inbox_or_key,
    scope="notices",
    says="ask a person whether another value of a fact that their organisation was told is right",
)
permission(
    "sharing.settle_proposal",
    owns,
    door=signed_in,
    says="say whether what a service holds of what they told is right",
)
permission("sharing.see_deliveries", door=holding(Role.ADMINISTRATOR), says="see how every notice was delivered")
permission("sharing.replay", door=holding(Role.ADMINISTRATOR), says="send a message again that could not be sent")
permission(
    "sharing.see_to_stuck",
    sees_to,
    door=holding(*OWNER_ROLES),
    says="see to a notice that could not be delivered: send it again, tell another organisation instead, or close it",
)
permission(
    "sharing.list_stuck", door=holding(*OWNER_ROLES), says="list the notices that could not be delivered and are theirs"
)
permission(
    "sharing.list_triage",
    works_in_triage,
    door=holding(Role.SAFEGUARDING_OFFICER),
    says="list what may speak of harm, as the council’s safeguarding officer",
)
permission(
    "sharing.triage",
    triages,
    door=holding(Role.SAFEGUARDING_OFFICER),
    says="take in hand what may speak of harm to a child or to an adult at risk, as the council’s safeguarding officer",
)
permission("sharing.connect", door=administers, says="connect an organisation and make its keys")


# --- what people ask about their own data ---------------------------------------------------------------------------


def handles_requests(actor: Actor) -> bool:
    """Information governance: the data protection officer, the administrator, the case owners of the council itself."""
    if actor.has_role(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        return True
    council = people.council() if actor.has_role(Role.CASE_OWNER) else None
    return council is not None and council.id in actor.organisations_for(Role.CASE_OWNER)


def is_not_theirs(actor: Actor, request: Any) -> bool:
    return actor.account_id is not None and actor.account_id not in {request.account_id, request.asked_by_id}


def answers_objection(actor: Actor, objection: Any) -> bool:
    """Nobody answers their own; what was told in safe mode is in no list, and opens to nobody here."""
    told = objection.notice.submission
    return handles_requests(actor) and not told.safe and told.account_id != actor.account_id


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
    lambda actor, request: is_not_theirs(actor, request) and actor.account_id != request.reviewed_by_id,
    door=handles_requests,
    says="release what somebody else looked through, to the person who asked",
)


# --- who looked -----------------------------------------------------------------------------------------------------

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


# --- what is kept, and for how long ---------------------------------------------------------------------------------

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
