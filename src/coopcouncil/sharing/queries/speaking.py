"""Decisions and messages: what was decided and how to appeal, and how far each message has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopcouncil.foundation import pdf
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain.appeals import Appeal, shipped_appeals
from coopcouncil.sharing.models import Decision, Message, Submission


@dataclass(frozen=True)
class DecisionView:
    """A decision in writing, as the person reads it. `appeal_by` is the last day, None where there is none."""

    id: UUID
    organisation: str
    title: str
    reference: str
    outcome: str
    outcome_words: str
    reasons: str
    decided_on: date
    appeal: Appeal | None
    appeal_by: date | None
    submission_id: UUID


def decision_view(decision_id: UUID | str) -> DecisionView:
    """Raises NotFound."""
    found = (
        Decision.objects.select_related("answer__notice__submission", "answer__notice__organisation")
        .defer("answer__notice__facts", "answer__notice__submission__facts")
        .filter(id=decision_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such decision.")
    return _seen(found)


def decisions_of(submission_id: UUID) -> dict[UUID, DecisionView]:
    """The latest decision of each notice of a submission. One query."""
    rows = (
        Decision.objects.filter(answer__notice__submission_id=submission_id)
        .select_related("answer__notice__submission", "answer__notice__organisation")
        .defer("answer__notice__facts", "answer__notice__submission__facts")
        .order_by("answer__received_at", "id")
    )
    return {row.answer.notice_id: _seen(row) for row in rows}


def _seen(row: Decision) -> DecisionView:
    notice = row.answer.notice
    return DecisionView(
        id=row.id,
        organisation=notice.organisation.name,
        title=notice.title,
        reference=notice.submission.reference,
        outcome=row.outcome,
        outcome_words=str(row.get_outcome_display()),
        reasons=row.reasons or "",
        decided_on=row.decided_on,
        appeal=shipped_appeals().by_code(row.appeal),
        appeal_by=row.appeal_by,
        submission_id=notice.submission_id,
    )


def any_decision() -> bool:
    return Decision.objects.exists()


def decision_submission(decision_id: UUID) -> Submission:
    """What the decision is about, for a permission to be asked. Raises NotFound."""
    found = Submission.objects.filter(id=decision_view(decision_id).submission_id).defer("facts").first()
    if found is None:
        raise NotFound("There is no such decision.")
    return found


def decision_letter(decision_id: UUID | str, *, to: Sequence[str] = (), greeting: str = "") -> pdf.Letter:
    """The decision as a letter: what was decided, why, and how to appeal by which day. Raises NotFound."""
    held = decision_view(decision_id)
    sections = [pdf.Section(_("Why"), paragraphs=held.reasons.split("\n"))]
    if held.appeal:
        until = (
            _("The last day for this is %(day)s.") % {"day": date_format(held.appeal_by, "l j F Y")}
            if held.appeal_by
            else _("There is no last day for this, but do it soon.")
        )
        sections.append(
            pdf.Section(
                _("If you do not agree"),
                paragraphs=[
                    f"{held.appeal.title}. {until}",
                    held.appeal.how,
                    held.appeal.after,
                    _("The law: %(source)s.") % {"source": held.appeal.source},
                ],
            )
        )
    return pdf.Letter(
        to=list(to),
        date=date_format(held.decided_on, "j F Y"),
        reference=held.reference,
        title=_("Our decision: %(outcome)s") % {"outcome": held.outcome_words},
        paragraphs=[*([greeting] if greeting else []), _about(held)],
        sections=sections,
        farewell=[_("Yours,"), held.organisation],
    )


def _about(held: DecisionView) -> str:
    words = {"who": held.organisation, "what": held.title, "day": date_format(held.decided_on, "j F Y")}
    return _("%(who)s has decided on what you told us (%(what)s), on %(day)s.") % words


# --- messages -------------------------------------------------------------------------------------------------------


def message_for_update(message_id: UUID) -> Message:
    """The message, locked until the transaction ends. Raises NotFound."""
    found = Message.objects.select_for_update().filter(id=message_id).first()
    if found is None:
        raise NotFound("There is no such message.")
    return found


def message_waiting_for_update(account_id: UUID, template: str) -> Message | None:
    """The message to this person that waits for more to say and has not begun to leave, locked."""
    return (
        Message.objects.select_for_update()
        .filter(account_id=account_id, template=template, state=Message.State.QUEUED, attempts=0)
        .order_by("-queued_at")
        .first()
    )


def follower(message: Message, *, channel: str, to: object, returns: int, now: datetime) -> Message:
    """A message that says the same once more, not kept yet."""
    return Message(
        account_id=message.account_id, submission_id=message.submission_id, notice_id=message.notice_id,
        template=message.template, channel=channel, to=to, values=message.values, language=message.language,
        once=f"again:{message.id}", follows=message, returns=returns, queued_at=now,
    )  # fmt: skip


def messages_for_table() -> QuerySet[Message]:
    """Every message without its words and its address."""
    return Message.objects.defer("to", "values").select_related("submission").defer("submission__facts")


def first_messages(most: int) -> list[UUID]:
    """The first messages that were written to anybody."""
    return list(Message.objects.order_by("queued_at", "id").values_list("id", flat=True)[:most])


def message_in_table(message_id: UUID) -> Message:
    """One of them. Raises NotFound."""
    found = messages_for_table().filter(id=message_id).first()
    if found is None:
        raise NotFound("There is no such message.")
    return found


def dead_messages() -> int:
    """How many could not be sent and still should be: not those of people who were erased."""
    return Message.objects.filter(state=Message.State.DEAD).exclude(last_error="erased").count()
