"""A demo case in the making: worked on as the actions would have done it, with a history that says so."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from coopcouncil.casework.actions import timing
from coopcouncil.casework.demo.teams import stable_id
from coopcouncil.casework.domain import clocks as reckoning
from coopcouncil.casework.domain import owners
from coopcouncil.casework.domain.clocks import Extension
from coopcouncil.casework.domain.owners import Candidate
from coopcouncil.casework.domain.promises import shipped_promises
from coopcouncil.casework.models import Case, CaseClock, Entry, Task, Visibility
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.kernel.calendars import LONDON, england
from coopcouncil.kernel.identifiers import new_reference
from coopcouncil.people import public as people
from coopcouncil.places import public as places

WAITING = "Please send us the letter that you spoke of. The clock stands still until we have it."
MORE_TIME = "The part that is needed comes from abroad, and will be here next week."
SILENT = "We rang twice and wrote. If it is not solved, open it again with one press."
STILL = "It began again on the day after."
THANKS = "Thank you. It is as it should be now."
BEFORE = timedelta(minutes=1)


@dataclass
class Told:
    """A case in the making, and where its history has come to."""

    case: Case
    clocks: list[CaseClock]
    at: datetime
    lines: int = 0


@dataclass
class Making:
    now: datetime
    seed: int = 2010
    cases: list[Case] = field(default_factory=list)
    clocks: list[CaseClock] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)
        self.free = staffing.candidates()
        self.officers = {row.id: row for row in staffing.active_officers()}
        self.bodies = {body.code: body.id for body in people.organisations()}
        self.team_of = defaultdict[str, UUID | None](lambda: None)
        for team in staffing.teams():
            self.team_of |= dict.fromkeys(team.service_types, team.id)
        self.wards = [area.id for area in places.areas("ward")]

    def add(self, number: int, story: dict[str, str], stand: tuple[str, int, int], account_id: UUID | None) -> None:
        name, least, most = stand
        opened_at = self._by_day(self.now - timedelta(days=self.draw.randint(least, most)))
        told = self._open(number, story, opened_at, account_id)
        getattr(self, f"_{name}")(told, story)
        self._settle(told)
        self.cases.append(told.case)
        self.clocks += told.clocks

    def write(self) -> None:
        Case.objects.bulk_create(self.cases)
        CaseClock.objects.bulk_create(self.clocks)
        Entry.objects.bulk_create(self.entries)
        Task.objects.bulk_create(self.tasks)

    # --- how each stands ----------------------------------------------------------------------------------------

    def _fresh(self, told: Told, story: dict[str, str]) -> None:
        pass

    def _noted(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)

    def _by_phone(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)

    def _asked_of_body(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        self._task(told, story, Task.State.GIVEN)

    def _taken_on(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        self._task(told, story, Task.State.ACCEPTED)

    def _own_part(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        words = "Please send us a photo of the letter, or bring it to any of our places."
        self._task(told, story, Task.State.GIVEN, who=Task.For.RESIDENT, words=words)

    def _paused(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        at, row = self._later(told, 2), _answer_of(told)
        row.pauses = [[at.isoformat(), None, WAITING]]
        row.state, row.due_at, row.warn_at = CaseClock.State.PAUSED, None, None
        self._line(told, Entry.Kind.PAUSED, text=WAITING, data={"clock": row.code, "due_at": None})

    def _extended(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        at, row = self._later(told, 6), _answer_of(told)
        row.extensions = [[8, at.isoformat(), MORE_TIME]]
        counted = timing.clock_of(row)
        assert counted.extensions == (Extension(8, MORE_TIME, at),)
        row.due_at, row.warn_at = reckoning.due_at(counted, england()), reckoning.warn_at(counted, england())
        assert row.due_at is not None
        data = {"clock": row.code, "due_at": row.due_at.isoformat()}
        self._line(told, Entry.Kind.EXTENDED, text=MORE_TIME, data=data)
        self._task(told, story, Task.State.ACCEPTED)

    def _late(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        self._task(told, story, Task.State.GIVEN)

    _escalated = _late

    def _asked(self, told: Told, story: dict[str, str]) -> None:
        self._done(told, story)
        self._ask(told, story["did"])

    def _asked_twice(self, told: Told, story: dict[str, str]) -> None:
        self._asked(told, story)
        self._later(told, 7)
        self._ask(told, None)

    def _solved(self, told: Told, story: dict[str, str]) -> None:
        self._asked(told, story)
        self._later(told, 2)
        self._close(told, Case.Outcome.SOLVED, Entry.Kind.SOLVED, THANKS)

    def _solved_late(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        self._task(told, story, Task.State.GIVEN)
        self._end_late(told, story)

    def _answered_late(self, told: Told, story: dict[str, str]) -> None:
        self._done(told, story)
        self._end_late(told, story)

    def _end_late(self, told: Told, story: dict[str, str]) -> None:
        row = _answer_of(told)
        assert row.due_at is not None
        told.at = row.due_at + timedelta(hours=1)
        self._break(told, row, told.at)
        self._later(told, 4)
        self._ask(told, story["did"])
        self._later(told, 2)
        self._close(told, Case.Outcome.SOLVED, Entry.Kind.SOLVED, THANKS)

    def _ended(self, told: Told, story: dict[str, str]) -> None:
        self._asked_twice(told, story)
        self._later(told, 8)
        self._close(told, Case.Outcome.ENDED, Entry.Kind.ENDED, SILENT, {"why": "no_answer"})

    def _reopened(self, told: Told, story: dict[str, str]) -> None:
        self._solved(told, story)
        case = told.case
        told.at = self.now - timedelta(days=self.draw.randint(1, 6), hours=3)
        case.state, case.outcome, case.closed_at, case.asked_at, case.asks = Case.State.OPEN, "", None, None, 0
        case.reopenings = 1
        promises = tuple(item for item in shipped_promises().for_kind("request") if item.step != timing.ACKNOWLEDGE)
        told.clocks += timing.start(case, told.at, promises=promises)
        data = {"officer": str(case.owner_id), "challenged": False}
        self._line(told, Entry.Kind.REOPENED, by=case.person_id, text=STILL, data=data)

    # --- steps ------------------------------------------------------------------------------------------------------

    def _open(self, number: int, story: dict[str, str], at: datetime, account_id: UUID | None) -> Told:
        team = self.team_of[story["about"]]
        owner = owners.choose(self.free, team_id=team, not_accounts={account_id} if account_id else set())
        assert owner is not None, "the demo has officers"
        self.free = [_one_more(item) if item.id == owner.id else item for item in self.free]
        draw_reference = self.draw.randbytes(16)
        case = Case(
            id=stable_id("case", str(number)), reference=new_reference(draw_reference), kind=Case.Kind.REQUEST,
            source=Case.Source.RESIDENT if account_id else Case.Source.OFFICER,
            channel=Case.Channel.WEB if account_id else Case.Channel.PHONE,
            urgency=Case.Urgency.SAME_DAY if self.draw.random() < 0.1 else Case.Urgency.ROUTINE,
            title=story["title"], words=story["words"],
            contact={} if account_id else {"name": "Dilys Wren", "phone": f"01632 960{number % 90 + 10:03d}"},
            service_type=story["about"], organisation_id=self.bodies[story["body"]],
            ward_id=self.draw.choice(self.wards) if self.wards else None, person_id=account_id,
            opened_by_id=account_id or owner.account_id, team_id=owner.team_id, owner_id=owner.id, promise="request",
            opened_at=at, changed_at=at,
        )  # fmt: skip
        told = Told(case, timing.start(case, at), at)
        for row in told.clocks:
            if row.step == timing.ACKNOWLEDGE:  # they read at once who owns it
                row.state, row.ended_at = CaseClock.State.KEPT, at
        self._line(told, Entry.Kind.OPENED, by=case.opened_by_id, data={"officer": str(owner.id)})
        return told

    def _line(
        self,
        told: Told,
        kind: str,
        *,
        by: UUID | None = None,
        text: str | None = None,
        data: dict[str, Any] | None = None,
        visibility: str = Visibility.RESIDENT,
        body: UUID | None = None,
    ) -> None:
        told.lines += 1
        told.case.changed_at = told.at
        self.entries.append(
            Entry(
                id=uuid5(told.case.id, str(told.lines)), case=told.case, kind=kind, visibility=visibility, at=told.at,
                by_id=by, organisation_id=body, data=data or {}, text=text,
            )
        )  # fmt: skip

    def _owner(self, told: Told) -> UUID:
        return self.officers[told.case.owner_id].account_id

    def _later(self, told: Told, days: int) -> datetime:
        """So many days on, and never past this moment."""
        told.at = max(told.at + BEFORE, self._by_day(told.at + timedelta(days=days)))
        told.at = min(told.at, self.now - BEFORE)
        return told.at

    def _by_day(self, at: datetime) -> datetime:
        """Some moment of office hours on that day, before this moment."""
        local = at.astimezone(LONDON).replace(hour=self.draw.randint(8, 16), minute=self.draw.randint(0, 59))
        return min(local, self.now - timedelta(minutes=self.draw.randint(10, 50)))

    def _note(self, told: Told, story: dict[str, str]) -> None:
        self._later(told, 1)
        self._line(told, Entry.Kind.NOTE, by=self._owner(told), text=story["note"], visibility=Visibility.COUNCIL)

    def _task(
        self, told: Told, story: dict[str, str], state: str, *, who: str = Task.For.ORGANISATION, words: str = ""
    ) -> None:
        """Ask the body (or the resident), and have it answered as `state` says."""
        case = told.case
        body = case.organisation_id if who == Task.For.ORGANISATION else None
        self._later(told, 1)
        due_on = max((told.at + timedelta(days=7)).date(), self.now.date() - timedelta(days=2))
        task = Task(
            id=uuid5(case.id, f"task {told.lines}"), case=case, who=who, organisation_id=body,
            words=words or story["task"], due_on=due_on, given_at=told.at, given_by_id=self._owner(told),
        )  # fmt: skip
        data = {"task": str(task.id), "who": who, "due_on": due_on.isoformat()}
        self._line(told, Entry.Kind.TASK, by=self._owner(told), data=data, body=body)
        if state != Task.State.GIVEN:
            self._later(told, 1)
            task.state, task.answered_at = state, told.at
            task.answer = story["did"] if state == Task.State.DONE else "We have it, and tell you when it is done."
            answered = {"task": str(task.id), "state": state}
            self._line(told, Entry.Kind.TASK_ANSWER, data=answered, body=body)
        self.tasks.append(task)

    def _done(self, told: Told, story: dict[str, str]) -> None:
        self._note(told, story)
        self._task(told, story, Task.State.DONE)

    def _ask(self, told: Told, words: str | None) -> None:
        """Ask whether it is solved; the clock of the answer stops, kept or late."""
        case = told.case
        for row in told.clocks:
            if row.ended_at is None:
                late = row.due_at is not None and told.at > row.due_at
                row.state, row.ended_at = (CaseClock.State.LATE if late else CaseClock.State.KEPT), told.at
                row.breached_at = row.due_at if late else None
                if not late:
                    self._line(told, Entry.Kind.KEPT, by=self._owner(told), data={"clock": row.code})
        case.state, case.asked_at, case.asks = Case.State.ASKED, told.at, case.asks + 1
        self._line(told, Entry.Kind.ASKED, by=self._owner(told), text=words, data={"time": case.asks})

    def _close(self, told: Told, outcome: str, kind: str, text: str, data: dict[str, Any] | None = None) -> None:
        case = told.case
        case.state, case.outcome, case.closed_at = Case.State.CLOSED, outcome, told.at
        case.escalated_to_id, case.asked_at, case.asks = None, None, 0
        by = case.person_id if kind == Entry.Kind.SOLVED else self._owner(told)
        self._line(told, kind, by=by, text=text, data=data)

    def _break(self, told: Told, row: CaseClock, at: datetime) -> None:
        """The clock has run out: write it down, and take it as far up the ladder as it has come at `at`."""
        calendar = england()
        row.state, row.breached_at = CaseClock.State.BREACHED, row.due_at
        self._line(told, Entry.Kind.BREACHED, data={"clock": row.code})
        wanted = reckoning.rung(timing.clock_of(row), at, calendar, head_after=shipped_promises().head_after)
        for rung in range(1, {"manager": timing.MANAGER, "head_of_service": timing.HEAD}.get(wanted, 0) + 1):
            called = owners.next_rung(self.free, team_id=told.case.team_id, rung=rung)
            if called is None:
                continue
            if rung > 1:
                self._later(told, 8)
            row.rung, told.case.escalated_to_id = rung, called.id
            data = {"clock": row.code, "officer": str(called.id), "rung": rung}
            self._line(told, Entry.Kind.ESCALATED, data=data)

    def _settle(self, told: Told) -> None:
        """What has run out by now is broken; the next clock is the first that runs."""
        for row in told.clocks:
            if row.ended_at is None and row.due_at is not None and row.due_at < self.now:
                told.at = max(told.at, row.due_at + timedelta(minutes=20))
                self._break(told, row, self.now)
        running = [row.due_at for row in told.clocks if row.ended_at is None and row.due_at]
        told.case.next_due_at = min(running, default=None)


def _answer_of(told: Told) -> CaseClock:
    return next(row for row in told.clocks if row.ended_at is None)


def _one_more(item: Candidate) -> Candidate:
    return Candidate(item.id, item.account_id, item.team_id, item.rank, item.open_cases + 1, item.last_resort)
