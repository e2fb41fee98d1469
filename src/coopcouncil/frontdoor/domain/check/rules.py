"""The rules that a life event of the right shape must keep. Each is a small function that reports what it finds."""

import keyword
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date

from coopcouncil.frontdoor.domain.check.cases import (
    cases_come_out_as_they_say,
    files_are_never_needed,
    what_is_known_is_not_sensitive,
    whoever_is_proved_is_named,
)
from coopcouncil.frontdoor.domain.check.meaning import (
    conditions,
    conditions_name_possible_values,
    limits_make_sense,
    nothing_is_unreachable,
    typical_answers_finish,
)
from coopcouncil.frontdoor.domain.check.problems import Purposes, Report, nearest
from coopcouncil.frontdoor.domain.conditions import RESERVED
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice
from coopcouncil.kernel.locate import Path

Rule = Callable[[LifeEvent, Report, Collection[str], Purposes, date], None]


def codes_are_used_once(event: LifeEvent, report: Report, *_: object) -> None:
    """No two facts, no two notices, and no two options of a fact share a code; no code is a word of the language."""
    named: tuple[tuple[str, tuple[Fact | Notice, ...]], ...] = (("fact", event.facts), ("notice", event.notices))
    for kind, things in named:
        seen: set[str] = set()
        for number, thing in enumerate(things):
            if thing.code in seen:
                message = f"The {kind} “{thing.code}” is declared twice."
                report.add((kind, number, "code"), message, "Give one of them another code.")
            seen.add(thing.code)
    for number, fact in enumerate(event.facts):
        if fact.code in RESERVED or keyword.iskeyword(fact.code):
            message = f"“{fact.code}” is a word of the language of conditions."
            report.add(("fact", number, "code"), message, "Choose another code.")
        for code, count in Counter(option.code for option in fact.options).items():
            if count > 1:
                path: Path = ("fact", number, "options")
                report.add(path, f"The option “{code}” is declared twice.", "Give one of them another code.")


def choices_have_options(event: LifeEvent, report: Report, *_: object) -> None:
    """A choice offers at least two answers, a many-of at least one."""
    for number, fact in enumerate(event.facts):
        least = {"choice": 2, "many": 1}.get(fact.type, 0)
        if len(fact.options) < least:
            words = "two answers" if least == 2 else "one answer"
            message = f"“{fact.code}” needs {words} to pick from." if fact.options else f"“{fact.code}” has no answers."
            report.add(("fact", number), message, 'Add: options = [{ code = "…", label = "…" }, …]')


def facts_are_declared(event: LifeEvent, report: Report, *_: object) -> None:
    """Conditions and notices name only facts of this event."""
    declared = {fact.code for fact in event.facts}
    for path, condition in conditions(event):
        for code in sorted(condition.facts() - declared):
            mend = nearest(code, declared, "Declare it as a [[fact]], or take it out.")
            report.add(path, f"The condition asks about “{code}”, which is no fact of this event.", mend)
    for number, notice in enumerate(event.notices):
        for key, codes in (("facts", notice.facts), ("evidence", notice.evidence)):
            for inner, code in enumerate(codes):
                if code not in declared:
                    mend = nearest(code, declared, "Declare it as a [[fact]], or take it out.")
                    report.add(("notice", number, key, inner), f"“{code}” is no fact of this event.", mend)
                elif codes.index(code) != inner:
                    report.add(("notice", number, key, inner), f"“{code}” is listed twice.", "Take one out.")
        if not notice.facts:
            report.add(("notice", number, "facts"), "This notice tells nothing.", "List the facts that it gets.")
        for inner, code in enumerate(notice.evidence):
            if code in declared and code not in notice.facts:
                message = f"“{code}” is evidence, but the notice does not get it."
                report.add(("notice", number, "evidence", inner), message, f'Add "{code}" to its facts.')


def nothing_outside_its_purpose(
    event: LifeEvent, report: Report, service_types: Collection[str], purposes: Purposes, *_: object
) -> None:
    """A notice lists only facts that its purpose lists: no other could ever reach the service."""
    declared = {fact.code for fact in event.facts}
    for number, notice in enumerate(event.notices):
        listed = purposes.purposes[notice.purpose].facts
        for inner, code in enumerate(notice.facts):
            if code in declared and code not in listed:
                message = f"“{code}” is not among the facts that may be told for “{notice.purpose}”."
                mend = nearest(code, listed, "Take it out, or ask your data protection officer for a longer list.")
                report.add(("notice", number, "facts", inner), message, mend)


