"""What one service is told: the slice of the facts that its notice may hold, and no other fact."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from coopcouncil.sharing.domain.purposes import facts_of

Standing = Literal["reported", "evidenced"]


@dataclass(frozen=True)
class Fact:
    """One thing that a person told us: code, short name, value as JSON, and the value as a person reads it.

    `do_not_use` marks a number or an address by which the person must not be reached (safe mode). `known_as` says what
    of the person it is, where it is true of them beyond this one telling. `corrected` says that we held another value,
    which is `before`: kept only for a service that got it from us (`domain.records`).
    """

    code: str
    label: str
    value: Any
    shown: str
    do_not_use: bool = False
    known_as: str = ""
    corrected: bool = False
    before: Any = None
    before_shown: str = ""


@dataclass(frozen=True)
class NoticeDraft:
    """One service to be told, before anything is written.

    `title` names it for the service, `what_happens` says to the person what the service does (the title where empty).
    `fact_codes` is the list in the life event: the only facts that may go, and of them only those on the purpose's own
    list. `facts` may hold more; the rest is cut away.
    `urgency` is emergency, same_day or routine; `identity` says how sure we are that it is told by whom it names as
    telling (none, low, medium; none where it names nobody).
    `standing` is "evidenced" when the person gave a proof that the service can check, else "reported"; nobody has
    checked either. `standing_words` and `standing_means` say so to the person. Only an evidenced notice may be one that
    `may_end_entitlement`: one because of which the service may, once it has checked, stop a payment or a service.
    `instead_of` names an organisation that must not learn of it, in whose place this one is told.
    """

    code: str
    service_type: str
    organisation_id: UUID
    title: str
    purpose: str
    purpose_words: str
    basis: str
    fact_codes: tuple[str, ...]
    facts: tuple[Fact, ...]
    standing: Standing
    standing_words: str
    standing_means: str
    may_end_entitlement: bool = False
    what_happens: str = ""
    service_id: UUID | None = None
    gateway: str = ""
    urgency: str = "routine"
    identity: str = "none"
    by_consent: bool = False
    instead_of: str = ""


def cut(facts: Iterable[Fact], *, purpose: str, fact_codes: Collection[str] | None = None) -> tuple[Fact, ...]:
    """The slice: those of `facts` that may be told for this purpose, each once. Nothing else.

    With `fact_codes`, the notice's own list, only those of them, in that list's order. Whatever an organisation gets
    is cut here when it is written and again when it leaves: a notice, a correction, a notice sent once more or to
    another organisation, fetched, in a file, in the inbox; and a question while somebody waits.
    """
    known: dict[str, Fact] = {}
    for fact in facts:
        known.setdefault(fact.code, fact)
    may = frozenset(facts_of(purpose))
    codes = known if fact_codes is None else dict.fromkeys(fact_codes)
    return tuple(known[code] for code in codes if code in known and code in may)


# What makes facts fit for whoever is to see them.
Showing = Callable[[Iterable[Fact]], tuple[Fact, ...]]


def hide(facts: Iterable[Fact], codes: Collection[str] | None, *, shown: str) -> tuple[Fact, ...]:
    """The facts, those of `codes` with `shown` in place of every value; with None, all of them."""
    return tuple(
        replace(fact, value=None, shown=shown, before=None, before_shown="")
        if codes is None or fact.code in codes
        else fact
        for fact in facts
    )


def kept(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """A slice as it is kept (sealed) with its notice."""
    return [
        {"code": fact.code, "label": fact.label, "value": fact.value, "shown": fact.shown}
        | ({"do_not_use": True} if fact.do_not_use else {})
        | ({"known_as": fact.known_as} if fact.known_as else {})
        | ({"corrected": True} if fact.corrected else {})
        | ({"before": fact.before, "before_shown": fact.before_shown} if fact.before is not None else {})
        for fact in facts
    ]


def read(rows: Iterable[dict[str, Any]] | None) -> tuple[Fact, ...]:
    """A kept slice as facts again; no fact where it was let go of."""
    return tuple(
        Fact(
            row["code"],
            row["label"],
            row["value"],
            row["shown"],
            row.get("do_not_use", False),
            row.get("known_as", ""),
            row.get("corrected", False),
            row.get("before"),
            row.get("before_shown", ""),
        )
        for row in rows or ()
    )
