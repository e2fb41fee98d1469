"""Writes: one verb each, one transaction, permission, audit, event."""

from coopcouncil.frontdoor.actions.drafting import KEPT_FOR, KEPT_FOR_ANONYMOUS, answer, choose, discard, start
from coopcouncil.frontdoor.actions.keeping import erase, remove_expired
from coopcouncil.frontdoor.actions.returning import (
    LINK_TOPIC,
    CannotComeBack,
    come_back,
    mail_link,
    put_in_account,
    what_became_of,
    write_down_code,
    write_letter,
)
from coopcouncil.frontdoor.actions.sending import KEPT_ONCE_SENT, send, submit

__all__ = [
    "KEPT_FOR",
    "KEPT_FOR_ANONYMOUS",
    "KEPT_ONCE_SENT",
    "LINK_TOPIC",
    "CannotComeBack",
    "answer",
    "choose",
    "come_back",
    "discard",
    "erase",
    "mail_link",
    "put_in_account",
    "remove_expired",
    "send",
    "start",
    "submit",
    "what_became_of",
    "write_down_code",
    "write_letter",
]
