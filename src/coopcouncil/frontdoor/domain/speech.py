"""A life event in another language: its words laid over, text by text, and nothing else changed.

A file of words (`life_events/locale/<language>/<code>.toml`) stands beside the file of the life event. A translation
counts only while the English that it was made from still stands: a text that was changed since, or has no
translation, stays in English and is marked so. Codes, conditions, order and law are never touched.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources
from typing import Any, Protocol

from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice, Standing
from coopcouncil.kernel.words import Translated, Untranslated, translated

Path = tuple[str, ...]
EVENT_KEYS = ("title", "summary", "emergency", "after")
FACT_KEYS = ("label", "question", "hint", "pattern_says")
NOTICE_KEYS = ("what_happens", "confidence")
_LIST = "before_you_start"


class Words(Protocol):
    """The words of a purpose."""

    @property
    def words(self) -> str: ...
    @property
    def retention(self) -> str: ...


class Law(Protocol):
    """The catalogue of purposes in the language."""

    @property
    def purposes(self) -> Mapping[str, Words]: ...
    @property
    def bases(self) -> Mapping[str, str]: ...
    @property
    def special_conditions(self) -> Mapping[str, str]: ...
    @property
    def criminal_conditions(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Speech:
    """The words of one life event in one language: each with the English that it was made from."""

    language: str
    words: Mapping[Path, tuple[str, str]]

    def say(self, path: Path, english: str) -> str:
        """The translation of a text, if there is one of just this English; else the English, marked."""
        pair = self.words.get(path)
        return translated(english, pair[1] if pair and pair[0] == english else None)


def texts(document: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every text of a life event's file that a person reads, with its place."""
    for key in EVENT_KEYS:
        yield (key,), document.get(key, "")
    for number, line in enumerate(document.get(_LIST, ()), 1):
        yield (_LIST, str(number)), line
    for field in fields(Standing):
        yield ("standing", field.name), document.get("standing", {}).get(field.name, field.default)
    for fact in document.get("fact", ()):
        for key in FACT_KEYS:
            yield ("fact", fact["code"], key), fact.get(key, "")
        for option in fact.get("options", ()):
            yield ("fact", fact["code"], "options", option["code"]), option["label"]
            yield ("fact", fact["code"], "option_hints", option["code"]), option.get("hint", "")
    for notice in document.get("notice", ()):
        for key in NOTICE_KEYS:
            yield ("notice", notice["code"], key), notice.get(key, "")


def places(document: Mapping[str, Any]) -> dict[Path, Any]:
    """What a file of words holds, by the same places; the keys of its head are left out."""
    found: dict[Path, Any] = {}

    def walk(value: Any, path: Path) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(inner, (*path, key))
        elif isinstance(value, list) and path == (_LIST,):
            for number, line in enumerate(value, 1):
                walk(line, (*path, str(number)))
        else:
            found[path] = value

    walk({key: value for key, value in document.items() if key not in HEAD}, ())
    return found


HEAD = ("format", "language", "code", "version")


@cache
def shipped(code: str, language: str) -> Speech:
    """The words that come with the program; none where that life event has not been translated."""
    folder = resources.files("coopcouncil.frontdoor").joinpath("life_events")
    source, words = folder.joinpath(f"{code}.toml"), folder.joinpath("locale", language, f"{code}.toml")
    if not re.fullmatch(r"[a-z0-9-]+", code) or not (source.is_file() and words.is_file()):
        return Speech(language, {})
    said = places(tomllib.loads(words.read_text("utf-8")))
    english = texts(tomllib.loads(source.read_text("utf-8")))
    return Speech(language, {path: (text, said[path]) for path, text in english if text and said.get(path)})


def in_language(event: LifeEvent, speech: Speech, law: Law) -> LifeEvent:
    """The life event as `speech` says it, with the legal terms of `law`."""
    say = speech.say
    said: dict[str, Any] = {key: say((key,), getattr(event, key)) for key in EVENT_KEYS}
    return replace(
        event,
        **said,
        before_you_start=tuple(
            say((_LIST, str(number)), line) for number, line in enumerate(event.before_you_start, 1)
        ),
        standing=Standing(
            **{
                field.name: say(("standing", field.name), getattr(event.standing, field.name))
                for field in fields(Standing)
            }
        ),
        facts=tuple(_fact(fact, speech) for fact in event.facts),
        notices=tuple(_notice(notice, speech, law) for notice in event.notices),
    )


def _fact(fact: Fact, speech: Speech) -> Fact:
    options = tuple(
        replace(
            option,
            label=speech.say(("fact", fact.code, "options", option.code), option.label),
            hint=speech.say(("fact", fact.code, "option_hints", option.code), option.hint),
        )
        for option in fact.options
    )
    said: dict[str, Any] = {key: speech.say(("fact", fact.code, key), getattr(fact, key)) for key in FACT_KEYS}
    return replace(fact, **said, options=options)


def _notice(notice: Notice, speech: Speech, law: Law) -> Notice:
    purpose = law.purposes.get(notice.purpose)
    said: dict[str, Any] = {key: speech.say(("notice", notice.code, key), getattr(notice, key)) for key in NOTICE_KEYS}
    return replace(
        notice,
        **said,
        purpose_words=_term(notice.purpose_words, purpose.words if purpose else None),
        retention=_term(notice.retention, purpose.retention if purpose else None),
        basis_words=_term(notice.basis_words, law.bases.get(notice.basis)),
        special_condition_words=_term(
            notice.special_condition_words, law.special_conditions.get(notice.special_condition)
        ),
        criminal_condition_words=_term(
            notice.criminal_condition_words, law.criminal_conditions.get(notice.criminal_condition)
        ),
        gateway=translated(notice.gateway, None),  # the name of an Act
    )


def _term(english: str, said: str | None) -> str:
    """A term of the law, if it is the translation of just this English."""
    return said if isinstance(said, Translated) and said.english == english else translated(english, None)


def known(event: LifeEvent) -> dict[str, str]:
    """From English to what the event says instead: for texts that were kept in English."""
    said = [getattr(event, key) for key in EVENT_KEYS]
    said += [getattr(event.standing, field.name) for field in fields(Standing)]
    for fact in event.facts:
        said += texts_of(fact)
    for notice in event.notices:
        said += [getattr(notice, key) for key in (*NOTICE_KEYS, "purpose_words", "basis_words", "retention")]
    return {text.english: text for text in said if isinstance(text, Translated)}


def texts_of(fact: Fact) -> list[str]:
    """Every text of a fact that may come back in a message about an answer."""
    labels = [text for option in fact.options for text in (option.label, option.hint)]
    return [*(getattr(fact, key) for key in FACT_KEYS), *labels]


_JOINTS = re.compile(r"(?<=[.!?])\s+|\s+(?=\()")


def again(text: str, said: Mapping[str, str]) -> str:
    """A text that was kept in English as it is said now: whole, or in the sentences that it was put together from."""
    if not text or text in said:
        return said.get(text, text)
    parts = _parts(text, said)
    return Translated(" ".join(said[part] for part in parts), text) if parts else Untranslated(text)


def _parts(text: str, said: Mapping[str, str]) -> tuple[str, ...]:
    """The known texts that make up `text`, in order; none where some of it is not known."""
    if text in said:
        return (text,)
    for joint in _JOINTS.finditer(text):
        before, after = text[: joint.start()], text[joint.end() :]
        if before in said and (rest := _parts(after, said)):
            return (before, *rest)
    return ()
