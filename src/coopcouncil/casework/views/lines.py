"""A case's history in words: each line says what happened, who did it, and who may read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.actions.reading import CasePage
from coopcouncil.casework.domain import complaints as rules
from coopcouncil.casework.models import Entry, Task, Visibility
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation.jinja import date_in_words

ENDS = {
    "no_answer": gettext_lazy("You did not answer, though we asked twice"),
    "not_ours_to_give": gettext_lazy("Nobody here can give what was asked"),
    "taken_back": gettext_lazy("It was taken back"),
    "goes_on_elsewhere": gettext_lazy("It goes on elsewhere"),
    "same_problem": gettext_lazy("Another case is about the same problem"),
    "cannot_be_reached": gettext_lazy("The person cannot be reached"),
    "erased": gettext_lazy("The person’s data were erased"),
    "service_goes_on": gettext_lazy("The service goes on"),
}
# How a service goes on that the council took back, by the stage to which its takeover moved.
TAKEN_BACK = {
    "running": gettext_lazy("The group runs the service again"),
    "returned": gettext_lazy("The council keeps the service"),
}
ANSWERS = {
    "accepted": gettext_lazy("they have it"),
    "acted": gettext_lazy("it is done"),
    "refused": gettext_lazy("they said no"),
}
WHO = {
    Task.For.COUNCIL: gettext_lazy("An officer of the council"),
    Task.For.COMMUNITY: gettext_lazy("A community group"),
    Task.For.NEIGHBOUR: gettext_lazy("A neighbour"),
    Task.For.RESIDENT: gettext_lazy("The resident"),
}
# What became of a complaint, by the code that its line carries.
COMPLAINTS = {
    rules.ACKNOWLEDGED: gettext_lazy("How we understand the complaint"),
    rules.MET: gettext_lazy("The panel has met"),
    rules.REPORTED: gettext_lazy("The panel’s report has come"),
    rules.ANSWERED: gettext_lazy("We answered"),
    rules.CONTENT: gettext_lazy("Ended: our answer is accepted"),
    rules.ENDED: gettext_lazy("Ended: no more was asked after our answer"),
    rules.DECLINED: gettext_lazy("We do not look into it: why"),
    rules.WITHDRAWN: gettext_lazy("Withdrawn"),
    rules.OMBUDSMAN: gettext_lazy("The ombudsman looks at it"),
    rules.DECIDED: gettext_lazy("The ombudsman has decided"),
    "next_stage": gettext_lazy("The next stage began"),
    "made_good": gettext_lazy("Made good, as we said"),
}
# What became of what we took up with another body, by the code that its line carries.
ELSEWHERE = {
    "begun": gettext_lazy("We take it up with %(body)s"),
    "letter": gettext_lazy("We wrote to %(body)s"),
    "escalated": gettext_lazy("We wrote to whoever is above %(body)s"),
    "answer": gettext_lazy("An answer came from %(body)s"),
    "late": gettext_lazy("No answer in time from %(body)s"),
    "over": gettext_lazy("It is over with %(body)s"),
}
MAY_READ = {
    Visibility.TEAM: gettext_lazy("Our team reads this"),
    Visibility.COUNCIL: gettext_lazy("The council reads this"),
    Visibility.AGENCIES: gettext_lazy("The council and organisations with a task read this"),
    Visibility.RESIDENT: gettext_lazy("The resident reads this too"),
}


@dataclass(frozen=True)
class Line:
    """`read_by` is said to officers alone."""

    at: datetime
    title: str
    text: str
    who: str
    read_by: str


@dataclass(frozen=True)
class _Known:
    """What lines name: officers by id, promises by code, tasks and files by id. `theirs`: the resident reads."""

    officers: Mapping[str, str]
    promises: Mapping[str, str]
    tasks: Mapping[str, Task]
    files: Mapping[str, str]
    person_id: UUID | None
    theirs: bool


def history(page: CasePage, *, theirs: bool) -> list[Line]:
    """The lines of a case, the newest first; for the resident where `theirs`. One query, for officers' names."""
    wanted = {str(entry.data["officer"]) for entry in page.history if entry.data.get("officer")}
    known = _Known(
        officers=staffing.names_of_officers([UUID(text) for text in wanted]),
        promises={clock.code: _(str(clock.terms["title"])) for clock in page.clocks},
        tasks={str(task.id): task for task in page.tasks},
        files={str(file.id): str(file.name or "") for file in page.documents},
        person_id=page.case.person_id,
        theirs=theirs,
    )
    return [_line(entry, known) for entry in reversed(page.history)]


