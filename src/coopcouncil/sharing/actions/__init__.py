"""Writes: one verb each, one transaction, permission, audit, event."""

from coopcouncil.sharing.actions.alarms import send_alarm
from coopcouncil.sharing.actions.answering import Answered, answer_notice, open_notice
from coopcouncil.sharing.actions.answering_many import answer_many, answer_or_keep
from coopcouncil.sharing.actions.batching import (
    KEPT,
    OfOrganisation,
    batches_of,
    make_batch,
    make_due_batches,
    open_batch,
    open_batch_as_zip,
    public_key,
    take_answers,
    write_batches,
)
from coopcouncil.sharing.actions.claiming import CLAIM_WITHIN, claim_written_down
from coopcouncil.sharing.actions.connecting import NewKey, connect, make_key, revoke_key, rotate_secret, send_test
from coopcouncil.sharing.actions.consenting import withdraw_consent
from coopcouncil.sharing.actions.dead_ends import close, own_what_nobody_owns, redirect
from coopcouncil.sharing.actions.delivering import deliver, described, end_overdue
from coopcouncil.sharing.actions.documents import (
    File,
    file_of_draft,
    file_of_notice,
    file_of_submission,
    hand_over_documents,
    keep_document,
    let_documents_go,
    remove_unsent_documents,
    send_documents,
)
from coopcouncil.sharing.actions.erasing import erase
from coopcouncil.sharing.actions.helping import (
    answer_help,
    ask_help,
    close_help,
    expire_help,
    open_help,
    withdraw_help,
)
from coopcouncil.sharing.actions.once import REMEMBERED_FOR, forget_replies, once
from coopcouncil.sharing.actions.proposing import (
    Proposed,
    ReadValue,
    ToPropose,
    ValueReader,
    hold_proposal,
    proposals_to_notice,
    propose,
    register_value_reader,
    settle_proposal,
    to_propose,
)
from coopcouncil.sharing.actions.reading import note_list_read
from coopcouncil.sharing.actions.recording import correct_record, remove_record
from coopcouncil.sharing.actions.reporting import Taken, take, take_mail_report, take_receipt
from coopcouncil.sharing.actions.reviving import replay
from coopcouncil.sharing.actions.safe import empty_what_is_over, look_again
from coopcouncil.sharing.actions.speaking import write, write_again
from coopcouncil.sharing.actions.submitting import Submitted, claim, submit
from coopcouncil.sharing.actions.undoing import (
    correct,
    reported_wrongly,
    take_back,
    take_back_for_somebody,
    take_back_safely,
)
from coopcouncil.sharing.actions.watching import acknowledge, take_triage, watch

__all__ = [
    "CLAIM_WITHIN",
    "KEPT",
    "REMEMBERED_FOR",
    "Answered",
    "File",
    "NewKey",
    "OfOrganisation",
    "Proposed",
    "ReadValue",
    "Submitted",
    "Taken",
    "ToPropose",
    "ValueReader",
    "acknowledge",
    "answer_help",
    "answer_many",
    "answer_notice",
    "answer_or_keep",
    "ask_help",
    "batches_of",
    "claim",
    "claim_written_down",
    "close",
    "close_help",
    "connect",
    "correct",
    "correct_record",
    "deliver",
    "described",
    "empty_what_is_over",
    "end_overdue",
    "erase",
    "expire_help",
    "file_of_draft",
    "file_of_notice",
    "file_of_submission",
    "forget_replies",
    "hand_over_documents",
    "hold_proposal",
    "keep_document",
    "let_documents_go",
    "look_again",
    "make_batch",
    "make_due_batches",
    "make_key",
    "note_list_read",
    "once",
    "open_batch",
    "open_batch_as_zip",
    "open_help",
    "open_notice",
    "own_what_nobody_owns",
    "proposals_to_notice",
    "propose",
    "public_key",
    "redirect",
    "register_value_reader",
    "remove_record",
    "remove_unsent_documents",
    "replay",
    "reported_wrongly",
    "revoke_key",
    "rotate_secret",
    "send_alarm",
    "send_documents",
    "send_test",
    "settle_proposal",
    "submit",
    "take",
    "take_answers",
    "take_back",
    "take_back_for_somebody",
    "take_back_safely",
    "take_mail_report",
    "take_receipt",
    "take_triage",
    "to_propose",
    "watch",
    "withdraw_consent",
    "withdraw_help",
    "write",
    "write_again",
    "write_batches",
]
