"""An organisation's own software: whose key it is, doing a thing once, and what it told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.actions.once import Reply
from coopcouncil.sharing.queries import SubmissionView


def actor_for_key(key: str) -> Actor | None:
    """The organisation whose key this is, acting; None when it is nobody's, or was revoked."""
    return queries.key_owner(key)


def once(*, actor: Actor, key: str, asked: Any, now: datetime, do: Callable[[], Reply]) -> Reply:
    """Do what an organisation's software asked under its own `key`, or give the reply (status, body) that was kept.

    `do` runs in the transaction that keeps its reply: both hold, or neither. Raises BadInput for what is no key;
    Conflict when that organisation used the key for something else.
    """
    return actions.once(actor=actor, key=key, asked=asked, now=now, do=do)


def submission_sent(actor: Actor, reference: str) -> SubmissionView:
    """What an organisation's software told, by its reference. Asks `sharing.see_sent`. Raises NotFound, NotAllowed."""
    found = queries.submission_by_reference(reference)
    if found is None:
        raise NotFound("There is no such submission.")
    permissions.require(actor, "sharing.see_sent", found)
    audit.read(actor, "sharing.sent_read", found, about=queries.people_of_submission(found))
    return queries.submission_view(found)


def submission_just_sent(actor: Actor, submission_id: UUID) -> SubmissionView:
    """What an organisation's software tells at this moment, by its id; also in safe mode. Raises NotFound."""
    found = queries.submission_object(submission_id)
    if actor.organisation_id is None or found.organisation_id != actor.organisation_id:
        raise NotFound("There is no such submission.")
    return queries.submission_view(found)
