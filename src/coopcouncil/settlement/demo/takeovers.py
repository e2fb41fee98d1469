"""Ashmere's communities that take services over: one interested, one being checked, one running, one that failed.

Written by the same actions as groups and officers use, in the order of the year. All made up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.calendars import LONDON
from coopcouncil.people import public as people
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS, MET, NOT_NEEDED
from coopcouncil.settlement.models import Entry, Takeover
from coopcouncil.settlement.queries import takeovers as queries


@dataclass(frozen=True)
class Story:
    """Who would take what over, and since how many days. `body` is the code of the organisation, if it is one."""

    code: str
    group: str
    kind: str
    idea: str
    days: int
    email: str = ""
    body: str = ""


INTERESTED = Story(
    "libraries", "Friends of Millbrook Library", "neighbours",
    "Twelve of us would open the reading room on two evenings a week, so that people who work can come.",
    5, email="amara@ashmere.example",
)  # fmt: skip
CHECKED = Story(
    "garden-waste", "Larkhill Garden Loop", "co_operative",
    "The tenants’ co-operative would collect garden waste in Larkhill with a small electric truck, and give the "
    "compost back to the estate.",
    60, email="esi@ashmere.example", body="larkhill-tenants-co-op",
)  # fmt: skip
RUNNING = Story(
    "infant-feeding-support", "Larkhill Mothers’ Line", "co_operative",
    "Forty mothers who were helped themselves would answer the phone, and meet new ones in six places.",
    400, body="larkhill-tenants-co-op",
)  # fmt: skip
FAILED = Story(
    "volunteering", "Larkhill Volunteers", "co_operative",
    "The co-operative would talk with everybody who wants to help, and find the right place within two weeks.",
    420, body="larkhill-tenants-co-op",
)  # fmt: skip
PLAN: dict[str, Any] = {
    "does": "What the promise says, with people who live here. Nobody is asked to pay.",
    "level": "As the promise says. We count every request and answer, and show it on the notice board.",
    "who": "One paid organiser, 24 volunteers in pairs, and a board of seven who were elected in May.",
    "income_from": "A grant of the council, the members’ share, and what the market stall earns.",
    "needs": "A room with a phone, training in safeguarding, and somebody to ask about insurance.",
    "risks": "The organiser may leave: two of the board know the work. Money may come late: three months are saved.",
}
FINDINGS = {
    "procurement": "A grant below the threshold, open to any group for eight weeks; two asked, one sent a plan.",
    "subsidy": "Below the sum of minimal financial assistance, counted over three years with every other grant.",
    "staff": "Nobody is employed in it today, so nobody goes over.",
    "land": "No land goes over. The room is lent by the month.",
}
CHECKED_ON_PAPER = "Read against the papers that the group sent, and asked in a talk with its board."


def load() -> None:
    """All four; a second load changes nothing."""
    if Takeover.objects.exists() or not Entry.objects.exists():
        return
    now = clock.now()
    with transaction.atomic():
        _interested(INTERESTED, now)
        _checked(CHECKED, now)
        _review(_handed_over(RUNNING, now), now, 110)
        failed = _handed_over(FAILED, now)
        _review(failed, now, 150)
        _failed(failed, now)


def _at(now: datetime, days_ago: int) -> dict[str, Any]:
    """The moment, and for actions that ask for it the day."""
    return {"now": now - timedelta(days=days_ago)}


def _dated(now: datetime, days_ago: int) -> dict[str, Any]:
    moment = now - timedelta(days=days_ago)
    return {"now": moment, "today": moment.astimezone(LONDON).date()}


def _actor(story: Story) -> Actor:
    if not story.email:
        return SYSTEM
    return people.actor_for_account(people.account_with_email(story.email), clock.today())


def _interested(story: Story, now: datetime) -> str:
    return actions.express_interest(
        actor=_actor(story), code=story.code, group_name=story.group, group_kind=story.kind, idea=story.idea,
        **_at(now, story.days),
    )  # fmt: skip


def _planned(story: Story, now: datetime) -> dict[str, Any]:
    """Invited, helped, and with its plan. Returns what every action is told of it."""
    reference, group = _interested(story, now), _actor(story)
    who: dict[str, Any] = {"actor": SYSTEM, "reference": reference}
    actions.answer_interest(
        **who, accepted=True, reason="It fits what the settlement says, and people asked for it in two ward meetings.",
        **_at(now, story.days - 12),
    )  # fmt: skip
    for kind, what, worth in (
        ("training", "Two evenings on safeguarding, for everybody who will answer the phone.", 60_000),
        ("seed_money", "For a phone, printing and the first three months of the organiser.", 1_200_000),
        ("mentoring", "A manager of the leisure mutual, once a fortnight for half a year.", None),
    ):
        actions.offer_support(**who, kind=kind, what=what, worth_pence=worth, **_at(now, story.days - 14))
    offers = list(queries.support_of(queries.takeover(reference).id))
    for offer in offers[:2]:
        actions.answer_support(
            actor=group, reference=reference, support_id=offer.id, taken=True, **_at(now, story.days - 16)
        )
    actions.write_plan(
        actor=group, reference=reference, **PLAN, yearly_cost_pence=3_800_000, yearly_income_pence=4_100_000,
        **_at(now, story.days - 40),
    )  # fmt: skip
    actions.name_organisation(
        **who, organisation_id=people.organisation_by_code(story.body).id, **_at(now, story.days - 41)
    )
    return who


def _sign(who: dict[str, Any], codes: list[str], at: dict[str, Any]) -> None:
    for code in codes:
        actions.sign_check(
            **who, code=code, finding=NOT_NEEDED if code in ("staff", "land") else MET,
            reasons=FINDINGS.get(code, CHECKED_ON_PAPER),
            evidence="Its rules, its last accounts and its policies" if code not in FINDINGS else "",
            office="head of legal services" if code in FINDINGS else "head of communities", **at,
        )  # fmt: skip


def _checked(story: Story, now: datetime) -> None:
    who = _planned(story, now)
    _sign(who, list(CHECKS)[:3], _at(now, 6))


def _handed_over(story: Story, now: datetime) -> dict[str, Any]:
    who = _planned(story, now)
    row = queries.takeover(who["reference"])
    began = story.days - 100
    _sign(who, list(CHECKS), _at(now, began + 30))
    actions.decide(
        **who, agreed=True, body="Ashmere Council’s cabinet", competence="Article 7 of the constitution",
        decided_on=_dated(now, began + 20)["today"], record="Minutes of cabinet, item 6", **_dated(now, began + 20),
        reasons="The group knows the people, it was checked, and the council can take the service back in a day.",
    )  # fmt: skip
    starts_on = _dated(now, began)["today"]
    service = queries.services_to_take(row, None).first()
    assert service is not None
    actions.write_agreement(
        **who, service_id=service.id, delivery_model="mutual" if story.kind == "co_operative" else "third_sector",
        starts_on=starts_on, ends_on=starts_on + timedelta(days=3 * 365),
        level="Every call is answered the same day, and everybody is met within two weeks.", floor=70,
        step_in_rights="When it fails; when money or safety is at risk; when the group asks. Within one day, and with "
        "the records handed over the same day.",
        rewards="The room free of rent, and a place for one member on the forum that reviews the promise.",
        yearly_payment_pence=3_000_000, minimum_how="No law asks for it.",
        consent="Minutes of the trustees of whoever ran it, item 3",
        review_on=starts_on + timedelta(days=180), accounts_due_on=starts_on + timedelta(days=480),
        **_at(now, began + 5),
    )  # fmt: skip
    for party, office in (("council", "director of communities"), ("group", "chair of the board")):
        actions.sign_agreement(**who, party=party, number=1, office=office, **_at(now, began + 2))
    actions.hand_over(**who, **_dated(now, began))
    return who


def _review(who: dict[str, Any], now: datetime, days_ago: int) -> None:
    held = _dated(now, days_ago)
    actions.review(
        **who, held_on=held["today"], level_met=True, equal=True, review_on=held["today"] + timedelta(days=180),
        words="Nine in ten calls were answered the same day. Mothers in every ward were reached.",
        **held,
    )  # fmt: skip


def _failed(who: dict[str, Any], now: datetime) -> None:
    actions.raise_alarm(
        **who, kind="failure", words="Nobody has answered the phone for three weeks, and the door was shut.",
        **_at(now, 8),
    )  # fmt: skip
