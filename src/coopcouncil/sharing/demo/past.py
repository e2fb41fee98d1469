"""What Ashmere's organisations have answered by now, so that desks and figures look like a working week."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.people import public as people
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.demo.loader import AGENCIES, TAKES_FILES
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.appeals import shipped_appeals
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.domain.delivery import AnswerKind
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.reports import Report
from coopcouncil.sharing.models import Notice
from coopcouncil.sharing.queries import speaking as letters

NOT_KNOWN = "We have no record of this person. Please check the name with us, and tell us again."
DONE = "We have made the change. You need do nothing more."
REASONS = (
    "You have more in savings than the rules allow.\n"
    "We looked at the statement of your bank for October. If it is not right, please send us a newer one."
)
ERASED = "We have taken you off our list, and erased your number."
NOTED = "We have made a note of this. No payment or service stops before we have checked it."


def load() -> None:
    """Answer most of what was told more than half a day ago, some hours after it was told. Never twice."""
    now, draw = clock.now(), Random(2010)
    actions.make_batch(
        actor=OPERATOR, organisation_id=people.organisation_by_code(TAKES_FILES).id, now=now - timedelta(minutes=5)
    )
    outcomes: list[tuple[AnswerKind | None, str]] = [
        ("acted", DONE),
        ("accepted", ""),
        ("refused", NOT_KNOWN),
        (None, ""),
    ]
    waiting = queries.unanswered_before(now - timedelta(hours=12), but_not=AGENCIES)
    decided = None if letters.any_decision() else next((item for item in waiting if _can_be_decided(item)), None)
    for notice in waiting:
        if notice is decided:
            _decide(notice, notice.created_at + timedelta(hours=6))
            continue
        waited = timedelta(minutes=draw.randint(20, 600))
        kind, reason = draw.choices(outcomes, weights=[62, 14, 4, 20])[0]
        if kind:
            said = NOTED if kind == "acted" and notice.standing == Notice.Standing.REPORTED else reason
            _answer(notice.id, notice.organisation_id, kind, said, notice.created_at + waited)

    _take_one_back(now)
    _end_one_consent(now)
    _hold_another_number(now)
    _hear_of_mail(now)


def _hear_of_mail(now: datetime) -> None:
    """What the carrier of e-mail has reported: some arrived; one is of a letter that another program wrote."""
    sent = [str(message_id) for message_id in letters.first_messages(3)]
    for number, named in enumerate([*sent, "newsletter.2026-11"]):
        about = UUID(named) if named in sent else None
        actions.take(
            carrier="mail", event_id=f"demo {number}", now=now,
            report=Report("delivered" if about else "permanent", named, about, "", now, "" if about else "5.1.1"),
        )  # fmt: skip


def _can_be_decided(notice: Notice) -> bool:
    on_paper = shipped_appeals().for_decision(notice.service_type, notice.created_at.date())
    return on_paper.code != "complaint" and notice.submission.account_id is not None


def _decide(notice: Notice, at: datetime) -> None:
    actions.answer_notice(
        actor=Actor(kind="agency", organisation_id=notice.organisation_id, scopes=frozenset({"notices"})),
        notice_id=notice.id,
        answer_id=f"demo-{notice.id}",
        kind="refused",
        reason="",
        now=at,
        decision=DecisionDraft("refused", REASONS, at.astimezone(COUNCIL_TIME).date()),
    )


def _take_one_back(now: datetime) -> None:
    """The latest thing told by an account some days ago is taken back, once."""
    found = queries.to_take_back_in_demo(now - timedelta(days=1))
    if found is not None and found.account_id is not None:
        actions.take_back(
            actor=people.actor_for_account(found.account_id, now.date()),
            submission_id=found.id,
            because="mistake",
            words="I mixed up two letters. Nothing has changed for us.",
            now=found.submitted_at + timedelta(hours=20),
        )


def _end_one_consent(now: datetime) -> None:
    """One person no longer agrees to what a service did for them some days ago, once; the service has erased it."""
    consent = queries.to_end_in_demo(now - timedelta(days=1))
    if consent is None or (account_id := consent.notice.submission.account_id) is None:
        return
    ended_at = consent.given_at + timedelta(hours=22)
    actions.withdraw_consent(
        actor=people.actor_for_account(account_id, now.date()), consent_id=consent.id, now=ended_at
    )
    stop = Notice.objects.get(corrects_id=consent.notice_id, kind=Notice.Kind.STOP)
    _answer(stop.id, stop.organisation_id, "stopped_and_erased", ERASED, ended_at + timedelta(hours=1))


def _hold_another_number(now: datetime) -> None:
    """A service that Amara gave her number to holds another one, and asks her which is right. Once."""
    amara = people.account_with_email("amara@ashmere.example")
    told = Notice.objects.filter(
        submission__account_id=amara, submission__withdrawn_at__isnull=True, submission__authority__isnull=True,
        kind=Notice.Kind.TOLD,
    ).exclude(organisation__code__in=AGENCIES)  # fmt: skip
    for notice in told.order_by("created_at", "code"):
        for fact in slices.read(notice.facts):
            if fact.known_as == "phone":
                actions.propose(
                    actor=Actor(kind="agency", organisation_id=notice.organisation_id, scopes=frozenset({"notices"})),
                    notice_id=notice.id,
                    proposal_id="demo",
                    code=fact.code,
                    value="+447700900788",
                    words="You gave us this number when you called in October.",
                    now=now,
                )
                return


def _answer(notice_id: UUID, organisation_id: UUID, kind: AnswerKind, reason: str, at: datetime) -> None:
    actions.answer_notice(
        actor=Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset({"notices"})),
        notice_id=notice_id,
        answer_id=f"demo-{notice_id}",
        kind=kind,
        reason=reason,
        now=at,
    )
