"""The shape of a life-event file: which keys each table may and must have, of which type, and how long."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coopcouncil.frontdoor.domain.check.patterns import what_is_wrong
from coopcouncil.frontdoor.domain.check.problems import Report, nearest
from coopcouncil.frontdoor.domain.life_event import ASSURANCES, FACT_TYPES, KNOWN_AS, URGENCIES
from coopcouncil.kernel.locate import Path

FORMAT = 1
FACT_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
EVENT_CODE = re.compile(r"[a-z][a-z0-9-]{0,59}")
LONGEST_SENTENCE = 25  # words: GOV.UK's own limit for plain writing
LARGEST = 2**63 - 1  # the largest whole number that TOML promises to hold


@dataclass(frozen=True)
class Key:
    """One key: its Python type, whether it must be there, the longest text or list, whether people read it."""

    type: type | tuple[type, ...]
    required: bool = False
    longest: int = 0
    prose: bool = False
    one_of: tuple[str, ...] = ()
    least: int | None = None


def _words(longest: int, *, required: bool = True) -> Key:
    return Key(str, required, longest, prose=True)


_NUMBER_OR_DAY = Key((int, str))
EVENT: Mapping[str, Key] = {
    "format": Key(int, True),
    "code": Key(str, True, 60),
    "version": Key(int, True, least=1),
    "title": _words(60),
    "summary": _words(300),
    "minutes": Key(int, True, least=1),
    "before_you_start": Key(list, True, 10, prose=True),
    "order": Key(int, least=0),
    "emergency": _words(400, required=False),
    "after": _words(600, required=False),
    "quick_exit": Key(bool),
    "safe_mode": Key(bool),
    "on_behalf": Key(bool),
    "harm": Key(dict),
    "case": Key(list, longest=20),
    "standing": Key(dict),
    "fact": Key(list, True, 60),
    "notice": Key(list, True, 40),
    "typical": Key(dict),
}
STANDING: Mapping[str, Key] = {
    "reported": _words(200),
    "reported_means": _words(200),
    "evidenced": _words(200, required=False),
    "evidenced_means": _words(200, required=False),
}
HARM: Mapping[str, Key] = {name: _words(400) for name in ("lying", "mistaken", "watched", "child")}
CASE: Mapping[str, Key] = {"name": _words(120), "answers": Key(dict, True), "told": Key(list, True, 40)}
FACT: Mapping[str, Key] = {
    "code": Key(str, True, 60),
    "type": Key(str, True, one_of=FACT_TYPES),
    "label": _words(60),
    "question": _words(120),
    "order": Key(int, True, least=0),
    "hint": _words(250, required=False),
    "optional": Key(bool),
    "about_you": Key(bool),
    "special": Key(str),
    "criminal": Key(bool),
    "when": Key(str, longest=400),
    "implied": Key(list, longest=10),
    "options": Key(list, longest=20),
    "min": _NUMBER_OR_DAY,
    "max": _NUMBER_OR_DAY,
    "min_length": Key(int, least=1),
    "max_length": Key(int, least=1),
    "pattern": Key(str, longest=200),
    "pattern_says": _words(150, required=False),
    "long": Key(bool),
    "known_as": Key(str, one_of=KNOWN_AS),
    "asks_anew": Key(bool),
}
# Keys that only some types have.
FACT_KEYS_OF_TYPES: Mapping[str, tuple[str, ...]] = {
    "options": ("choice", "many"),
    "min": ("date", "year", "money"),
    "max": ("date", "year", "money"),
    "min_length": ("text",),
    "max_length": ("text",),
    "pattern": ("text",),
    "pattern_says": ("text",),
    "long": ("text",),
}
OPTION: Mapping[str, Key] = {
    "code": Key(str, True, 60),
    "label": _words(90),
    "hint": _words(150, required=False),
    "exclusive": Key(bool),
}
IMPLIED: Mapping[str, Key] = {"when": Key(str, True, 400), "value": Key((str, int, bool, list, dict), True)}
NOTICE: Mapping[str, Key] = {
    "code": Key(str, True, 60),
    "service": Key(str, True, 60),
    "purpose": Key(str, True, 80),
    "what_happens": _words(250),
    "facts": Key(list, True, 40),
    "may_be_left_out": Key(bool, True),
    "confidence": _words(300),
    "legally_required": Key(bool),
    "basis": Key(str),
    "special_condition": Key(str),
    "criminal_condition": Key(str),
    "gateway": Key(str, longest=250),
    "when": Key(str, longest=400),
    "urgency": Key(str, one_of=URGENCIES),
    "assurance": Key(str, one_of=ASSURANCES),
    "evidence": Key(list, longest=10),
    "may_end_entitlement": Key(bool),
    "named_by": Key(str, longest=60),
}
_TYPE_WORDS = {str: "text in quotes", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}


def examine(document: Mapping[str, Any], report: Report) -> None:
    """Report every key that is missing, unknown, of the wrong type, empty or too long, and patterns that cannot be."""
    _numbers(document, (), report)
    if report.problems:
        return  # such numbers cannot even be printed
    if document.get("format") not in (None, FORMAT):
        report.add(("format",), f"This program reads format {FORMAT}.", f"Write: format = {FORMAT}")
    _table(document, EVENT, (), "the life event", report)
    if isinstance(document.get("standing"), dict):
        _table(document["standing"], STANDING, ("standing",), "[standing]", report)
    if isinstance(document.get("harm"), dict):
        _table(document["harm"], HARM, ("harm",), "[harm]", report)
    for number, case in _tables(document, "case", (), report):
        _table(case, CASE, ("case", number), "this [[case]]", report)
        _texts(case.get("told", []), ("case", number, "told"), report)
    for number, fact in _tables(document, "fact", (), report):
        where: Path = ("fact", number)
        _table(fact, FACT, where, "this [[fact]]", report)
        _code(fact.get("code"), FACT_CODE, (*where, "code"), "small letters, numbers and underscores", report)
        # Before anything else: implied and typical answers are tried on the pattern, which may never end.
        if isinstance(fact.get("pattern"), str) and (found := what_is_wrong(fact["pattern"])):
            report.add((*where, "pattern"), *found)
        for inner, option in _tables(fact, "options", where, report):
            _table(option, OPTION, (*where, "options", inner), "this option", report)
        for inner, implied in _tables(fact, "implied", where, report):
            _table(implied, IMPLIED, (*where, "implied", inner), "this implied answer", report)
        for key, types in FACT_KEYS_OF_TYPES.items():
            if key in fact and fact.get("type") in FACT_TYPES and fact["type"] not in types:
                message = f"A fact of type {fact['type']} has no “{key}”."
                report.add((*where, key), message, f"Only these types do: {', '.join(types)}. Take it out.")
    for number, notice in _tables(document, "notice", (), report):
        where = ("notice", number)
        _table(notice, NOTICE, where, "this [[notice]]", report)
        _code(notice.get("code"), FACT_CODE, (*where, "code"), "small letters, numbers and underscores", report)
        for key in ("facts", "evidence"):
            _texts(notice.get(key, []), (*where, key), report)
    _code(document.get("code"), EVENT_CODE, ("code",), "small letters, numbers and dashes", report)
    _texts(document.get("before_you_start", []), ("before_you_start",), report)


def _table(table: Mapping[str, Any], keys: Mapping[str, Key], path: Path, name: str, report: Report) -> None:
    for key, value in table.items():
        if key not in keys:
            mend = nearest(key, keys, f"Take it out, or use one of: {', '.join(keys)}.")
            report.add((*path, key), f"“{key}” is not a key of {name}.", mend)
        else:
            _value(key, value, keys[key], (*path, key), report)
    for key, spec in keys.items():
        if spec.required and key not in table:
            if key == "purpose":
                message, mend = "This notice has no purpose.", 'Say why the service is told: purpose = "its code"'
            else:
                message, mend = f"{name[:1].upper()}{name[1:]} has no “{key}”.", f"Add: {key} = {_example(spec)}"
            report.add(path, message, mend)


def _value(key: str, value: Any, spec: Key, path: Path, report: Report) -> None:
    types = spec.type if isinstance(spec.type, tuple) else (spec.type,)
    if type(value) not in types:
        wanted = " or ".join(_TYPE_WORDS[kind] for kind in types)
        report.add(path, f"“{key}” must be {wanted}.", f"Write: {key} = {_example(spec)}")
        return
    if isinstance(value, str) and not value.strip():
        report.add(path, f"“{key}” is empty.", "Fill it in, or take the line out.")
    if spec.longest and isinstance(value, (str, list)) and len(value) > spec.longest:
        unit = "characters" if isinstance(value, str) else "items"
        report.add(path, f"“{key}” has {len(value)} {unit}; {spec.longest} is the most.", "Make it shorter.")
    if spec.one_of and value not in spec.one_of:
        mend = nearest(value, spec.one_of, f"Use one of: {', '.join(spec.one_of)}.")
        report.add(path, f"“{value}” is not a {key} that we know.", mend)
    if spec.least is not None and isinstance(value, int) and value < spec.least:
        report.add(path, f"“{key}” must be {spec.least} or more.", "Use a larger number.")
    if spec.prose:
        for number, text in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(text, str):
                _sentences(key, text, (*path, number) if isinstance(value, list) else path, report)


def _sentences(key: str, text: str, path: Path, report: Report) -> None:
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        count = len(sentence.split())
        if count > LONGEST_SENTENCE:
            start = " ".join(sentence.split()[:4])
            message = f"A sentence of “{key}” has {count} words (“{start} …”); {LONGEST_SENTENCE} is the most."
            report.add(path, message, "Make two sentences of it.")


def _tables(table: Mapping[str, Any], key: str, path: Path, report: Report) -> list[tuple[int, Mapping[str, Any]]]:
    items = table.get(key, [])
    if not isinstance(items, list):
        return []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            report.add((*path, key, number), f"Each of “{key}” must be a table.", f"Write it as [[{key}]] or {{ … }}.")
    return [(number, item) for number, item in enumerate(items) if isinstance(item, dict)]


def _numbers(value: Any, path: Path, report: Report) -> None:
    """Report numbers beyond what TOML promises; Python cannot even print some of them."""
    if isinstance(value, int) and abs(value) > LARGEST:
        report.add(path, "This number is too large.", "Use a smaller number.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _numbers(inner, (*path, key), report)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _numbers(inner, (*path, number), report)


def _texts(items: Any, path: Path, report: Report) -> None:
    for number, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, str) or not item.strip():
            report.add((*path, number), f"Each of “{path[-1]}” must be text.", 'Put it in quotes: "…".')


def _code(code: Any, form: re.Pattern[str], path: Path, words: str, report: Report) -> None:
    if isinstance(code, str) and code.strip() and not form.fullmatch(code):
        report.add(path, f"“{code}” cannot be a code.", f"Start with a letter; use {words}, 60 at most.")


def _example(spec: Key) -> str:
    if spec.one_of:
        return f'"{spec.one_of[0]}"'
    first = spec.type[0] if isinstance(spec.type, tuple) else spec.type
    return {str: '"…"', int: "1", bool: "true", list: '["…"]', dict: "{ … }"}[first]