def no_fact_waits_for_itself(event: LifeEvent, report: Report, *_: object) -> None:
    """The conditions of facts form no ring."""
    numbers = {fact.code: number for number, fact in enumerate(event.facts)}
    leans = {fact.code: sorted(fact.leans_on() & numbers.keys()) for fact in event.facts}
    done: set[str] = set()

    def visit(code: str, trail: tuple[str, ...]) -> None:
        if code in trail:
            ring = trail[trail.index(code) :]
            first = min(ring, key=lambda member: numbers[member])
            turned = ring[ring.index(first) :] + ring[: ring.index(first)]
            fact = event.facts[numbers[first]]
            path: Path = ("fact", numbers[first], "when" if fact.when else "implied")
            words = " → ".join(f"“{member}”" for member in (*turned, first))
            report.add(path, f"These facts wait for each other in a ring: {words}.", "Take one of the conditions out.")
        elif code not in done:
            for other in leans[code]:
                visit(other, (*trail, code))
            done.add(code)

    for fact in event.facts:
        visit(fact.code, ())


def services_are_in_the_catalogue(event: LifeEvent, report: Report, service_types: Collection[str], *_: object) -> None:
    """Every notice goes to a service type of the catalogue."""
    for number, notice in enumerate(event.notices):
        if notice.service not in service_types:
            mend = nearest(notice.service, service_types, "Use a code from the catalogue of service types.")
            message = f"“{notice.service}” is not a service type that we know."
            report.add(("notice", number, "service"), message, mend)


def special_data_has_its_condition(
    event: LifeEvent, report: Report, service_types: Collection[str], purposes: Purposes, *_: object
) -> None:
    """Special data (Article 9) and criminal data (Article 10) go only under a condition that allows it.

    A notice that is sent only when special data says so gives that data away by arriving: it needs the condition too.
    """
    facts = {fact.code: fact for fact in event.facts}
    for number, fact in enumerate(event.facts):
        if fact.special and fact.special not in purposes.special_categories:
            mend = nearest(fact.special, purposes.special_categories, f"Use: {', '.join(purposes.special_categories)}.")
            report.add(("fact", number, "special"), f"“{fact.special}” is no special category of Article 9.", mend)
    for number, notice in enumerate(event.notices):
        told = [("gets", code) for code in notice.facts]
        told += [("is sent because of", code) for code in sorted(notice.when.facts() if notice.when else ())]
        for how, code in told:
            known = facts.get(code)
            key = "facts" if how == "gets" else "when"
            if known and known.special and not notice.special_condition:
                message = f"This notice {how} “{code}”, which is special data ({known.special}), without a condition."
                mend = f'Add: special_condition = "…", one of: {", ".join(purposes.special_conditions)}.'
                report.add(("notice", number, key), message, mend)
            if known and known.criminal and not notice.criminal_condition:
                message = f"This notice {how} “{code}”, which is about crime, without a condition of Article 10."
                mend = f'Add: criminal_condition = "…", one of: {", ".join(purposes.criminal_conditions)}.'
                report.add(("notice", number, key), message, mend)


def the_law_fits(event: LifeEvent, report: Report, *_: object) -> None:
    """What is legally required says by which law and cannot be left out; everything else can, consent above all."""
    for number, notice in enumerate(event.notices):
        path: Path = ("notice", number)
        if not notice.basis:
            report.add(path, "This notice has no basis.", 'Add: basis = "…", or give its purpose one.')
        if notice.legally_required and notice.may_be_left_out:
            message = "This notice is legally required, so it may not be left out."
            report.add((*path, "may_be_left_out"), message, "Write: may_be_left_out = false")
        if not notice.legally_required and not notice.may_be_left_out:
            message = "This notice is not legally required, so a person may leave it out."
            report.add((*path, "may_be_left_out"), message, "Write: may_be_left_out = true")
        if notice.legally_required and not notice.gateway:
            message = "This notice is legally required, but names no law."
            report.add((*path, "legally_required"), message, 'Add: gateway = "the Act and its section".')
        if notice.by_consent and notice.legally_required:
            message = "Consent can be refused, so it is no basis for what the law requires."
            report.add((*path, "legally_required"), message, 'Write: basis = "legal_obligation"')
        if notice.legally_required and notice.basis not in ("legal_obligation", "consent"):
            message = "A notice that the law requires rests on a legal obligation."
            report.add((*path, "legally_required"), message, 'Write: basis = "legal_obligation"')
        if notice.may_end_entitlement and not notice.evidence:
            message = "This notice may end something that a person gets, but needs no evidence."
            report.add((*path, "may_end_entitlement"), message, 'Add: evidence = ["the fact to check it by"]')


