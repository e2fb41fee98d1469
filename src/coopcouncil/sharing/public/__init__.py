"""The only door of sharing for other contexts: tell services, see how far it has come, figures without persons."""

from uuid import UUID

from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.actions import File, ReadValue, Submitted, register_value_reader
from coopcouncil.sharing.domain import speech
from coopcouncil.sharing.domain.circumstances import Agreement, Circumstances, HelpChannel, Need, kept_needs, read_needs
from coopcouncil.sharing.domain.documents import Checked, Held, RefusedFile
from coopcouncil.sharing.domain.needs import NeedKind, chosen, need_kinds, told
from coopcouncil.sharing.domain.owners import digest
from coopcouncil.sharing.domain.purposes import PurposeBook, matter_of, shipped_purposes
from coopcouncil.sharing.domain.records import ToldBefore, may_learn_what_it_was
from coopcouncil.sharing.domain.safe import (
    INSTRUCTION,
    SafeBook,
    SafeContact,
    is_chosen,
    kept_contact,
    may_write_to,
    read_contact,
    safe_contact,
    shipped_safe_book,
)
from coopcouncil.sharing.domain.safe import Way as SafeWay
from coopcouncil.sharing.domain.slices import Fact, NoticeDraft, Showing, cut, hide
from coopcouncil.sharing.public.appeals import AppealRight, appeal_right
from coopcouncil.sharing.public.briefs import NoticeBrief, count_unanswered, notice_brief, notices_gone_wrong
from coopcouncil.sharing.public.documents import (
    check_document_size,
    documents_there,
    examine_document,
    file_of_draft,
    hand_over_documents,
    keep_document,
    let_documents_go,
    send_documents,
)
from coopcouncil.sharing.public.handing import WHOLE_SCHEDULE, Handed, Parcel, hand_over, next_attempt
from coopcouncil.sharing.public.helping import (
    ask_help,
    close_help,
    counts_by_channel,
    counts_by_place,
    help_asked_by,
    help_of,
    helped_by_me,
    helped_rows,
    withdraw_help,
)
from coopcouncil.sharing.public.lawful import (
    agreed_on,
    consent,
    consents_in,
    consents_of,
    may_be_told,
    objections_in,
    withdraw_consent,
)
from coopcouncil.sharing.public.news import (
    let_letters_go,
    mail_carries_files,
    write_to_body,
    write_to_helper,
    write_to_officer,
    write_to_resident,
)
from coopcouncil.sharing.public.parcels import (
    Letter,
    is_at_peer,
    on_the_way,
    open_parcel,
    peers,
    public_address,
    send_parcel,
    send_parcels_again,
    take_letter,
    write_letter,
)
from coopcouncil.sharing.public.proposing import (
    hold_proposal,
    proposal,
    proposals_for,
    propose,
    settle_proposal,
    to_propose,
    told_the_same,
)
from coopcouncil.sharing.public.records import (
    address_told,
    correct_record,
    holders,
    joined_records_of,
    known_to_find,
    record,
    record_of,
    records_of,
    relatives_told,
    remove_record,
    told_before,
)
from coopcouncil.sharing.public.software import actor_for_key, once, submission_just_sent, submission_sent
from coopcouncil.sharing.public.telling import (
    account_with_reference,
    claim,
    claim_written_down,
    export_told_for,
    is_own,
    is_told_for,
    look_again,
    may_write_about,
    reference_of,
    state_label,
    submission,
    submissions_of,
    submit,
    told_for,
)
from coopcouncil.sharing.public.undoing import (
    correct,
    facts_told,
    may_take_back,
    take_back,
    take_back_safely,
    to_correct,
    to_take_back,
)
from coopcouncil.sharing.queries import (
    AnswerFigure,
    AnswerView,
    ChannelFigure,
    ConsentView,
    HelpedRow,
    Holder,
    NoticeView,
    PlaceFigure,
    ProposalView,
    RecordView,
    SubmissionRow,
    SubmissionView,
    account_items,
    desk_items,
    export_person,
    gauges,
    legal_holds,
    measures,
)
from coopcouncil.sharing.queries.helping import HelpAsked
from coopcouncil.sharing.queries.processing import Asked, register_asked_reader

