"""Writes: one verb each, one transaction, permission, audit, event."""

from coopcouncil.frontdoor.actions.drafting import KEPT_FOR, KEPT_FOR_ANONYMOUS, answer, choose, discard, start
from coopcouncil.frontdoor.actions.keeping import erase, remove_expired
from coopcouncil.frontdoor.actions.sending import KEPT_ONCE_SENT, send, submit

__all__ = [
    "KEPT_FOR",
    "KEPT_FOR_ANONYMOUS",
    "KEPT_ONCE_SENT",
    "answer",
    "choose",
    "discard",
    "erase",
    "remove_expired",
    "send",
    "start",
    "submit",
]