# What a service may do to somebody's money, care or home. "End", "stop" and "close" may be nouns after these words.
_ENDS = re.compile(
    r"(?<!the )(?<!an )(?<!a )\b(?:stops?|cancels?|ends?|closes?|suspends?|withdraws?|takes? [^.!?]{0,40}\boff)\b",
    re.IGNORECASE,
)
_PROVEN = re.compile(r"\b(?:proofs?|prove[nds]?|verified|confirmed|checked|certain)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|nobody|nothing|no)\b(?:\s+\S+){0,4}\s*$", re.IGNORECASE)


def nothing_ends_unchecked(event: LifeEvent, report: Report, *_: object) -> None:
    """A notice whose words say that something stops, is cancelled or ends says so in its keys, and can be checked."""
    for number, notice in enumerate(event.notices):
        ending = next((word for word in _endings(notice.what_happens)), "")
        if ending and not (notice.may_end_entitlement and notice.evidence):
            message = f"What happens says “{ending}”, but nothing may end because of an unchecked report."
            mend = (
                'Add: may_end_entitlement = true and evidence = ["the fact to check it by"], '
                "and say that they check first; or use words in which nothing ends."
            )
            report.add(("notice", number, "what_happens"), message, mend)


def _endings(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=[.!?:;])\s+", text):
        for found in _ENDS.finditer(sentence):
            if not _NOT.search(sentence[: found.start()]):
                yield found.group()


def a_reference_is_no_proof(event: LifeEvent, report: Report, *_: object) -> None:
    """The words for a notice with evidence say what was given, never that it is true: nobody has checked it yet."""
    for key in ("evidenced", "evidenced_means"):
        found = _PROVEN.search(getattr(event.standing, key))
        if found:
            message = f"“{key}” says “{found.group()}”, but what a person gives is not checked when it arrives."
            mend = "Say what was given, and who checks it: “Reported, with the registrar's reference”."
            report.add(("standing", key), message, mend)


def named_bodies_are_asked_for(event: LifeEvent, report: Report, *_: object) -> None:
    """`named_by` is a short text fact of this event, and the notice carries it, so that whoever gets it knows whom."""
    facts = {fact.code: fact for fact in event.facts}
    for number, notice in enumerate(event.notices):
        path: Path = ("notice", number, "named_by")
        fact = facts.get(notice.named_by)
        if not notice.named_by:
            continue
        if fact is None:
            mend = nearest(notice.named_by, facts, "Declare it as a [[fact]] of type text, or take it out.")
            report.add(path, f"“{notice.named_by}” is no fact of this event.", mend)
        elif fact.type != "text" or fact.long:
            message = f"“{fact.code}” is no line of text, so a name cannot be written in it."
            report.add(path, message, 'Use a fact of type = "text" that is not long.')
        elif fact.code not in notice.facts:
            message = f"“{fact.code}” names who is told, but the notice does not get it."
            report.add(path, message, f'Add "{fact.code}" to its facts.')


# A later group leans on what an earlier one has made sure of, so it is looked at only when nothing was found before.
RULES: tuple[tuple[Rule, ...], ...] = (
    (
        codes_are_used_once,
        choices_have_options,
        facts_are_declared,
        nothing_outside_its_purpose,
        no_fact_waits_for_itself,
        services_are_in_the_catalogue,
        special_data_has_its_condition,
        the_law_fits,
        nothing_ends_unchecked,
        a_reference_is_no_proof,
        named_bodies_are_asked_for,
        what_is_known_is_not_sensitive,
        whoever_is_proved_is_named,
        files_are_never_needed,
        limits_make_sense,
    ),
    (conditions_name_possible_values,),
    (nothing_is_unreachable, typical_answers_finish),
    (cases_come_out_as_they_say,),
)
