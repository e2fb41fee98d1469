"""Writes: one verb each, one transaction, permission, audit, event."""

from coopcouncil.frontdoor.actions.assisting import (
    begin_helping,
    claim_slip,
    help_safely,
    note_read_for,
    put_in_their_account,
)
from coopcouncil.frontdoor.actions.assisting import take_over as take_over_helping
from coopcouncil.frontdoor.actions.calling import call_for_help, take_question_back
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
from coopcouncil.frontdoor.actions.drafting import (
    KEPT_FOR,
    KEPT_FOR_ANONYMOUS,
    KEPT_SAFE,
    answer,
    choose,
    confirm,
    discard,
    start,
)
from coopcouncil.frontdoor.actions.files import give_file, go_without_file, take_file_away
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
from coopcouncil.frontdoor.actions.safety import (
    KEPT_SAFE_ONCE_SENT,
    NOT_BY_A_POWER,
    change_to_safe,
    keep_conflicts,
    keep_contact,
    keep_needs,
)
from coopcouncil.frontdoor.actions.sending import KEPT_ONCE_SENT, Told, send, submit
from coopcouncil.frontdoor.actions.software import Given, Help, Sent, begin_for, fill_in, send_for, tell_for
from coopcouncil.frontdoor.actions.speaking import speak_by

__all__ = [
    "KEPT_FOR",
    "KEPT_FOR_ANONYMOUS",
    "KEPT_ONCE_SENT",
    "KEPT_SAFE",
    "KEPT_SAFE_ONCE_SENT",
    "LINK_TOPIC",
    "LONGEST_TEXT",
    "NOT_BY_A_POWER",
    "CannotComeBack",
    "Corrected",
    "Given",
    "Help",
    "Sent",
    "Told",
    "answer",
    "approve",
    "begin_for",
    "begin_helping",
    "call_for_help",
    "change_to_safe",
    "choose",
    "claim_slip",
    "come_back",
    "confirm",
    "correct",
    "discard",
    "erase",
    "fill_in",
    "give_file",
    "go_without_file",
    "help_safely",
    "keep_conflicts",
    "keep_contact",
    "keep_needs",
    "mail_link",
    "note_read_for",
    "propose",
    "put_in_account",
    "put_in_their_account",
    "remove_expired",
    "save_version",
    "send",
    "send_back",
    "send_for",
    "speak_by",
    "start",
    "submit",
    "take_file_away",
    "take_over",
    "take_over_helping",
    "take_question_back",
    "tell_for",
    "to_correct",
    "what_became_of",
    "withdraw",
    "write_down_code",
    "write_letter",
    "write_version",
]
