"""Where a case stands: what comes next and by when, and how each promise was kept; in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from coopcouncil.casework.actions.reading import CasePage
from coopcouncil.casework.domain import outcomes
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.models import Case, CaseClock, Task
from coopcouncil.casework.views.lines import open_tasks, whose
from coopcouncil.foundation import languages
from coopcouncil.foundation.jinja import date_in_words, time_in_words

RUNS = (CaseClock.State.RUNNING, CaseClock.State.PAUSED)
COLOURS = {
    "open": "govuk-tag--blue", "asked": "govuk-tag--yellow", "closed": "govuk-tag--green",
    "running": "govuk-tag--blue", "paused": "govuk-tag--grey", "breached": "govuk-tag--red",
    "kept": "govuk-tag--green", "late": "govuk-tag--orange", "called_off": "govuk-tag--grey",
    "given": "govuk-tag--blue", "accepted": "govuk-tag--teal", "done": "govuk-tag--green",
    "refused": "govuk-tag--red", "withdrawn": "govuk-tag--grey",
}  # fmt: skip


@dataclass(frozen=True)
class Promise:
    """A clock, as a page shows it. `may` are the verbs that its terms allow now."""

    id: UUID
    title: str
    says: str
    state: str
    label: str
    colour: str
    source: str
    may: tuple[str, ...] = ()


def promises(clocks: Iterable[CaseClock], *, theirs: bool) -> list[Promise]:
    """Each clock in words, those that run first; what was called off is nothing that a resident need read."""
    shown = [clock for clock in clocks if not (theirs and clock.state == CaseClock.State.CALLED_OFF)]
    shown.sort(key=lambda clock: (clock.ended_at is not None, clock.started_at))
    return [
        Promise(
            clock.id,
            _title(clock),
            _when(clock),
            clock.state,
            str(clock.get_state_display()),
            COLOURS[clock.state],
            str(clock.terms["source"]),
            _may(clock),
        )
        for clock in shown
    ]


def _title(clock: CaseClock) -> str:
    """What was promised, in the page's language; a promise that has no translation is marked as English."""
    title = str(clock.terms["title"])
    said = _(title)
    return said if said != title else languages.as_written(title)


def _when(clock: CaseClock) -> str:
    due = date_in_words(clock.due_at)
    if clock.terms["within"].endswith(("hour", "hours")):
        due = time_in_words(clock.due_at)
    return {
        "running": _("By %(day)s") % {"day": due},
        "paused": _("The clock is paused while we wait: %(why)s")
        % {"why": clock.pauses[-1][2] if clock.pauses else ""},
        "breached": _("It was due on %(day)s, and is not done yet") % {"day": due},
        "kept": _("Done on %(day)s") % {"day": date_in_words(clock.ended_at)},
        "late": _("Done on %(day)s. It was due on %(due)s")
        % {"day": date_in_words(clock.ended_at), "due": date_in_words(clock.breached_at or clock.due_at)},
        "called_off": _("Not needed"),
    }[clock.state]


def _may(clock: CaseClock) -> tuple[str, ...]:
    if clock.state == CaseClock.State.PAUSED:
        return ("resume",)
    if clock.state != CaseClock.State.RUNNING:
        return ()
    found = ["pause"] if clock.terms["may_pause"] else []
    if left_to_extend(clock) > 0:
        found.append("extend")
    return tuple(found)


def left_to_extend(clock: CaseClock) -> int:
    """By how much more of its unit the promise lets the clock be extended."""
    return int(clock.terms["extend_at_most"]) - sum(count for count, _told, _why in clock.extensions)


def next_for_officer(page: CasePage, now: datetime) -> str:
    """What whoever owns the case does next, and by when."""
    case = page.case
    if case.state == Case.State.CLOSED:
        return _("Nothing. The resident can open it again for 28 days after it ended.")
    if case.elsewhere:
        return _("The other council does what is needed. Watch that it does, and pass on what the resident says.")
    if case.state == Case.State.ASKED:
        if outcomes.silent(case.asks, case.asked_at, now):
            return _("They were asked twice and have not answered. Speak with them.")
        return _("Wait for the resident to say whether it is solved. We ask once more after a week.")
    if case.next_due_at is not None and case.next_due_at < now:
        return _("A promise is broken. Do today what was promised, then ask whether it is solved.")
    waiting = open_tasks(page.tasks)
    if waiting:
        given = {"who": whose(waiting[0], theirs=False), "day": date_in_words(waiting[0].due_on)}
        if waiting[0].due_on < day_of(now):
            return _("%(who)s should have done what was asked by %(day)s. Ask why it is late.") % given
        return _("%(who)s does what was asked, by %(day)s. Make sure that it happens.") % given
    if case.next_due_at is None:
        return _("No clock is running. Do what is needed, then ask whether it is solved.")
    return _("Do what is needed and ask whether it is solved, by %(day)s.") % {"day": date_in_words(case.next_due_at)}


def next_for_resident(page: CasePage, now: datetime) -> str:
    """What happens next and by when, said to the resident."""
    case, owner = page.case, str(page.case.owner.account)
    if case.state == Case.State.CLOSED:
        return _("It is closed. Nothing more happens, unless you open it again.")
    if case.elsewhere:
        return _("The other council works on it. %(owner)s here watches over it.") % {"owner": owner}
    if case.state == Case.State.ASKED:
        return _("Tell us whether it is solved. It stays open until you do, or until we tell you why it ends.")
    waiting = open_tasks(page.tasks)
    if mine := [task for task in waiting if task.who == Task.For.RESIDENT]:
        return _("Please do your part by %(day)s. You find it below.") % {"day": date_in_words(mine[0].due_on)}
    if case.next_due_at is not None and case.next_due_at < now:
        late = _(
            "We promised you an answer by %(day)s, and did not keep it. We are sorry. %(owner)s still owes you one."
        )
        return late % {"day": date_in_words(case.next_due_at), "owner": owner}
    if waiting and waiting[0].due_on >= day_of(now):
        given = {"who": whose(waiting[0], theirs=True), "day": date_in_words(waiting[0].due_on), "owner": owner}
        return _("%(who)s does what we asked, by %(day)s. %(owner)s makes sure that it happens.") % given
    if case.next_due_at is None:
        return _("%(owner)s works on it, and writes to you when there is news.") % {"owner": owner}
    given = {"owner": owner, "day": date_in_words(case.next_due_at)}
    return _("%(owner)s answers you, or says what happens next, by %(day)s.") % given
