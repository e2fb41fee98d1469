"""Rules about what a sound life event means: values that can be, notices and facts that can be reached."""

import itertools
import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from coopcouncil.frontdoor.domain.check.problems import Purposes, Report, nearest
from coopcouncil.frontdoor.domain.conditions import Condition, Leaf
from coopcouncil.frontdoor.domain.facts import WrongAnswer, dates
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.plan import plan, settle
from coopcouncil.frontdoor.domain.typical import from_file
from coopcouncil.kernel.locate import Path

MOST_CASES = 20_000  # combinations of answers tried before a condition is taken on trust
_ORDERED = ("date", "year", "money")
_EQUALS_ONLY = ("text", "email", "phone", "uprn", "nhs_number", "national_insurance_number")


def conditions(event: LifeEvent) -> Iterator[tuple[Path, Condition]]:
    """Every condition of the event, with its place."""
    for number, fact in enumerate(event.facts):
        if fact.when:
            yield ("fact", number, "when"), fact.when
        for inner, implied in enumerate(fact.implied):
            yield ("fact", number, "implied", inner), implied.when
    for number, notice in enumerate(event.notices):
        if notice.when:
            yield ("notice", number, "when"), notice.when


def limits_make_sense(
    event: LifeEvent, report: Report, services: Collection[str], purposes: Purposes, today: date
) -> None:
    """Smallest is not above largest, days are days, and patterns say in words what they want."""
    for number, fact in enumerate(event.facts):
        path: Path = ("fact", number)
        limits: list[Any] = []
        for key, limit in (("min", fact.minimum), ("max", fact.maximum)):
            if limit is None:
                continue
            try:
                limits.append(_limit(fact, limit, today))
            except ValueError:
                mend = {"date": 'Write "today", "today-42" or "2026-04-01".'}.get(fact.type, f"Write: {key} = 1900")
                report.add((*path, key), f"“{limit}” is no limit for a fact of type {fact.type}.", mend)
        if len(limits) == 2 and limits[0] > limits[1]:
            report.add((*path, "min"), f"“{fact.code}” has a min above its max.", "Swap them, or mend one.")
        if fact.min_length > fact.max_length:
            report.add((*path, "min_length"), "min_length is above max_length.", "Swap them, or mend one.")
        if fact.pattern and not fact.pattern_says:
            message = "A pattern needs words for the person who does not fit it."
            report.add((*path, "pattern"), message, 'Add: pattern_says = "It has 8 numbers."')


def _limit(fact: Fact, limit: int | str, today: date) -> Any:
    if fact.type == "date":
        return dates.bound(limit, today)
    if fact.type == "year" and limit == "today":
        return today.year
    if type(limit) is not int:
        raise ValueError(limit)
    return limit


def conditions_name_possible_values(event: LifeEvent, report: Report, *_: object) -> None:
    """Every question in a condition is one that its fact can answer."""
    facts = {fact.code: fact for fact in event.facts}
    for path, condition in conditions(event):
        for leaf in condition.leaves():
            for message, mend in _misfit(leaf, facts[leaf.fact]):
                report.add(path, message, mend)


def _misfit(leaf: Leaf, fact: Fact) -> Iterator[tuple[str, str]]:
    options = [option.code for option in fact.options]
    said = f"“{fact.code}” is a fact of type {fact.type}"
    if leaf.kind == "known":
        return
    if leaf.kind == "is":
        if fact.type != "yes_no":
            yield f"{said}, so it is neither true nor false.", f"Compare it, or write: known({fact.code})"
    elif leaf.kind == "days_since":
        if fact.type != "date":
            yield f"{said}: days_since() counts from a date.", "Use a date fact."
    elif leaf.kind == "age":
        if fact.type not in ("date", "person"):
            yield f"{said}: age() counts from a date of birth.", "Use a person or a date fact."
    elif leaf.kind == "contains":
        if fact.type != "many":
            yield f"{said}: only a many-of fact holds several values.", 'Write: fact == "value"'
        elif leaf.value not in options:
            yield f"“{leaf.value}” is not an answer of “{fact.code}”.", nearest(leaf.value, options, _use(options))
    else:
        values = leaf.value if leaf.kind == "one_of" else (leaf.value,)
        for value in values:
            yield from _misfit_value(leaf, fact, value, options, said)


def _misfit_value(leaf: Leaf, fact: Fact, value: Any, options: list[str], said: str) -> Iterator[tuple[str, str]]:
    ordering = leaf.kind == "compare" and leaf.op not in ("==", "!=")
    if fact.type == "choice" and not ordering:
        if value not in options:
            yield f"“{value}” is not an answer of “{fact.code}”.", nearest(value, options, _use(options))
    elif fact.type == "yes_no" and not ordering:
        if type(value) is not bool:
            yield f"{said}.", f"Write: {fact.code} == yes"
    elif fact.type == "date":
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) or not _is_day(value):
            yield f"“{value}” is not a date.", 'Write it as "2026-04-01", or use days_since().'
    elif fact.type in ("year", "money"):
        if type(value) is not int:
            yield f"{said}: compare it with a whole number.", f"Write: {fact.code} > 100"
    elif fact.type in _EQUALS_ONLY and not ordering:
        if not isinstance(value, str):
            yield f"{said}: compare it with text.", f'Write: {fact.code} == "…"'
    else:
        yield f"{said}, which cannot be compared like this.", f"Write: known({fact.code})"


