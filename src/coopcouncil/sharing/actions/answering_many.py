"""Several answers at once, each judged on its own; and what answers no notice of ours, which is kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, limits, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, TooMany
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.answering import Answered, answer_notice, check_answer
from coopcouncil.sharing.domain.answers import MOST_UNMATCHED, UNMATCHED, AnswerDraft, Judged
from coopcouncil.sharing.models import UnmatchedAnswer

_AN_HOUR = timedelta(hours=1)


def answer_or_keep(
    *, actor: Actor, organisation_id: UUID, notice: str, answer_id: str, kind: Any, reason: str, now: datetime,
    **rest: Any,
) -> Answered:  # fmt: skip
    """As `answer_notice`; but an answer to no notice of this organisation is kept, and not matched.

    The same whether there is no such notice or it is another's. Raises BadInput, NotAllowed, Conflict, and TooMany
    where this organisation has sent too many that fit nothing.
    """
    try:
        notice_id = UUID(notice)
        if queries.organisation_of_notice(notice_id) != organisation_id:
            raise NotFound("There is no such notice.")
        return answer_notice(
            actor=actor, notice_id=notice_id, answer_id=answer_id, kind=kind, reason=reason, now=now, **rest
        )
    except (ValueError, NotFound):
        return _keep(actor, organisation_id, notice, answer_id, kind, reason, now, rest.get("basis", ""))


def _keep(
    actor: Actor,
    organisation_id: UUID,
    notice: str,
    answer_id: str,
    kind: str,
    reason: str,
    now: datetime,
    basis: str,
) -> Answered:
    """Keep what answers no notice. The same id again is one, whatever it says now."""
    check_answer(answer_id, kind, reason.strip(), basis)
    if not notice or len(notice) > 100 or not notice.isprintable():
        raise BadInput("That is no notice.", place="notice", mend="Write the notice’s id, as you were given it.")
    row = UnmatchedAnswer(
        organisation_id=organisation_id,
        answer_id=answer_id,
        said={"notice": notice, "answer": kind, "reason": reason.strip(), "basis": basis},
        received_at=now,
        by_account_id=actor.account_id,
    )
    permissions.require(actor, "sharing.answer_notice", row)
    if queries.answer_given(organisation_id, answer_id):
        raise Conflict("This id was used for another answer. Give each answer an id of its own.")
    if queries.unmatched_given(organisation_id, answer_id):
        return Answered(UNMATCHED, again=True)
    limits.take_try(f"unmatched:{organisation_id}", most=MOST_UNMATCHED, within=_AN_HOUR, now=now)
    with transaction.atomic():
        UnmatchedAnswer.objects.bulk_create([row], ignore_conflicts=True)
        audit.note(actor, "sharing.answer_unmatched", ("people.organisation", organisation_id))
    return Answered(UNMATCHED, again=False)


def answer_many(
    *, actor: Actor, organisation_id: UUID | None, drafts: Iterable[AnswerDraft], now: datetime
) -> list[Judged]:
    """Give each answer, in a transaction of its own: one that cannot be given stops no other.

    With an `organisation_id` (a file of answers) what fits no notice of it is kept; without (the inbox) it is not done.
    Raises NotAllowed for whoever gives no answers at all.
    """
    permissions.require(actor, "sharing.answer_many")
    return [_judge(actor, organisation_id, draft, now) for draft in drafts]


def _judge(actor: Actor, organisation_id: UUID | None, draft: AnswerDraft, now: datetime) -> Judged:
    asked: dict[str, Any] = {
        "actor": actor, "answer_id": draft.answer_id, "kind": draft.kind, "reason": draft.reason, "now": now,
        "said_at": draft.said_at, "seen_state": draft.seen_state, "basis": draft.basis,
    }  # fmt: skip
    try:
        given = (
            answer_or_keep(organisation_id=organisation_id, notice=draft.notice, **asked)
            if organisation_id
            else answer_notice(notice_id=UUID(draft.notice), **asked)
        )
    except BadInput as error:
        return Judged(draft, "not_done", why=error.message, mend=error.mend, place=error.place)
    except Conflict as error:
        return Judged(draft, "not_done", why=str(error))
    except TooMany as error:
        return Judged(draft, "not_done", why=str(error))
    except (NotFound, NotAllowed, ValueError):
        return Judged(draft, "not_done", why=_("There is no such notice in your inbox."))
    if given.state == UNMATCHED:
        return Judged(draft, "unmatched", UNMATCHED)
    return Judged(draft, "again" if given.again else "done", given.state)
