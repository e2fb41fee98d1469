from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import anyone, holding, permission, signed_in
from coopcouncil.foundation.roles import Role
from coopcouncil.sharing.public import digest


def _owns(actor: Actor, draft: Any) -> bool:
    """The account that began it; where nobody was signed in, the same browser with nobody signed in.

    A browser may be shared: what somebody began in it is not for whoever signs in next. What an organisation's software
    began is that organisation's.
    """
    if actor.kind == "agency":  # its own software's, and not what one of its officers writes down in our pages
        return draft.organisation_id == actor.organisation_id and draft.assisted_by_id is None and not draft.account_id
    if draft.account_id is not None:
        return actor.account_id == draft.account_id
    return actor.kind == "anonymous" and bool(actor.session_key) and digest(actor.session_key) == draft.session_digest


def by_software(actor: Actor) -> bool:
    return actor.kind == "agency"


permission("frontdoor.answer_draft", _owns, door=anyone, says="go on with what they began to tell us")
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
