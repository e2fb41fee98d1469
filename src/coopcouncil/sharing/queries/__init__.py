"""Reads. Each returns typed values; the facts are unsealed only where a person is to see them."""

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
from coopcouncil.sharing.queries.deliveries import DeliveryRow, Parcel, dead_count, delivery_for_update, delivery_rows, parcel
from coopcouncil.sharing.queries.figures import AnswerFigure, answer_figures, waiting_by_organisation
from coopcouncil.sharing.queries.inbox import InboxRow, NoticePage, inbox_rows, notice_for_update, notice_page
from coopcouncil.sharing.queries.submissions import (
    AnswerView,
    NoticeView,
    SubmissionRow,
    SubmissionView,
    submission_by_key,
    submission_object,
    submission_rows,
    submission_view,
    told_by,
)

__all__ = [
    "AnswerFigure",
    "AnswerView",
    "ConnectionRow",
    "ConnectionView",
    "DeliveryRow",
    "InboxRow",
    "KeyView",
    "NoticePage",
    "NoticeView",
    "Parcel",
    "SubmissionRow",
    "SubmissionView",
    "answer_figures",
    "connection",
    "connection_rows",
    "dead_count",
    "delivery_for_update",
    "delivery_rows",
    "endpoint_for",
    "inbox_rows",
    "key_owner",
    "notice_for_update",
    "notice_page",
    "parcel",
    "routes_for",
    "submission_by_key",
    "submission_object",
    "submission_rows",
    "submission_view",
    "told_by",
    "waiting_by_organisation",
]
