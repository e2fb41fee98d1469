"""Reads. Each returns typed values; the facts are unsealed only where a person, or the organisation told, sees them."""

from coopcouncil.sharing.queries.connections import (
    ConnectionRow,
    ConnectionView,
    KeyView,
    connection,
    connection_rows,
    endpoint_for,
    key_owner,
    routes_for,
)
from coopcouncil.sharing.queries.deliveries import (
    Parcel,
    dead_count,
    deliveries_for_table,
    delivery_for_update,
    delivery_to_carry,
    parcel,
    undelivered_for_update,
)
from coopcouncil.sharing.queries.figures import AnswerFigure, answer_figures
from coopcouncil.sharing.queries.inbox import (
    UNANSWERED,
    NoticePage,
    answer_given,
    due_of,
    inbox_for_table,
    notice_delivery,
    notice_page,
    unanswered_before,
)
from coopcouncil.sharing.queries.safe import facts_over_for_update, listed, safe_words_for_update
from coopcouncil.sharing.queries.submissions import (
    AnswerView,
    NoticeView,
    SubmissionRow,
    SubmissionView,
    account_with_reference,
    submission_by_key,
    submission_object,
    submission_rows,
    submission_view,
)
from coopcouncil.sharing.queries.words import colour as tag
from coopcouncil.sharing.queries.words import for_officers as state_for_officers
from coopcouncil.sharing.queries.work import account_items, desk_items, export_person, legal_holds, measures

__all__ = [
    "UNANSWERED",
    "AnswerFigure",
    "AnswerView",
    "ConnectionRow",
    "ConnectionView",
    "KeyView",
    "NoticePage",
    "NoticeView",
    "Parcel",
    "SubmissionRow",
    "SubmissionView",
    "account_items",
    "account_with_reference",
    "answer_figures",
    "answer_given",
    "connection",
    "connection_rows",
    "dead_count",
    "deliveries_for_table",
    "delivery_for_update",
    "delivery_to_carry",
    "desk_items",
    "due_of",
    "endpoint_for",
    "export_person",
    "facts_over_for_update",
    "inbox_for_table",
    "key_owner",
    "legal_holds",
    "listed",
    "measures",
    "notice_delivery",
    "notice_page",
    "parcel",
    "routes_for",
    "safe_words_for_update",
    "state_for_officers",
    "submission_by_key",
    "submission_object",
    "submission_rows",
    "submission_view",
    "tag",
    "unanswered_before",
    "undelivered_for_update",
]
