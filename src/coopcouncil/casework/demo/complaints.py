"""What Ashmere's people complain of: a complaint in every state, some in time, one late, one with the ombudsman."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from coopcouncil.casework.actions import answering, complaining, ombudsman, teams
from coopcouncil.casework.actions.answering import Decided
from coopcouncil.casework.actions.complaining import Made
from coopcouncil.casework.models import Complaint, Officer
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.kernel.errors import Conflict, NotAllowed
from coopcouncil.people import public as people

_CAST = ("amara", "bilal", "esi", "dev", "femi")


@dataclass(frozen=True)
class Wrong:
    """What somebody complains of, so many days ago, and how far it has come since."""

    who: int
    back: int
    words: str
    wanted: str
    steps: tuple[str, ...]
    service_type: str = ""
    organisation: str = ""
    known_before: int = 20  # days before the complaint


WRONGS = (
    Wrong(0, 2, "I rang four times about my father’s Council Tax. Each time I had to begin from the start.",
          "One person who knows about it.", ()),
    Wrong(1, 15, "The lift in our house has stood still for a month. My mother cannot go out.",
          "A lift that works, and somebody who says when.", (), "council_housing", "ashmere-homes"),
    Wrong(2, 6, "Our rubbish was left behind three times.", "", ("acknowledge",), "household_waste"),
    Wrong(3, 40, "You sent a letter to a patient of ours at an old address, though we had told you of the new one.", "",
          ("acknowledge", "partly")),
    Wrong(0, 60, "The assessment of my father’s care took five months.", "An apology, and a visit this month.",
          ("acknowledge", "upheld", "content"), "adult_social_care"),
    Wrong(1, 70, "The damp in the bedroom came back. I was told twice that it was my own fault.",
          "Somebody who finds out where the water comes from.",
          ("acknowledge", "not_upheld", "next", "acknowledge"), "council_housing", "ashmere-homes"),
    Wrong(4, 120, "The parking permit for my carer was refused twice, and nobody said why.", "The permit.",
          ("acknowledge", "not_upheld", "next", "acknowledge", "partly"), "parking_permits"),
    Wrong(2, 200, "Nobody answered when I said that the new kitchen was put in wrongly.", "A kitchen that works.",
          ("acknowledge", "not_upheld", "next", "acknowledge", "not_upheld", "ombudsman"), "council_housing",
          "ashmere-homes"),
    Wrong(0, 320, "My housing benefit stopped without a letter.", "The money for the three weeks.",
          ("acknowledge", "not_upheld", "next", "acknowledge", "not_upheld", "ombudsman", "fault"), "housing_benefit"),
    Wrong(3, 90, "The library closed early on the day of our event.", "", ("acknowledge", "not_upheld", "quiet"),
          "libraries"),
    Wrong(4, 30, "A tree was cut down in the park.", "", ("decline",), known_before=800),
    Wrong(1, 25, "The bus pass came late.", "", ("withdraw",), "older_persons_bus_pass"),
    Wrong(2, 150, "My foster child’s plan was changed, and we were told afterwards.", "Be asked before.",
          ("acknowledge", "partly", "next", "acknowledge"), "fostering"),
)  # fmt: skip
ANSWERS = {
    "upheld": "You are right. The papers lay with somebody who was ill, and nobody looked after them meanwhile.",
    "partly": "You are right that nobody told you why. What was decided was right, by the rules of that day.",
    "not_upheld": "We looked at every letter and every call. What was done was right, and was done in time.",
}
REMEDY = "We are sorry. From now on one person owns each of them."


def load() -> None:
    """Each of `WRONGS`, step by step, on days gone by. Never twice."""
    if Complaint.objects.exists():
        return
    today = clock.today()
    _somebody(today)
    persons = [
        people.actor_for_account(people.account_with_email(f"{name}@ashmere.example"), today) for name in _CAST
    ]  # fmt: skip
    for wrong in WRONGS:
        person = persons[wrong.who]
        if person.account_id is not None:
            _walk(wrong, person, today)


def _somebody(today: date) -> None:
    """Carys owns them where the borough has no team yet."""
    if Officer.objects.filter(is_active=True).exists():
        return
    now = clock.now()
    made = teams.make_team(
        actor=OPERATOR, code="residents", name="Residents’ problems", summary="", service_types=(), takes_the_rest=True,
        now=now,
    )  # fmt: skip
    teams.join_team(
        actor=OPERATOR, team_id=made, account_id=people.account_with_email("carys@ashmere.example"), rank="officer",
        now=now, today=today,
    )  # fmt: skip


def _walk(wrong: Wrong, person: Actor, today: date) -> None:
    day = today - timedelta(days=wrong.back)
    body = people.organisation_by_code(wrong.organisation).id if wrong.organisation else None
    made = complaining.make_complaint(
        actor=person,
        made=Made(
            words=wrong.words, wanted=wrong.wanted, service_type=wrong.service_type, organisation_id=body,
            known_on=day - timedelta(days=wrong.known_before),
        ),
        now=_at(day), today=day,
    )  # fmt: skip
    for step in wrong.steps:
        # As many days as keep each step in its time, and never past today.
        day = min(day + timedelta(days={"ombudsman": 40, "fault": 90, "quiet": 40}.get(step, 5)), today)
        with suppress(Conflict, NotAllowed):  # too few officers here: the complaint stays where it is
            _step(step, made, person, day)


def _step(step: str, made: UUID, person: Actor, day: date) -> None:
    owner = people.actor_for_account(
        Complaint.objects.select_related("case__owner").get(id=made).case.owner.account_id, clock.today()
    )  # fmt: skip
    ours: dict[str, Any] = {"actor": owner, "complaint_id": made, "now": _at(day)}
    theirs: dict[str, Any] = {**ours, "actor": person, "today": day}
    match step:
        case "acknowledge":
            answering.acknowledge(**ours, understood="You say that it took too long, and that nobody told you why.")
        case "upheld" | "partly" | "not_upheld":
            decided = Decided(step, ANSWERS[step])
            if step != "not_upheld":
                decided = replace(decided, remedies=("apology", "change"), remedy=REMEDY)
            answering.answer(**ours, today=day, decided=decided)
        case "content":
            complaining.be_content(**theirs)
        case "next":
            complaining.ask_next_stage(**theirs, words="Nobody came to look.")
        case "withdraw":
            complaining.withdraw_complaint(**theirs)
        case "decline":
            reason = (
                "It was two years ago, and those who decided it work elsewhere. The plan for the park is on our site."
            )
            answering.decline(**ours, today=day, reason=reason)
        case "ombudsman":
            ombudsman.ombudsman_asks(**ours, today=day, reference="26 004 112", asked_on=day)
        case "fault":
            words = (
                "The letter was never written. The council pays three weeks’ benefit and £150, and checks its letters."
            )
            ombudsman.ombudsman_decided(**ours, today=day, outcome="fault", words=words, decided_on=day)
            answering.learn(**ours, learned="No benefit stops before a letter has left: the system checks it.")
        case "quiet":
            complaining.end_quiet(now=_at(day), today=day)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 30, tzinfo=clock.LONDON)
