from typing import Any

from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import Read
from coopcouncil.foundation.permissions import anyone, holding, permission, signed_in
from coopcouncil.foundation.roles import Role
from coopcouncil.people import public as people
from coopcouncil.sharing.public import digest


def _owns(actor: Actor, draft: Any) -> bool:
    """The account that began it; where nobody was signed in, the same browser with nobody signed in.

    A browser may be shared: what somebody began in it is not for whoever signs in next. What an organisation's software
    began is that organisation's.
    """
    if actor.kind == "agency":  # its own software's, and not what one of its officers writes down in our pages
        return draft.organisation_id == actor.organisation_id and draft.assisted_by_id is None and not draft.account_id
    if draft.assisted_by_id is not None:
        return helps(actor, draft)
    if draft.account_id is not None:
        return actor.account_id == draft.account_id
    return actor.kind == "anonymous" and bool(actor.session_key) and digest(actor.session_key) == draft.session_digest


def by_software(actor: Actor) -> bool:
    return actor.kind == "agency"


def helps(actor: Actor, draft: Any) -> bool:
    """The officer who began to write it down, or has taken it over, while their organisation may help; never for
    themself.
    """
    if actor.kind != "person" or actor.account_id != draft.assisted_by_id or actor.account_id == draft.account_id:
        return False
    return draft.organisation_id in people.assisting_at(actor)


def may_take_over(actor: Actor, draft: Any) -> bool:
    """A colleague of the same organisation; the council's officers, where that organisation may not help any more.

    Never what is told in safe mode, and never what is told for themself.
    """
    if draft.assisted_by_id in {None, actor.account_id} or draft.safe or draft.submission_id is not None:
        return False
    mine = people.assisting_at(actor) if actor.account_id != draft.account_id else frozenset()
    if draft.organisation_id in mine:
        return True
    council = people.council()
    return council is not None and council.id in mine and draft.organisation_id not in people.assisting()


permission("frontdoor.answer_draft", _owns, door=anyone, says="go on with what they began to tell us")
permission(
    "frontdoor.assist",
    door=lambda actor: bool(people.assisting_at(actor)),
    says="help residents tell the council, as an officer of the council or of an organisation with its grant",
)
permission(
    "frontdoor.take_over_helping",
    may_take_over,
    door=lambda actor: bool(people.assisting_at(actor)),
    says="take over what a colleague began to write down for a resident",
)
permission("frontdoor.come_back", door=anyone, says="go on with what they saved, by its link or its code")
permission(
    "frontdoor.tell_for",
    door=by_software,
    scope="submissions",
    says="tell the council for a resident, from the software of an organisation that may help",
)
permission(
    "frontdoor.begin_for",
    door=by_software,
    scope="drafts",
    says="keep what a resident begins to tell, from the software of an organisation that may help",
)
permission(
    "frontdoor.draft_for",
    _owns,
    door=by_software,
    scope="drafts",
    says="go on with what their organisation's software began for a resident",
)
permission(
    "frontdoor.erase",
    door=lambda actor: actor.kind in {"operator", "system"},
    says="throw away what a person began to tell",
)
permission("frontdoor.see_account", door=signed_in, says="see their own account")
permission("frontdoor.see_desk", door=lambda actor: actor.is_staff, says="see the desk of a role they hold")
permission("frontdoor.see_audit", door=lambda actor: actor.has_role(Role.ADMINISTRATOR), says="read the audit trail")
permission("frontdoor.design", door=holding(Role.SERVICE_DESIGNER), says="see and design life events")
permission(
    "frontdoor.write_version",
    lambda actor, version: version.author_id == actor.account_id,
    door=holding(Role.SERVICE_DESIGNER),
    says="change a version of a life event that they are writing",
)
permission(
    "frontdoor.approve_version",
    lambda actor, version: version.author_id != actor.account_id,
    door=holding(Role.SERVICE_DESIGNER),
    says="approve a version of a life event that somebody else wrote",
)


# How personal data is read here, as the person concerned is told.
READS = (
    Read("frontdoor.helping_read", _("What an officer wrote down for you"), _("You asked an officer to help you.")),
    Read("frontdoor.audit_read", _("Your name, in the list of who did what"), _("To check how the site is used.")),
)
