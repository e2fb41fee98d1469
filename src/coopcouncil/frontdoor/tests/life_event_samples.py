"""Life events for tests: the shipped ones, and generated ones of every shape that the check lets through."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain import conditions
from coopcouncil.frontdoor.domain.check import check_files
from coopcouncil.frontdoor.domain.life_event import Fact, Implied, LifeEvent, Notice, Option, Standing
from coopcouncil.sharing.domain.purposes import shipped_purposes

TODAY = date(2026, 11, 23)
FOLDER = Path(__file__).parent.parent / "life_events"
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.toml"))}


@cache
def shipped() -> dict[str, LifeEvent]:
    events, problems = check_files(TEXTS, service_types=shipped_catalogue(), purposes=shipped_purposes())
    assert problems == []
    return {event.code: event for event in events.values()}


def notice(code: str, facts: tuple[str, ...], when: str | None = None, **more: Any) -> Notice:
    settings: dict[str, Any] = {"basis": "public_task", "may_be_left_out": True, **more}
    return Notice(
        code=code, service="libraries", facts=facts, what_happens="…", purpose="library_account", purpose_words="…",
        basis_words="…", confidence="…", when=conditions.read(when) if when else None, **settings,
    )  # fmt: skip


def event(facts: tuple[Fact, ...], notices: tuple[Notice, ...]) -> LifeEvent:
    return LifeEvent("sample", 1, "Sample", "…", 1, ("…",), facts, notices, Standing())


def yes_no(code: str, order: int = 1, **more: Any) -> Fact:
    return Fact(code, "yes_no", code, f"{code}?", order, **more)


LETTERS = (Option("x", "X"), Option("y", "Y"), Option("z", "Z"))


@st.composite
def condition_over(draw: st.DrawFn, facts: list[Fact]) -> conditions.Condition:
    def leaf() -> str:
        fact = draw(st.sampled_from(facts))
        if fact.type == "yes_no":
            kinds = [fact.code, f"{fact.code} == no", f"not {fact.code}", f"known({fact.code})"]
        else:
            kinds = [f'{fact.code} == "x"', f'{fact.code} != "y"', f'{fact.code} in ["x", "z"]', f"known({fact.code})"]
        return draw(st.sampled_from(kinds))

    parts = [f"({leaf()})" for _ in range(draw(st.integers(1, 3)))]
    return conditions.read(draw(st.sampled_from([" and ", " or "])).join(parts))


@st.composite
def life_events(draw: st.DrawFn) -> LifeEvent:
    """Facts whose conditions look only at earlier ones (so no ring), shuffled orders, notices of every kind."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(1, 7))):
        kind = draw(st.sampled_from(["yes_no", "choice"]))
        when = draw(condition_over(facts)) if facts and draw(st.booleans()) else None
        implied: tuple[Implied, ...] = ()
        if facts and draw(st.integers(0, 3)) == 0:
            value = True if kind == "yes_no" else "z"
            implied = (Implied(draw(condition_over(facts)), value),)
        facts.append(
            Fact(f"f{number}", kind, "F", "F?", draw(st.integers(0, 5)), optional=draw(st.booleans()), when=when,
                 implied=implied, options=LETTERS if kind == "choice" else ())
        )  # fmt: skip
    notices = []
    for number in range(draw(st.integers(1, 5))):
        codes = draw(st.lists(st.sampled_from([fact.code for fact in facts]), min_size=1, max_size=4, unique=True))
        when = draw(condition_over(facts)) if draw(st.booleans()) else None
        basis = draw(st.sampled_from(["public_task", "consent"]))
        notices.append(notice(f"n{number}", tuple(codes), when.text if when else None, basis=basis))
    return event(tuple(facts), tuple(notices))


def value_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Any answer to a fact of a generated event."""
    values: st.SearchStrategy[Any] = st.booleans() if fact.type == "yes_no" else st.sampled_from(["x", "y", "z"])
    return values | st.none() if fact.optional else values
