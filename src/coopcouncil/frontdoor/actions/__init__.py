"""Writes: one verb each, one transaction, permission, audit, event."""

from coopcouncil.frontdoor.actions.correcting import Corrected, correct, to_correct
from coopcouncil.frontdoor.actions.designing import (
    LONGEST_TEXT,
    approve,
    propose,
    save_version,
    send_back,
    take_over,
    withdraw,
    write_version,
)
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
    "LONGEST_TEXT",
    "CannotComeBack",
    "Corrected",
    "answer",
    "approve",
    "choose",
    "come_back",
    "correct",
    "discard",
    "erase",
    "mail_link",
    "propose",
    "put_in_account",
    "remove_expired",
    "save_version",
    "send",
    "send_back",
    "start",
    "submit",
    "take_over",
    "to_correct",
    "what_became_of",
    "withdraw",
    "write_down_code",
    "write_letter",
    "write_version",
]