__all__ = [
    "INSTRUCTION",
    "WHOLE_SCHEDULE",
    "Agreement",
    "AnswerFigure",
    "AnswerView",
    "AppealRight",
    "Asked",
    "ChannelFigure",
    "Checked",
    "Circumstances",
    "ConsentView",
    "Fact",
    "File",
    "Handed",
    "Held",
    "HelpAsked",
    "HelpChannel",
    "HelpedRow",
    "Holder",
    "Letter",
    "Need",
    "NeedKind",
    "NoticeBrief",
    "NoticeDraft",
    "NoticeView",
    "Parcel",
    "PlaceFigure",
    "ProposalView",
    "PurposeBook",
    "ReadValue",
    "RecordView",
    "RefusedFile",
    "SafeBook",
    "SafeContact",
    "SafeWay",
    "Showing",
    "SubmissionRow",
    "SubmissionView",
    "Submitted",
    "ToldBefore",
    "account_items",
    "account_with_reference",
    "actor_for_key",
    "address_told",
    "agreed_on",
    "appeal_right",
    "ask_help",
    "check_document_size",
    "chosen",
    "claim",
    "claim_written_down",
    "close_help",
    "consent",
    "consents_in",
    "consents_of",
    "correct",
    "correct_record",
    "count_unanswered",
    "counts_by_channel",
    "counts_by_place",
    "counts_for_measures",
    "cut",
    "desk_items",
    "digest",
    "documents_there",
    "erase_person",
    "examine_document",
    "export_person",
    "export_told_for",
    "facts_told",
    "file_of_draft",
    "gauges",
    "hand_over",
    "hand_over_documents",
    "help_asked_by",
    "help_of",
    "helped_by_me",
    "helped_rows",
    "hide",
    "hold_proposal",
    "holders",
    "is_at_peer",
    "is_chosen",
    "is_own",
    "is_told_for",
    "joined_records_of",
    "keep_document",
    "kept_contact",
    "kept_needs",
    "known_to_find",
    "legal_holds",
    "let_documents_go",
    "let_letters_go",
    "look_again",
    "mail_carries_files",
    "matter_of",
    "may_be_told",
    "may_learn_what_it_was",
    "may_take_back",
    "may_write_about",
    "may_write_to",
    "measures",
    "need_kinds",
    "next_attempt",
    "notice_brief",
    "notices_gone_wrong",
    "objections_in",
    "on_the_way",
    "once",
    "open_parcel",
    "peers",
    "proposal",
    "proposals_for",
    "propose",
    "public_address",
    "purposes",
    "purposes_in",
    "read_contact",
    "read_needs",
    "record",
    "record_of",
    "records_of",
    "reference_of",
    "register_asked_reader",
    "register_value_reader",
    "relatives_told",
    "remove_record",
    "safe_contact",
    "send_documents",
    "send_parcel",
    "send_parcels_again",
    "settle_proposal",
    "shipped_safe_book",
    "state_label",
    "submission",
    "submission_just_sent",
    "submission_sent",
    "submissions_of",
    "submit",
    "take_back",
    "take_back_safely",
    "take_letter",
    "to_correct",
    "to_propose",
    "to_take_back",
    "told",
    "told_before",
    "told_for",
    "told_the_same",
    "withdraw_consent",
    "withdraw_help",
    "write_letter",
    "write_to_body",
    "write_to_helper",
    "write_to_officer",
    "write_to_resident",
]


def erase_person(account_id: UUID) -> None:
    """Empty what a person told and what others told for them, what we know of them, and every letter to them that lies
    here, and destroy the keys of all that. Ask `legal_holds` first.

    Notices and answers stay as rows that say who was told, when and under what law, and no longer what. What a law
    keeps stays sealed: the reasons of decisions, and what was told of a child who is looked after.
    """
    actions.erase(actor=SYSTEM, account_id=account_id)


def purposes() -> PurposeBook:
    """Why one service may tell another something, and the law that lets it: the shipped catalogue."""
    return shipped_purposes()


def purposes_in(language: str) -> PurposeBook:
    """The same in another language, for people. What has no translation is in English, marked."""
    return speech.purposes_in(language)


def counts_for_measures() -> list[AnswerFigure]:
    """How many notices each kind of organisation got, how many it answered, and how fast. No personal data."""
    return queries.answer_figures()
