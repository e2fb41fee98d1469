"""A person ends what is open with their account in other browsers; an operator ends anybody's."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions, sessions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound


def end_session(*, actor: Actor, account_id: UUID, session_id: UUID, but: str) -> None:
    """End one of an account's sessions, never that with the key `but`. Raises NotAllowed, NotFound."""
    with transaction.atomic():
        permissions.require(actor, "people.own_account", account_id)
        if not sessions.end_sessions(account_id, only=session_id, but=but):
            raise NotFound(_("There is no such session."))
        audit.note(actor, "people.session_ended", ("foundation.session", session_id))


def end_other_sessions(*, actor: Actor, account_id: UUID, but: str) -> int:
    """End all of an account's sessions but that with the key `but`. Returns how many. Raises NotAllowed."""
    with transaction.atomic():
        permissions.require(actor, "people.own_account", account_id)
        ended = sessions.end_sessions(account_id, but=but)
        audit.note(actor, "people.other_sessions_ended", ("people.account", account_id), reason=str(ended))
    return ended


def end_sessions_of(*, actor: Actor, account_id: UUID | None) -> int:
    """End every session of an account, or with None of everybody. Returns how many. Raises NotAllowed."""
    with transaction.atomic():
        permissions.require(actor, "people.end_sessions")
        ended = sessions.end_every_session() if account_id is None else sessions.end_sessions(account_id)
        audit.note(actor, "people.sessions_ended", ("people.account", account_id), reason=str(ended))
    return ended