def _use(options: list[str]) -> str:
    return f"Use one of: {', '.join(options)}."


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def nothing_is_unreachable(
    event: LifeEvent, report: Report, services: Collection[str], purposes: Purposes, today: date
) -> None:
    """Every fact is needed by some notice, and every condition can be true for some answers."""
    facts = {fact.code: fact for fact in event.facts}
    needed: set[str] = set()
    waiting = [code for notice in event.notices for code in notice.facts]
    waiting += [code for notice in event.notices if notice.when for code in notice.when.facts()]
    while waiting:
        code = waiting.pop()
        if code not in needed:
            needed.add(code)
            waiting += facts[code].leans_on()
    for number, fact in enumerate(event.facts):
        if fact.code not in needed:
            message = f"No notice needs the fact “{fact.code}”, so it would never be asked."
            report.add(("fact", number, "code"), message, "Add it to a notice's facts, or take it out.")
        if fact.when and not _can_hold(event, fact.when, today):
            message = f"The condition of “{fact.code}” is never true, so it would never be asked."
            report.add(("fact", number, "when"), message, "Mend the condition.")
    for number, notice in enumerate(event.notices):
        if notice.when and not _can_hold(event, notice.when, today):
            message = f"The condition of the notice “{notice.code}” is never true, so nobody would be told."
            report.add(("notice", number, "when"), message, "Mend the condition.")


def _can_hold(event: LifeEvent, condition: Condition, today: date) -> bool:
    """Whether some answers make the condition true. Every case that its comparisons tell apart is tried."""
    facts = {fact.code: fact for fact in event.facts}
    codes: set[str] = set()
    waiting = set(condition.facts())
    while waiting:
        code = waiting.pop()
        codes.add(code)
        waiting |= facts[code].leans_on() - codes
    leaves = [leaf for _path, other in conditions(event) for leaf in other.leaves()]
    about = {code: [leaf for leaf in leaves if leaf.fact == code] for code in sorted(codes)}
    values = {code: _cases(facts[code], asked, today) for code, asked in about.items()}
    total = 1
    for cases in values.values():
        total *= len(cases)
    if total > MOST_CASES:
        return True
    for case in itertools.product(*values.values()):
        settled = settle(event, dict(zip(values, case, strict=True)), today=today)
        if condition.decide(settled, today=today):
            return True
    return False


def _cases(fact: Fact, leaves: list[Leaf], today: date) -> list[Any]:
    """Values of a fact that between them answer its questions in every possible way."""
    cases: list[Any] = [None] if fact.optional else []
    if fact.type == "yes_no":
        return [*cases, True, False]
    if fact.type == "choice":
        return cases + [option.code for option in fact.options]
    if fact.type == "many":
        together = [option.code for option in fact.options if not option.exclusive]
        alone = [[option.code] for option in fact.options if option.exclusive]
        sizes = range(1, len(together) + 1)
        several = [list(some) for size in sizes for some in itertools.combinations(together, size)]
        return cases + alone + several
    for leaf in leaves:
        for value in leaf.value if leaf.kind == "one_of" else (leaf.value,):
            if leaf.kind == "days_since":
                cases += [(today - timedelta(days=value + step)).isoformat() for step in (-1, 0, 1)]
            elif leaf.kind == "age":
                born = [today.replace(year=today.year - value + step).isoformat() for step in (-1, 0, 1)]
                cases += [{"date_of_birth": day} if fact.type == "person" else day for day in born]
            elif fact.type == "date" and isinstance(value, str):
                day = date.fromisoformat(value)
                cases += [(day + timedelta(days=step)).isoformat() for step in (-1, 0, 1)]
            elif type(value) is int:
                cases += [value - 1, value, value + 1]
            elif isinstance(value, str):
                cases.append(value)
    inside = [case for case in cases if case is None or _inside(fact, case, today)]
    return [*inside, "something else" if fact.type not in ("year", "money") else -1]


def _inside(fact: Fact, value: Any, today: date) -> bool:
    if fact.type not in _ORDERED:
        return True
    low = _limit(fact, fact.minimum, today) if fact.minimum is not None else None
    high = _limit(fact, fact.maximum, today) if fact.maximum is not None else None
    number = date.fromisoformat(value) if fact.type == "date" else value
    return (low is None or number >= low) and (high is None or number <= high)


def typical_answers_finish(
    event: LifeEvent, report: Report, services: Collection[str], purposes: Purposes, today: date
) -> None:
    """Typical answers, where given, are answers of this event, and lead to its end without a question left."""
    declared = {fact.code: fact for fact in event.facts}
    answers: dict[str, Any] = {}
    for code, value in event.typical:
        if code not in declared:
            mend = nearest(code, declared, "Take it out.")
            report.add(("typical", code), f"“{code}” is no fact of this event.", mend)
            continue
        try:
            answers[code] = from_file(declared[code], value, today=today)
        except WrongAnswer as error:
            report.add(("typical", code), f"The typical answer cannot be kept: {error.message}", error.mend)
    if report.problems or not event.typical:
        return
    everyone = frozenset(notice.code for notice in event.notices if notice.by_consent)
    for agreed in (frozenset[str](), everyone):
        end = plan(event, answers, today=today, agreed=agreed)
        if end.next_fact:
            message = f"The typical answers leave a question open: “{end.next_fact.code}”."
            report.add(("typical",), message, f"Add under [typical]: {end.next_fact.code} = …")
            return
