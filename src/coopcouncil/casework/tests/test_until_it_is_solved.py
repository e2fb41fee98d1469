"""A case from its opening to the resident's own word: clocks, ladder, silence, ends that can be challenged."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from coopcouncil.casework.actions import closing, reading, timing, working
from coopcouncil.casework.actions.opening import Opened
from coopcouncil.casework.models import Case, CaseClock, Entry, Failure
from coopcouncil.casework.queries import cases as queries
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AccessEntry
from coopcouncil.kernel.errors import Conflict, NotAllowed
from coopcouncil.people.public import actor_for_account
from coopcouncil.sharing.models import Message

# A Monday, with no bank holiday for months.
MONDAY = datetime(2026, 6, 1, 10, tzinfo=ZoneInfo("Europe/London"))
DAY = timedelta(days=1)


@pytest.fixture
def owner(team: SimpleNamespace) -> Callable[[Opened], Actor]:
    return lambda case: actor_for_account(case.owner_account_id, clock.today())


def kinds(case: Opened) -> list[str]:
    return list(Entry.objects.filter(case_id=case.id).order_by("at", "id").values_list("kind", flat=True))


def solved(actor: Actor, case: Opened, *, yes: bool, now: datetime) -> None:
    closing.answer_solved(actor=actor, case_id=case.id, solved=yes, words="", now=now, today=now.date())


def test_a_case_has_a_named_owner_and_two_clocks_and_its_resident_is_told(
    cast: SimpleNamespace, tell: Callable[..., Opened]
) -> None:
    case = tell(now=MONDAY)
    kept = Case.objects.select_related("owner").get(id=case.id)
    assert kept.owner.is_active
    clocks = {clock.step: clock for clock in CaseClock.objects.filter(case=kept)}
    assert clocks["acknowledge"].state == CaseClock.State.KEPT, "they read at once who owns it"
    assert clocks["answer"].due_at is not None
    assert clocks["answer"].due_at.astimezone(MONDAY.tzinfo).date() == (MONDAY + 14 * DAY).date()
    assert kept.next_due_at == clocks["answer"].due_at
    assert Message.objects.filter(template="your_case", account_id=cast.amara.account_id).count() == 1


def test_a_broken_promise_is_written_down_and_climbs_to_the_manager_and_then_to_the_head(
    cast: SimpleNamespace, team: SimpleNamespace, tell: Callable[..., Opened]
) -> None:
    case = tell(now=MONDAY)
    timing.watch(now=MONDAY + 11 * DAY)
    assert kinds(case).count("warned") == 1
    timing.watch(now=MONDAY + 15 * DAY)
    timing.watch(now=MONDAY + 15 * DAY + timedelta(hours=1))
    assert kinds(case).count("breached") == 1
    assert kinds(case).count("escalated") == 1
    kept = Case.objects.get(id=case.id)
    assert kept.escalated_to_id == team.mei, "the manager; the owner still owns it"
    failure = Failure.objects.get(kind="breach")
    assert (failure.case_id, failure.provider.code) == (case.id, "ashmere-council")
    timing.watch(now=MONDAY + 23 * DAY)
    assert CaseClock.objects.get(case_id=case.id, step="answer").rung == timing.HEAD
    assert kinds(case).count("escalated") == 2


def test_it_closes_only_by_the_residents_word_and_opens_again_by_one_click(
    cast: SimpleNamespace, tell: Callable[..., Opened], owner: Callable[[Opened], Actor]
) -> None:
    case = tell(now=MONDAY)
    closing.ask_whether_solved(actor=owner(case), case_id=case.id, words="Repaired.", now=MONDAY + 2 * DAY)
    assert CaseClock.objects.get(case_id=case.id, step="answer").state == CaseClock.State.KEPT
    solved(cast.amara.actor, case, yes=False, now=MONDAY + 3 * DAY)
    assert Case.objects.get(id=case.id).state == Case.State.OPEN
    assert queries.clocks_running(case.id), "a new answer is owed, in time"
    closing.ask_whether_solved(actor=owner(case), case_id=case.id, words="Again.", now=MONDAY + 4 * DAY)
    solved(cast.amara.actor, case, yes=True, now=MONDAY + 5 * DAY)
    assert Case.objects.get(id=case.id).outcome == Case.Outcome.SOLVED
    with pytest.raises(NotAllowed):
        closing.reopen(actor=cast.bilal.actor, case_id=case.id, words="", now=MONDAY + 6 * DAY, today=MONDAY.date())
    closing.reopen(
        actor=cast.amara.actor, case_id=case.id, words="Wet again.", now=MONDAY + 33 * DAY, today=MONDAY.date()
    )
    assert Case.objects.get(id=case.id).reopenings == 1
    assert Failure.objects.filter(kind="repeat").count() == 1
    closing.ask_whether_solved(actor=owner(case), case_id=case.id, words="Done.", now=MONDAY + 34 * DAY)
    solved(cast.amara.actor, case, yes=True, now=MONDAY + 35 * DAY)
    with pytest.raises(Conflict, match="28 days"):
        closing.reopen(actor=cast.amara.actor, case_id=case.id, words="", now=MONDAY + 64 * DAY, today=MONDAY.date())


def test_silence_is_asked_about_twice_and_is_never_taken_for_success(
    cast: SimpleNamespace, tell: Callable[..., Opened], owner: Callable[[Opened], Actor]
) -> None:
    case = tell(now=MONDAY)
    closing.ask_whether_solved(actor=owner(case), case_id=case.id, words="Repaired.", now=MONDAY)
    with pytest.raises(Conflict, match="silence is not an answer"):
        closing.end_case(actor=owner(case), case_id=case.id, why="no_answer", reason="No word.", now=MONDAY + 6 * DAY)
    for day in (6, 7, 8, 14, 15, 16):
        closing.ask_again(now=MONDAY + day * DAY)
    assert kinds(case).count("asked") == 2
    assert kinds(case).count("warned") == 1, "the owner is asked once to speak with them"
    assert Case.objects.get(id=case.id).state == Case.State.ASKED
    closing.end_case(actor=owner(case), case_id=case.id, why="no_answer", reason="No word.", now=MONDAY + 17 * DAY)
    ended = Case.objects.get(id=case.id)
    assert (ended.outcome, ended.state) == (Case.Outcome.ENDED, Case.State.CLOSED)


def test_an_end_that_is_challenged_goes_to_the_manager(
    cast: SimpleNamespace, team: SimpleNamespace, tell: Callable[..., Opened], owner: Callable[[Opened], Actor]
) -> None:
    case = tell(now=MONDAY)
    closing.end_case(
        actor=owner(case), case_id=case.id, why="not_ours_to_give", reason="No such grant.", now=MONDAY + DAY
    )
    closing.reopen(
        actor=cast.amara.actor, case_id=case.id, words="There is.", now=MONDAY + 2 * DAY, today=MONDAY.date()
    )
    assert Case.objects.get(id=case.id).escalated_to_id == team.mei


def test_a_paused_clock_stands_still_and_the_resident_reads_why(
    cast: SimpleNamespace, tell: Callable[..., Opened], owner: Callable[[Opened], Actor]
) -> None:
    case = tell(now=MONDAY)
    answer = CaseClock.objects.get(case_id=case.id, step="answer")
    timing.pause_clock(
        actor=owner(case), case_id=case.id, clock_id=answer.id, reason="We wait for your photo.", now=MONDAY + DAY
    )
    assert Case.objects.get(id=case.id).next_due_at is None
    timing.watch(now=MONDAY + 30 * DAY)
    assert "breached" not in kinds(case)
    timing.resume_clock(actor=owner(case), case_id=case.id, clock_id=answer.id, now=MONDAY + 8 * DAY)
    answer.refresh_from_db()
    assert answer.due_at is not None
    assert answer.due_at.date() == (MONDAY + 21 * DAY).date(), "five working days later than before"
    page = reading.read_own_case(actor=cast.amara.actor, case_id=case.id, today=MONDAY.date())
    assert "We wait for your photo." in [entry.text for entry in page.history]


def test_notes_of_the_team_are_read_by_the_team_alone_and_every_reading_is_logged(
    cast: SimpleNamespace, tell: Callable[..., Opened], owner: Callable[[Opened], Actor]
) -> None:
    case = tell(now=MONDAY)
    working.note(actor=owner(case), case_id=case.id, text="Ring after six.", visibility="team", now=MONDAY)
    working.note(actor=owner(case), case_id=case.id, text="We come on Tuesday.", visibility="resident", now=MONDAY)
    own = reading.read_own_case(actor=cast.amara.actor, case_id=case.id, today=MONDAY.date())
    assert [entry.text for entry in own.history if entry.kind == "note"] == ["We come on Tuesday."]
    reading.read_case(actor=owner(case), case_id=case.id)
    assert AccessEntry.objects.filter(about=cast.amara.account_id, verb="casework.case_read").count() == 1
    for nobody in (cast.bilal, cast.dev, cast.esi, cast.jo):
        with pytest.raises(NotAllowed):
            reading.read_case(actor=nobody.actor, case_id=case.id)
        with pytest.raises(NotAllowed):
            reading.read_own_case(actor=nobody.actor, case_id=case.id, today=MONDAY.date())


def test_another_organisation_reads_its_task_and_nothing_else(
    cast: SimpleNamespace, tell: Callable[..., Opened], owner: Callable[[Opened], Actor]
) -> None:
    case = tell(now=MONDAY)
    surgery = next(iter(cast.dev.actor.roles)).organisation_id
    task = working.give_task(
        actor=owner(case), case_id=case.id, who="organisation", words="Send the letter.", now=MONDAY,
        due_on=(MONDAY + DAY).date(), today=MONDAY.date(), organisation_id=surgery,
    )  # fmt: skip
    assert reading.read_task(actor=cast.dev.actor, task_id=task).words == "Send the letter."
    with pytest.raises(NotAllowed):
        reading.read_task(actor=cast.esi.actor, task_id=task)
    working.answer_task(actor=cast.dev.actor, task_id=task, state="done", words="Sent.", now=MONDAY + DAY)
    with pytest.raises(Conflict):
        working.answer_task(actor=cast.dev.actor, task_id=task, state="refused", words="No.", now=MONDAY + DAY)
    assert kinds(case).count("task_answer") == 1
