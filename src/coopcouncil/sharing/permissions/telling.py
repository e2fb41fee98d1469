"""Who may tell, see what was told, take it back, and what is known of them."""

from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import anyone, holding, permission, signed_in
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.owners import digest
from coopcouncil.sharing.domain.undo import AtMoment


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
    "sharing.ask_help",
    door=lambda actor: bool(people.assisting_at(actor)),
    says="ask another service something while they help a resident",
)
permission(
    "sharing.settle_proposal",
    owns,
    door=signed_in,
    says="say whether what a service holds of what they told is right",
)
