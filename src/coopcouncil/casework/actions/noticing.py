"""Owning what goes wrong with a notice: undelivered, refused, not answered. The resident need not ask."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from coopcouncil.casework.actions.history import tell_officer, write_down
from coopcouncil.casework.actions.opening import Problem, open_for_notice
from coopcouncil.casework.actions.register import enter_refusal
from coopcouncil.casework.models import Case, Entry, Team
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.sharing import public as sharing

PATIENCE = timedelta(days=14)  # without an answer: then the council asks for it
AT_ONCE = 200


def own_notice(*, notice_id: UUID, how: str, now: datetime) -> UUID | None:
    """Open a case about a notice that went wrong, or find the open one. `how`: undelivered, refused or unanswered.

    Call inside the transaction in which it did. None for what was told in safe mode, of which nothing more is written
    (whoever owns its delivery sees to it); for what was taken back; and where nobody could own it.
    """
    if not Team.objects.exists():
        return None
    told = sharing.notice_brief(notice_id)
    if told.safe or told.withdrawn:
        return None
    words = {
        "undelivered": gettext_noop("We could not deliver this to the organisation that needs to know. We see to it."),
        "refused": gettext_noop("The organisation said no. We check whether that is right, and what else can be done."),
        "unanswered": gettext_noop("The organisation has not answered. We ask for its answer."),
    }[how]
    case_id = open_for_notice(
        problem=Problem(
            title=told.title,
            words=words,
            kind=Case.Kind.NOTICE,
            source=Case.Source.NOTICE,
            urgency=told.urgency,
            service_type=told.service_type,
            service_id=told.service_id,
            organisation_id=told.organisation_id,
            notice_id=told.id,
            person_id=told.account_id,
            authority_id=told.authority_id,
            promise="notice",
            note_for_resident=words,
        ),
        now=now,
    )
    if case_id is not None and how == "refused":
        enter_refusal(case_id=case_id, notice_id=told.id, what=told.title, now=now)
    return case_id


def own_all_that_went_wrong(*, now: datetime) -> int:
    """Look for notices that went wrong and that no case is about. Returns how many cases were opened."""
    if not Team.objects.exists():
        return 0
    opened = 0
    for notice_id, how in sharing.notices_gone_wrong(
        queries.cases_with_notices(), now, patience=PATIENCE, most=AT_ONCE
    ):
        with transaction.atomic():
            opened += own_notice(notice_id=notice_id, how=how, now=now) is not None
    return opened


def answer_came(*, notice_id: UUID, answer: str, now: datetime) -> None:
    """Write into the case about a notice that its organisation answered after all. Call inside that transaction."""
    case_id = queries.open_case_of_notice(notice_id)
    if case_id is None:
        return
    case = queries.case_for_update(case_id)
    entry = write_down(
        case, Entry.Kind.NEWS, actor=SYSTEM, now=now, organisation_id=case.organisation_id, data={"answer": answer}
    )
    tell_officer(case, staffing.officer(case.owner_id), entry)
