"""Rules about the cases of a life event, and about what we may know of a person already."""

from collections.abc import Collection
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.check.problems import Purposes, Report, nearest
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Case, LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import from_file
from coopcouncil.kernel.locate import Path


def files_are_never_needed(event: LifeEvent, report: Report, *_: object) -> None:
    """A file is optional, asked of the person and of nobody else: on the phone, or by software, there is none."""
    for number, fact in enumerate(event.facts):
        if fact.type != "file":
            continue
        if not fact.optional:
            message = f"“{fact.code}” asks for a file that must be given; on the phone, nobody can."
            report.add(("fact", number), message, "Add: optional = true")
        if fact.implied:
            report.add(("fact", number, "implied"), "A file cannot be implied.", "Take it out.")
        if fact.known_as:
            report.add(("fact", number, "known_as"), "A file is not offered again.", "Take it out.")


def what_is_known_is_not_sensitive(event: LifeEvent, report: Report, *_: object) -> None:
    """Nothing special or criminal is kept to be offered again, and no two facts of an event are the same thing."""
    first: dict[str, str] = {}
    for number, fact in enumerate(event.facts):
        path: Path = ("fact", number, "known_as")
        if fact.known_as and (fact.special or fact.criminal):
            message = f"“{fact.code}” is sensitive, so it is not kept to be offered again."
            report.add(path, message, "Take out: known_as")
        if fact.asks_anew and not fact.known_as:
            message = f"“{fact.code}” asks anew for what is not known of anybody."
            report.add(("fact", number, "asks_anew"), message, "Add known_as, or take it out.")
        if fact.known_as and first.setdefault(fact.known_as, fact.code) != fact.code:
            message = f"“{first[fact.known_as]}” is already known as “{fact.known_as}”."
            report.add(path, message, "Keep it on the one that stays true afterwards.")


def whoever_is_proved_is_named(event: LifeEvent, report: Report, *_: object) -> None:
    """A notice that asks how sure we are of who tells holds their name, or no proof could be compared with it."""
    names = [fact.code for fact in event.facts if fact.is_tellers_name]
    for kind, marked in (("name", names), ("date", [fact.code for fact in event.facts if fact.is_tellers_birthday])):
        for number, fact in enumerate(event.facts):
            if fact.code in marked[1:]:
                message = f"“{marked[0]}” says already who tells, so “{fact.code}” is another {kind}."
                report.add(("fact", number, "about_you"), message, "Take it out here.")
    for number, notice in enumerate(event.notices):
        if notice.assurance != "none" and not set(names) & set(notice.facts):
            message = f"This notice asks for {notice.assurance} assurance, but does not get the name of whoever tells."
            mend = f'Add "{names[0]}" to its facts.' if names else "Give it a fact of type name with about_you = true."
            report.add(("notice", number, "assurance"), message, mend)


def cases_come_out_as_they_say(
    event: LifeEvent, report: Report, services: Collection[str], purposes: Purposes, today: date
) -> None:
    """Each case leads to the end, and tells exactly the notices that it names, everybody agreed to."""
    known = {notice.code for notice in event.notices}
    everyone = frozenset(notice.code for notice in event.notices if notice.by_consent)
    for number, case in enumerate(event.cases):
        path: Path = ("case", number)
        for code in case.told:
            if code not in known:
                report.add(
                    (*path, "told"), f"“{code}” is no notice of this event.", nearest(code, known, "Take it out.")
                )
        answers = _answers(event, case, path, report, today)
        if report.problems:
            continue
        end = plan(event, answers, today=today, agreed=everyone)
        if end.next_fact:
            message = f"The case “{case.name}” leaves a question open: “{end.next_fact.code}”."
            report.add(path, message, f"Add to its answers: {end.next_fact.code} = …")
            continue
        told = {item.notice.code for item in end.notices}
        for code in sorted(told - set(case.told)):
            report.add(
                (*path, "told"), f"The case “{case.name}” also tells “{code}”.", f'Add "{code}", or mend the event.'
            )
        for code in sorted(set(case.told) - told):
            report.add(
                (*path, "told"), f"The case “{case.name}” does not tell “{code}”.", "Take it out, or mend the event."
            )


def _answers(event: LifeEvent, case: Case, path: Path, report: Report, today: date) -> dict[str, Any]:
    """The typical answers with those of the case in their place; an empty text leaves an optional fact empty."""
    declared = {fact.code: fact for fact in event.facts}
    answers: dict[str, Any] = {}
    for code, value in {**dict(event.typical), **dict(case.answers)}.items():
        if code not in declared:
            mend = nearest(code, declared, "Take it out.")
            report.add((*path, "answers"), f"“{code}” is no fact of this event.", mend)
            continue
        try:
            answers[code] = from_file(declared[code], value, today=today)
        except WrongAnswer as error:
            message = f"The answer to “{code}” cannot be kept: {error.message}"
            report.add((*path, "answers"), message, error.mend)
    return answers
