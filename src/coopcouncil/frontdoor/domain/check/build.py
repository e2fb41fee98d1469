"""From a document of the right shape to a LifeEvent: conditions read, legal terms of the purpose filled in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from coopcouncil.frontdoor.domain.check.problems import REFERENCE_DAY, Purposes, Report, nearest
from coopcouncil.frontdoor.domain.conditions import Condition, ConditionError, scaled
from coopcouncil.frontdoor.domain.conditions import read as read_condition
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Case, Fact, Harm, Implied, LifeEvent, Notice, Option, Standing
from coopcouncil.frontdoor.domain.typical import from_file
from coopcouncil.kernel.locate import Path

_POUNDS_TO_PENCE = 100
_AS_WRITTEN = (
    "code", "type", "label", "question", "order", "hint", "optional", "about_you", "special", "criminal", "min_length",
    "max_length", "pattern", "pattern_says", "long", "known_as", "asks_anew",
)  # fmt: skip


def build(document: Mapping[str, Any], report: Report, purposes: Purposes) -> LifeEvent | None:
    """The life event, or None with problems reported: conditions that cannot be read, terms that do not exist."""
    facts = tuple(_fact(table, ("fact", number), report) for number, table in enumerate(document["fact"]))
    notices = tuple(
        _notice(table, ("notice", number), report, purposes) for number, table in enumerate(document["notice"])
    )
    if report.problems:
        return None
    amounts = frozenset(fact.code for fact in facts if fact.type == "money")
    return LifeEvent(
        code=document["code"],
        version=document["version"],
        title=document["title"],
        summary=document["summary"],
        minutes=document["minutes"],
        before_you_start=tuple(document["before_you_start"]),
        facts=tuple(_in_pence(fact, amounts) for fact in facts),
        notices=tuple(
            replace(notice, when=notice.when and scaled(notice.when, amounts, _POUNDS_TO_PENCE))
            for notice in notices
            if notice
        ),
        standing=Standing(**document.get("standing", {})),
        order=document.get("order", 100),
        emergency=document.get("emergency", ""),
        after=document.get("after", ""),
        typical=tuple(document.get("typical", {}).items()),
        quick_exit=document.get("quick_exit", False),
        safe_mode=document.get("safe_mode", False),
        on_behalf=document.get("on_behalf", True),
        harm=Harm(**document["harm"]) if "harm" in document else None,
        cases=tuple(
            Case(case["name"], tuple(case["answers"].items()), tuple(case["told"])) for case in document.get("case", [])
        ),
    )


def _in_pence(fact: Fact, amounts: frozenset[str]) -> Fact:
    """Files speak of pounds; conditions are decided in pence."""
    implied = tuple(replace(item, when=scaled(item.when, amounts, _POUNDS_TO_PENCE)) for item in fact.implied)
    return replace(fact, when=fact.when and scaled(fact.when, amounts, _POUNDS_TO_PENCE), implied=implied)


def _condition(text: str | None, path: Path, report: Report) -> Condition | None:
    if text is None:
        return None
    try:
        return read_condition(text)
    except ConditionError as error:
        report.add(path, error.message, error.mend)
        return None


def _fact(table: Mapping[str, Any], path: Path, report: Report) -> Fact:
    pence = _POUNDS_TO_PENCE if table["type"] == "money" else 1
    given: dict[str, Any] = {key: table[key] for key in _AS_WRITTEN if key in table}
    for name, key in (("minimum", "min"), ("maximum", "max")):
        limit = table.get(key)
        given[name] = limit * pence if type(limit) is int else limit
    fact = Fact(
        when=_condition(table.get("when"), (*path, "when"), report),
        options=tuple(Option(**option) for option in table.get("options", [])),
        **given,
    )
    return replace(fact, implied=tuple(_implied(fact, table, path, report)))


def _implied(fact: Fact, table: Mapping[str, Any], path: Path, report: Report) -> Iterator[Implied]:
    for number, item in enumerate(table.get("implied", [])):
        place: Path = (*path, "implied", number)
        when = _condition(item["when"], place, report)
        try:
            value = from_file(fact, item["value"], today=REFERENCE_DAY)
        except WrongAnswer as error:
            report.add(place, f"The implied answer cannot be kept: {error.message}", error.mend)
        except (ValueError, re.error):
            continue  # a limit or a pattern of the fact is wrong, which the rule about limits reports
        else:
            if when:
                yield Implied(when, value)


def _notice(table: Mapping[str, Any], path: Path, report: Report, purposes: Purposes) -> Notice | None:
    purpose = purposes.purposes.get(table["purpose"])
    if purpose is None:
        mend = nearest(table["purpose"], purposes.purposes, "Use a code from the catalogue, or add the purpose to it.")
        report.add((*path, "purpose"), f"“{table['purpose']}” is not a purpose that we know.", mend)
        return None
    terms: dict[str, str] = {}
    for key, known in (
        ("basis", purposes.bases),
        ("special_condition", purposes.special_conditions),
        ("criminal_condition", purposes.criminal_conditions),
    ):
        code = table.get(key, getattr(purpose, key))
        if code and code not in known:
            mend = nearest(code, known, f"Use one of: {', '.join(known)}.")
            report.add((*path, key), f"“{code}” is not a {key.replace('_', ' ')} that we know.", mend)
        terms[key], terms[f"{key}_words"] = code, known.get(code, "")
    return Notice(
        code=table["code"],
        service=table["service"],
        facts=tuple(table["facts"]),
        what_happens=table["what_happens"],
        purpose=table["purpose"],
        purpose_words=purpose.words,
        confidence=table["confidence"],
        may_be_left_out=table["may_be_left_out"],
        legally_required=table.get("legally_required", False),
        gateway=table.get("gateway", purpose.gateway),
        retention=purpose.retention,
        when=_condition(table.get("when"), (*path, "when"), report),
        urgency=table.get("urgency", "routine"),
        assurance=table.get("assurance", "none"),
        evidence=tuple(table.get("evidence", ())),
        may_end_entitlement=table.get("may_end_entitlement", False),
        named_by=table.get("named_by", ""),
        **terms,
    )
