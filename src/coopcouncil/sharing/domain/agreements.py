"""Sharing agreements: which states follow which, which notice needs none, and the file that a council loads.

Written from knowledge of the UK GDPR, the Data Protection Act 2018 and the ICO's data sharing code (section 121), which
says that in an emergency data may be shared without an agreement, and that it is looked at afterwards.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from coopcouncil.kernel.errors import BadInput, Conflict

MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"agreed"}),
    "agreed": frozenset({"expired", "ended"}),
    "expired": frozenset(),
    "ended": frozenset(),
}
Exemption = Literal["", "own", "right", "emergency", "vital_interests", "safeguarding"]
# What went without an agreement because it could not wait: somebody looks at it afterwards.
LOOKED_AT_AFTERWARDS = frozenset({"emergency", "vital_interests", "safeguarding"})


def check_move(state: str, to: str) -> None:
    """Raises Conflict where an agreement in `state` cannot become `to`."""
    if to not in MOVES[state]:
        raise Conflict(f"This agreement is {state}, so it cannot become {to}.")


def exemption(
    *, kind: str, urgency: str, basis: str, special_condition: str, safe: bool, to_the_council: bool
) -> Exemption:
    """Why a notice needs no agreement; "" for one that does.

    `own`: the council's own services are the same controller. `right`: it says that what was told was wrong or must
    stop, holds no fact, and the person has a right to it (Article 19). The others cannot wait: a life is at risk, or
    somebody is to be kept safe, which `safe` (told in safe mode) always means.
    """
    if to_the_council:
        return "own"
    if kind in {"withdrawal", "stop"}:
        return "right"
    if urgency == "emergency":
        return "emergency"
    if basis == "vital_interests" or special_condition == "vital_interests":
        return "vital_interests"
    return "safeguarding" if safe or special_condition == "safeguarding" else ""


@dataclass(frozen=True)
class AssessmentEntry:
    """One impact assessment of a file, or what a form holds. `place` is where it stands."""

    code: str
    title: str
    risks: str
    measures: str
    advice: str = ""
    advised_by: str = ""
    advised_on: date | None = None
    followed: bool | None = None
    why_not: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    place: str = ""


@dataclass(frozen=True)
class AgreementEntry:
    """One agreement of a file. `organisation` and `assessment` are codes."""

    code: str
    organisation: str
    title: str
    purposes: tuple[str, ...]
    basis: str
    retention: str
    starts_on: date
    review_on: date
    ends_on: date
    security: str = ""
    assessment: str = ""
    signed_for_us: str = ""
    signed_for_them: str = ""
    signed_on: date | None = None
    place: str = ""


def check_times(starts_on: date, review_on: date, ends_on: date, place: str) -> None:
    """Raises BadInput where the days are in no order."""
    if not starts_on <= review_on <= ends_on or starts_on == ends_on:
        raise BadInput(
            "The days are in no order.", place=place, mend="It starts, is looked at again, and ends, in this order."
        )


def check_purposes(purposes: Collection[str], known: Collection[str], place: str) -> None:
    """Raises BadInput for none, or for one that no catalogue holds."""
    unknown = sorted(set(purposes) - set(known))
    if not purposes or unknown:
        raise BadInput(
            f"“{unknown[0]}” is no purpose." if unknown else "It covers no purpose.",
            place=place,
            mend="Use codes of catalogue/purposes.toml.",
        )


def read_agreements(
    text: str, *, file: str, known_purposes: Collection[str]
) -> tuple[tuple[AssessmentEntry, ...], tuple[AgreementEntry, ...]]:
    """The assessments and agreements of a file. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    assessments = tuple(
        _entry(AssessmentEntry, entry, f"{file}, assessment {number}")
        for number, entry in enumerate(document.get("assessment", []), 1)
    )
    agreements = tuple(
        _entry(AgreementEntry, entry, f"{file}, agreement {number}")
        for number, entry in enumerate(document.get("agreement", []), 1)
    )
    for item in agreements:
        check_times(item.starts_on, item.review_on, item.ends_on, item.place)
        check_purposes(item.purposes, known_purposes, item.place)
    return assessments, agreements


_OPTIONAL = {
    AssessmentEntry: {"advice", "advised_by", "advised_on", "followed", "why_not", "decided_by", "decided_on"},
    AgreementEntry: {"security", "assessment", "signed_for_us", "signed_for_them", "signed_on"},
}


def _entry(kind: Any, entry: Mapping[str, Any], place: str) -> Any:
    fields = {name: field.type for name, field in kind.__dataclass_fields__.items() if name != "place"}
    for name in fields:
        if name not in entry and name not in _OPTIONAL[kind]:
            raise BadInput(f"“{name}” is missing.", place=place, mend=f"Add: {name} = …")
    for name, value in entry.items():
        if name not in fields:
            raise BadInput(f"“{name}” is not a key.", place=place, mend="Take it out, or mend it.")
        if name.endswith("_on") and type(value) is not date:
            raise BadInput(f"“{name}” is no day.", place=place, mend=f"Write: {name} = 2026-04-01, without quotes.")
        if name == "purposes" and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise BadInput("“purposes” is no list.", place=place, mend='Write: purposes = ["…", "…"]')
        if name == "followed" and not isinstance(value, bool):
            raise BadInput("“followed” is neither true nor false.", place=place, mend="Write: followed = true")
        if not name.endswith("_on") and name not in {"purposes", "followed"} and not isinstance(value, str):
            raise BadInput(f"“{name}” is no text.", place=place, mend=f'Write: {name} = "…"')
    given = {name: tuple(value) if name == "purposes" else value for name, value in entry.items()}
    return kind(**given, place=place)
