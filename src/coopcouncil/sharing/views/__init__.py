"""Pages of sharing: an agency's inbox, the administrator's deliveries and connections."""

from coopcouncil.sharing.views.connecting import (
    connection,
    connections,
    make_key,
    revoke_key,
    rotate_secret,
    send_test,
)
from coopcouncil.sharing.views.delivering import deliveries, replay
from coopcouncil.sharing.views.documents import document, own_document
from coopcouncil.sharing.views.files import batch, files, make_files, send_answers
from coopcouncil.sharing.views.inbox import answer_several, inbox, whole_inbox
from coopcouncil.sharing.views.notices import answer, notice
from coopcouncil.sharing.views.speaking import decision_letter, messages, write_again
from coopcouncil.sharing.views.stuck import my_deliveries, stuck
from coopcouncil.sharing.views.undoing import wrong_report
from coopcouncil.sharing.views.unmatched import all_unmatched, unmatched
from coopcouncil.sharing.views.watching import have_it, triage, triage_notice, whole_triage

__all__ = [
    "all_unmatched",
    "answer",
    "answer_several",
    "batch",
    "connection",
    "connections",
    "decision_letter",
    "deliveries",
    "document",
    "files",
    "have_it",
    "inbox",
    "make_files",
    "make_key",
    "messages",
    "my_deliveries",
    "notice",
    "own_document",
    "replay",
    "revoke_key",
    "rotate_secret",
    "send_answers",
    "send_test",
    "stuck",
    "triage",
    "triage_notice",
    "unmatched",
    "whole_inbox",
    "whole_triage",
    "write_again",
    "wrong_report",
]
