from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import anyone, permission, signed_in
from coopcouncil.foundation.roles import Role


def _owns(actor: Actor, draft: Any) -> bool:
    if draft.account_id is not None:
        return actor.account_id == draft.account_id
    return bool(actor.session_key) and actor.session_key == draft.session_key


permission("frontdoor.answer_draft", _owns, door=anyone, says="go on with what they began to tell us")
permission("frontdoor.see_account", door=signed_in, says="see their own account")
permission("frontdoor.see_desk", door=lambda actor: actor.is_staff, says="see the desk of a role they hold")
permission("frontdoor.see_audit", door=lambda actor: actor.has_role(Role.ADMINISTRATOR), says="read the audit trail")