def _line(entry: Entry, known: _Known) -> Line:
    own = entry.by_id is not None and entry.by_id == known.person_id
    by = "" if entry.by is None else (_("You") if own and known.theirs else str(entry.by))
    said = {**_of_owner(entry, known), **_of_clock(entry, known), **_of_work(entry, known), **_of_end(entry, known)}
    said |= _of_other_council(entry)
    title = said.get(entry.kind) or str(entry.get_kind_display())
    return Line(entry.at, title, _text(entry), by, "" if known.theirs else str(MAY_READ[Visibility(entry.visibility)]))


def _text(entry: Entry) -> str:
    """What was written. What nobody wrote, such as why a case was opened by itself, is in the page's language."""
    return _(entry.text) if entry.text and entry.by_id is None else entry.text or ""


def _of_owner(entry: Entry, known: _Known) -> dict[str, str]:
    officer = known.officers.get(str(entry.data.get("officer")), _("An officer"))
    why = {
        "away": _("%(officer)s owns it now, because the owner is away"),
        "left": _("%(officer)s owns it now, because the owner has left"),
    }.get(str(entry.data.get("why")), _("%(officer)s owns it now"))
    rung = _("head of service") if entry.data.get("rung") == 2 else _("manager")
    return {
        Entry.Kind.OPENED: _("Opened. %(officer)s owns it") % {"officer": officer},
        Entry.Kind.OWNER: why % {"officer": officer},
        Entry.Kind.ESCALATED: _("%(officer)s also answers for it (%(rung)s)") % {"officer": officer, "rung": rung},
        Entry.Kind.REOPENED: _("Open again: the end was not accepted. %(officer)s owns it") % {"officer": officer}
        if entry.data.get("challenged")
        else _("Open again. %(officer)s owns it") % {"officer": officer},
    }


def _of_clock(entry: Entry, known: _Known) -> dict[str, str]:
    code = str(entry.data.get("clock", ""))
    given: dict[str, Any] = {"promise": known.promises.get(code, code), "day": _day(entry.data.get("due_at"))}
    silent = entry.data.get("why") == "silent"
    return {
        Entry.Kind.PAUSED: _("The clock is paused: %(promise)s") % given,
        Entry.Kind.RESUMED: _("The clock is running again, until %(day)s: %(promise)s") % given,
        Entry.Kind.EXTENDED: _("More time taken, until %(day)s: %(promise)s") % given,
        Entry.Kind.WARNED: _("Asked twice, and no answer: please speak with them")
        if silent
        else _("Time is nearly up: %(promise)s") % given,
        Entry.Kind.BREACHED: _("We broke a promise: %(promise)s") % given,
        Entry.Kind.KEPT: _("We kept a promise: %(promise)s") % given,
    }


