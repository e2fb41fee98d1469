"""What a life event is, once its file has been read and checked: plain frozen values."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from coopcouncil.frontdoor.domain.conditions import Condition

FactType = Literal[
    "text", "name", "date", "year", "money", "choice", "many", "yes_no", "email", "phone", "address", "uprn",
    "nhs_number", "national_insurance_number", "bank_account", "person", "document", "file",
]  # fmt: skip
FACT_TYPES: tuple[str, ...] = FactType.__args__  # type: ignore[attr-defined]
URGENCIES = ("emergency", "same_day", "routine")
ASSURANCES = ("none", "low", "medium")
# What we may know of a person already and offer again: true of them beyond this one life event, and not sensitive.
KNOWN_AS = (
    "name", "date_of_birth", "address", "phone", "email", "national_insurance_number", "nhs_number", "surgery",
    "landlord", "school", "children_dates_of_birth", "care_hours", "working_hours", "household_income_band",
    "pension_age_reached",
)  # fmt: skip
# Of these a person may have several, so that another value corrects nothing, and none is offered as the one.
ONE_OF_SEVERAL = ("school", "children_dates_of_birth")
# The facts by which a life event asks by itself how the person may be reached, so that nothing is asked twice.
ASKS_WAY, ASKS_PHONE, ASKS_EMAIL, ASKS_WHEN = "contact_way", "safe_phone", "safe_email", "safe_times"
HOW_TO_REACH = frozenset({ASKS_WAY, ASKS_PHONE, ASKS_EMAIL, ASKS_WHEN})


def urgent_first(urgency: str, service_name: str) -> tuple[int, str]:
    """Where a notice stands in a list that a person reads: the more urgent first, then by the name of the service."""
    return URGENCIES.index(urgency), service_name.casefold()


@dataclass(frozen=True)
class Option:
    """One answer of a choice or many-of fact. An `exclusive` option ("none of these") is chosen alone."""

    code: str
    label: str
    hint: str = ""
    exclusive: bool = False


@dataclass(frozen=True)
class Implied:
    """The value that a fact has, unasked, when a condition holds."""

    when: Condition
    value: Any


@dataclass(frozen=True)
class Fact:
    """One thing that a person tells us, once.

    `label` is its short name in lists; `order` is its place in the conversation (lower first, then by code).
    `special` is a category of Article 9 ("health", …) and `criminal` marks Article 10 data.
    `about_you` marks what is about the person who tells. Of the name and the date of birth among these, a proof of
    identity must say the same. `known_as` names what we may know of the person already (one of KNOWN_AS); empty for a
    fact of this event only.
    With `asks_anew` this event changes it: what we knew is not offered, and the answer is no correction.
    `minimum` and `maximum` bound a number in its stored unit (years, pence) or a date, as an ISO date or "today±days".
    """

    code: str
    type: FactType
    label: str
    question: str
    order: int
    hint: str = ""
    optional: bool = False
    about_you: bool = False
    special: str = ""
    criminal: bool = False
    when: Condition | None = None
    implied: tuple[Implied, ...] = ()
    options: tuple[Option, ...] = ()
    minimum: int | str | None = None
    maximum: int | str | None = None
    min_length: int = 0
    max_length: int = 200
    pattern: str = ""
    pattern_says: str = ""
    long: bool = False
    known_as: str = ""
    asks_anew: bool = False

    @property
    def may_be_offered(self) -> bool:
        """Whether what we know already may be offered as the answer."""
        return bool(self.known_as) and not self.asks_anew and self.known_as not in ONE_OF_SEVERAL

    @property
    def is_tellers_name(self) -> bool:
        """Whether this is the name of whoever tells."""
        return self.about_you and self.type == "name"

    @property
    def is_tellers_birthday(self) -> bool:
        """Whether this is the date of birth of whoever tells."""
        return self.about_you and self.type == "date" and "birth" in self.code

    def leans_on(self) -> frozenset[str]:
        """The facts that decide whether this one is asked."""
        conditions = ([self.when] if self.when else []) + [implied.when for implied in self.implied]
        return frozenset[str]().union(*(condition.facts() for condition in conditions))


@dataclass(frozen=True)
class Notice:
    """One service being told, with the law that allows it.

    `facts` are the only facts it may hold. `evidence` names those of them by which it can be checked: with all of them
    given it goes as "evidenced", else as "reported". "Evidenced" says that there is something to check it by, never
    that it was checked. A notice that `may_end_entitlement` does so only when it is evidenced. `named_by` is the fact
    in which the person names the body that provides the service; where there is one, no address decides who is told.
    """

    code: str
    service: str
    facts: tuple[str, ...]
    what_happens: str
    purpose: str
    purpose_words: str
    basis: str
    basis_words: str
    confidence: str
    may_be_left_out: bool
    legally_required: bool = False
    gateway: str = ""
    special_condition: str = ""
    special_condition_words: str = ""
    criminal_condition: str = ""
    criminal_condition_words: str = ""
    retention: str = ""
    when: Condition | None = None
    urgency: str = "routine"
    assurance: str = "none"
    evidence: tuple[str, ...] = ()
    may_end_entitlement: bool = False
    named_by: str = ""

    @property
    def by_consent(self) -> bool:
        """Whether consent is the basis, so that it is off until the person turns it on."""
        return self.basis == "consent"


@dataclass(frozen=True)
class Standing:
    """What "reported" and "evidenced" mean in this life event, in words for the person."""

    reported: str = "Reported, not yet verified"
    reported_means: str = "The service may ask you for proof before it makes a change."
    evidenced: str = "Reported, with a number to check it by"
    evidenced_means: str = "The service checks it before anything stops."


@dataclass(frozen=True)
class Harm:
    """What could go wrong if whoever tells is lying, mistaken, watched or a child, and what in the event answers it."""

    lying: str
    mistaken: str
    watched: str
    child: str


@dataclass(frozen=True)
class Case:
    """A case to test a life event by: answers that differ from the typical ones, and exactly who must be told."""

    name: str
    answers: tuple[tuple[str, Any], ...]
    told: tuple[str, ...]


@dataclass(frozen=True)
class LifeEvent:
    """A life event: what is asked, who is told, and the words around it. `typical` holds an answer for a usual case.

    `quick_exit` says that somebody may have to hide the page at once: it carries a way out, and a title that tells
    nothing. With `safe_mode` nothing of it is ever kept in an account. `on_behalf` says whether somebody with the power
    to may tell it for another person.
    """

    code: str
    version: int
    title: str
    summary: str
    minutes: int
    before_you_start: tuple[str, ...]
    facts: tuple[Fact, ...]
    notices: tuple[Notice, ...]
    standing: Standing
    order: int = 100
    emergency: str = ""
    after: str = ""
    typical: tuple[tuple[str, Any], ...] = ()
    quick_exit: bool = False
    safe_mode: bool = False
    on_behalf: bool = True
    harm: Harm | None = None
    cases: tuple[Case, ...] = ()

    def fact(self, code: str) -> Fact:
        """The fact of that code. Raises KeyError."""
        return self._facts[code]

    @cached_property
    def _facts(self) -> dict[str, Fact]:
        return {fact.code: fact for fact in self.facts}

    @property
    def asks_how_to_reach(self) -> bool:
        """Whether it asks by itself how the person may safely be reached."""
        return ASKS_WAY in self._facts

    def notice(self, code: str) -> Notice:
        """The notice of that code. Raises KeyError."""
        return {notice.code: notice for notice in self.notices}[code]
