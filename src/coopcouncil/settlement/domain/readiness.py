"""What an edition must have before it may come into force. Each rule is a small function; `RULES` names them all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain import promises, statute

# The Gunning principles: R v Brent LBC, ex parte Gunning (1985) 84 LGR 168; approved in R (Moseley) v Haringey LBC
# [2014] UKSC 56, paragraph 25.
GUNNING: Mapping[str, Said] = MappingProxyType(
    {
        "formative": Said("The proposals were still open when people were asked"),
        "reasons": Said("People were told enough of the reasons to answer with thought"),
        "time": Said("People had enough time to think and to answer"),
        "considered": Said("What people said was conscientiously considered"),
    }
)
# Local Government Act 1972, section 151; Local Government and Housing Act 1989, section 5.
OFFICES: Mapping[str, Said] = MappingProxyType(
    {
        "finance": Said("the chief finance officer (section 151)"),
        "monitoring": Said("the monitoring officer"),
    }
)
NOT_ELECTION, ELECTION = "no", "yes"


@dataclass(frozen=True)
class Missing:
    """One thing that is missing. `rule` names the rule, `entry` the code of the promise that it is about, if any."""

    rule: str
    words: Said
    entry: str = ""


@dataclass(frozen=True)
class Held:
    """A promise with what is known around it. `held_duty`: the directory holds a duty for the service."""

    code: str
    promise: Mapping[str, Any]
    accountable_kind: str
    held_duty: bool


@dataclass(frozen=True)
class Dossier:
    """All that the rules read of an edition. Gaps are (entry's code, what it is about, whether it is answered)."""

    entries: Sequence[Held]
    opened_on: date | None = None
    closed_on: date | None = None
    principles: Mapping[str, tuple[bool, str]] = field(default_factory=dict)
    comments_waiting: int = 0
    comments_unanswered: int = 0
    officers: frozenset[str] = frozenset()
    pre_election: str = ""
    pre_election_note: str = ""
    gaps: Sequence[tuple[str, str, bool]] = ()
    uncovered: Sequence[str] = ()
    decided: bool = False


Rule = Callable[[Dossier, date], Iterator[Missing]]


def promises_something(held: Dossier, today: date) -> Iterator[Missing]:
    if not held.entries:
        yield Missing("entries", Said("It promises nothing yet."))
    for name in held.uncovered:
        words = Said("Services of the type “%(name)s” are provided, and there is no promise about them.", name=name)
        yield Missing("entries", words)


def can_be_measured(held: Dossier, today: date) -> Iterator[Missing]:
    for entry in held.entries:
        for name in promises.missing_to_measure(entry.promise):
            what = promises.WORDS[name]
            words = Said(
                "“%(title)s” cannot be measured: “%(what)s” is empty.", title=entry.promise["title"], what=what
            )
            yield Missing("measurable", words, entry.code)


def keeps_the_law(held: Dossier, today: date) -> Iterator[Missing]:
    for entry in held.entries:
        for why in statute.breaches(entry.promise, held_duty=entry.held_duty, accountable_kind=entry.accountable_kind):
            yield Missing("statute", Said("The statutory check of “%(title)s”: %(why)s",
                                          title=entry.promise["title"], why=why), entry.code)  # fmt: skip


def regards_equality(held: Dossier, today: date) -> Iterator[Missing]:
    """Due regard: Equality Act 2010, section 149."""
    for entry in held.entries:
        if not all(entry.promise.get(name) for name in ("equality_affected", "equality_regard", "equality_on")):
            yield Missing("equality", Said("The equality record of “%(title)s” (section 149) is missing.",
                                           title=entry.promise["title"]), entry.code)  # fmt: skip


def was_consulted_on(held: Dossier, today: date) -> Iterator[Missing]:
    if held.opened_on is None or held.closed_on is None or held.closed_on > today:
        yield Missing("consultation", Said("The consultation has not been held to its end."))
    for code, words in GUNNING.items():
        met, evidence = held.principles.get(code, (False, ""))
        if not met or not evidence.strip():
            yield Missing("gunning", Said("Nothing shows yet: “%(words)s”.", words=words))


def answered_comments(held: Dossier, today: date) -> Iterator[Missing]:
    if held.comments_waiting:
        yield Missing("comments", Said("Comments that nobody has looked at yet: %(count)s.",
                                       count=held.comments_waiting))  # fmt: skip
    if held.comments_unanswered:
        yield Missing("comments", Said("Comments without an answer: %(count)s.", count=held.comments_unanswered))


def heard_the_officers(held: Dossier, today: date) -> Iterator[Missing]:
    for code, words in OFFICES.items():
        if code not in held.officers:
            yield Missing("officers", Said("The comments of %(who)s are missing.", who=words))


def minds_elections(held: Dossier, today: date) -> Iterator[Missing]:
    """Local Government Act 1986, section 2, and the code of recommended practice under section 4."""
    if held.pre_election not in {NOT_ELECTION, ELECTION}:
        yield Missing("election", Said("Nobody has said whether it falls into the time before an election."))
    elif held.pre_election == ELECTION and not held.pre_election_note.strip():
        yield Missing("election", Said("It falls into the time before an election, and nothing says why it may go on."))


def answers_gaps(held: Dossier, today: date) -> Iterator[Missing]:
    titles = {entry.code: entry.promise["title"] for entry in held.entries}
    for code, what, answered in held.gaps:
        if not answered:
            yield Missing("gaps", Said("A gap of “%(title)s” has no published answer: %(what)s.",
                                       title=titles.get(code, code), what=what), code)  # fmt: skip


def was_decided(held: Dossier, today: date) -> Iterator[Missing]:
    if not held.decided:
        yield Missing("decision", Said("The body that may decide it has not decided."))


RULES: tuple[Rule, ...] = (
    promises_something,
    can_be_measured,
    keeps_the_law,
    regards_equality,
    was_consulted_on,
    answered_comments,
    heard_the_officers,
    minds_elections,
    answers_gaps,
    was_decided,
)


def missing(held: Dossier, today: date) -> list[Missing]:
    """Everything that keeps the edition from coming into force, in the order of the rules."""
    return [found for rule in RULES for found in rule(held, today)]