def _of_work(entry: Entry, known: _Known) -> dict[str, str]:
    task = known.tasks.get(str(entry.data.get("task", "")))
    state = {
        "accepted": _("%(who)s took on what was asked"),
        "done": _("%(who)s did what was asked"),
        "refused": _("%(who)s cannot do what was asked"),
        "withdrawn": _("%(who)s need not do it any more"),
    }.get(str(entry.data.get("state")), "%(who)s")
    doer = whose(task, theirs=known.theirs) if task else (entry.organisation.name if entry.organisation else "")
    organisation = entry.organisation.name if entry.organisation else ""
    file = known.files.get(str(entry.data.get("document", "")), "")
    answer = str(ANSWERS.get(str(entry.data.get("answer", "")), _("something changed")))
    return {
        Entry.Kind.MESSAGE: _("You wrote") if known.theirs else _("The resident wrote"),
        Entry.Kind.TASK: _("Asked to do something, by %(day)s: %(who)s")
        % {"who": doer, "day": _day(entry.data.get("due_on"))},
        Entry.Kind.TASK_ANSWER: state % {"who": doer},
        Entry.Kind.DOCUMENT: _("File added: %(name)s") % {"name": file} if file else _("File added"),
        Entry.Kind.ORGANISATION: (
            _("%(name)s has to act, because the council has taken the service back")
            if entry.data.get("why") == "step_in"
            else _("%(name)s has to act. We still own the problem")
        )
        % {"name": organisation},
        Entry.Kind.NEWS: _("%(name)s answered: %(answer)s") % {"name": organisation, "answer": answer}
        if entry.data.get("answer")
        else str(COMPLAINTS.get(str(entry.data.get("complaint", "")), ""))
        or str(TAKEN_BACK.get(str(entry.data.get("takeover", "")), "")),
        Entry.Kind.ELSEWHERE: str(ELSEWHERE.get(str(entry.data.get("what", "")), ""))
        % {"body": organisation or _("another body")},
    }


def _of_end(entry: Entry, known: _Known) -> dict[str, str]:
    why = str(ENDS.get(str(entry.data.get("why", "")), _("With our reasons")))
    again = entry.data.get("time") == 2
    return {
        Entry.Kind.ASKED: _("We asked once more whether it is solved") if again else _("We asked whether it is solved"),
        Entry.Kind.SOLVED: _("Solved, you said") if known.theirs else _("Solved, says the resident"),
        Entry.Kind.NOT_SOLVED: _("Not solved, you said") if known.theirs else _("Not solved, says the resident"),
        Entry.Kind.ENDED: _("We ended it. %(why)s") % {"why": why},
    }


def _of_other_council(entry: Entry) -> dict[str, str]:
    """How far a hand-over is; and what was written at the other council, under its name."""
    given = {"council": entry.organisation.name if entry.organisation else _("The other council")}
    ended = entry.data.get("outcome") == "ended"
    step = {
        "offered": _("We asked %(council)s to take it over"),
        "undelivered": _("We could not reach %(council)s"),
        "withdrawing": _("We asked %(council)s to give it back"),
        "withdrawn": _("%(council)s gave it back before taking it: it stays with us"),
        "refused": _("%(council)s does not take it over: it stays with us"),
        "accepted": _("%(council)s took it over"),
        "closed": _("%(council)s ended it") if ended else _("Solved, says %(council)s"),
        "reopened": _("Open again at %(council)s"),
        "erased": _("%(council)s erased the person’s data"),
    }.get(str(entry.data.get("step")))
    said: dict[str, str] = {Entry.Kind.TRANSFER: step % given} if step else {}
    if there := entry.data.get("there"):
        what = dict(Entry.Kind.choices).get(str(there), Entry.Kind.NEWS.label)
        said[Entry.Kind.NEWS] = _("%(council)s: %(what)s") % {**given, "what": what}
    if entry.data.get("why") == "by_code":
        said[Entry.Kind.GRANT] = _("The resident put it into their account, with their code")
    return said


def whose(task: Task, *, theirs: bool) -> str:
    """Who does a task, by name where there is one to be told; the resident is not told a neighbour's."""
    if task.organisation is not None:
        return str(task.organisation.name)
    if task.officer is not None:
        return str(task.officer.account)
    if task.who == Task.For.RESIDENT and theirs:
        return _("You")
    if task.named and not theirs:
        return f"{task.named} ({WHO[Task.For(task.who)]})"
    return str(WHO[Task.For(task.who)])


def _day(text: object) -> str:
    if not text:
        return ""
    written = str(text)
    return date_in_words(datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written))


def open_tasks(tasks: Iterable[Task]) -> list[Task]:
    """Those that wait for somebody, the first due first."""
    return sorted((task for task in tasks if task.state in {"given", "accepted"}), key=lambda task: task.due_on)
