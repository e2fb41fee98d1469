"""Telling for another person: the life event as far as a power reaches, and what each notice says of it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice
from coopcouncil.kernel.persons import Person, differences


class Verdict(Protocol):
    """What `people` says of one matter: whether it may be told, whether as reported, and why."""

    @property
    def may(self) -> bool: ...
    @property
    def reported(self) -> bool: ...
    @property
    def why(self) -> str: ...


@dataclass(frozen=True)
class NotOffered:
    """A notice that the power does not reach, and why (a code of `people`)."""

    notice: Notice
    why: str


@dataclass(frozen=True)
class Spoken:
    """A life event told for another person: by which power, what of it is offered, and the words for every recipient.

    `holder_name` is the name of the account of whoever tells, as recipients read it.
    `reported` are the notices that go as reported because nobody has checked the power. `works` is False from the day
    on which the power has ended: then nothing can be told by it any more.
    """

    authority_id: UUID
    holder_name: str
    person_name: str
    first_names: str
    last_name: str
    born_on: date | None
    kind_label: str
    works: bool
    event: LifeEvent
    not_offered: tuple[NotOffered, ...]
    reported: frozenset[str]
    acting: str

    def same_person(self, other: "Spoken") -> bool:
        """Whether another power is for the same person, as people write names."""
        return not differences(self.person, other.person)

    @property
    def person(self) -> Person:
        return Person(self.person_name, self.born_on)

    def known(self, fact: Fact) -> Any:
        """What the power says of its person already: the value of a name or a date of birth; None for all else."""
        if fact.type == "name" and fact.known_as == "name":
            return {"first_names": self.first_names, "last_name": self.last_name}
        if fact.type == "date" and fact.known_as == "date_of_birth" and self.born_on:
            return self.born_on.isoformat()
        return None


def reached(
    event: LifeEvent, verdicts: Mapping[str, Verdict], matter_of: Callable[[str], str]
) -> tuple[LifeEvent, tuple[NotOffered, ...], frozenset[str]]:
    """The life event with the notices that the power reaches alone; those that it does not; those that go as reported.

    `verdicts` are by matter, `matter_of` gives a purpose's matter ("" for one that nobody may tell for another).
    """
    offered: list[str] = []
    missing: list[NotOffered] = []
    reported: set[str] = set()
    for notice in event.notices:
        verdict = verdicts.get(matter_of(notice.purpose))
        if verdict is None or not verdict.may:
            missing.append(NotOffered(notice, verdict.why if verdict else "not_covered"))
            continue
        offered.append(notice.code)
        if verdict.reported:
            reported.add(notice.code)
    return only(event, frozenset(offered)), tuple(missing), frozenset(reported)


# A life event is made ready for its questions once (domain/state.py), so the same part of one is the same object.
_parts: dict[tuple[int, frozenset[str]], tuple[LifeEvent, LifeEvent]] = {}
_MOST_KEPT = 100


def only(event: LifeEvent, codes: frozenset[str]) -> LifeEvent:
    """The life event with these notices alone. What is kept holds its event, so none takes its identity."""
    if all(notice.code in codes for notice in event.notices):
        return event
    key = (id(event), codes)
    if key not in _parts:
        if len(_parts) >= _MOST_KEPT:
            _parts.clear()
        part = replace(event, notices=tuple(notice for notice in event.notices if notice.code in codes))
        _parts[key] = (event, part)
    return _parts[key][1]
