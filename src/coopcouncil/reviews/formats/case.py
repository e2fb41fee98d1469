"""The case file of an appraisal: TOML in which every number is exact. The page docs/explanation/appraisal.md has it."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, cast

from coopcouncil.kernel.locate import Path
from coopcouncil.kernel.words import Said
from coopcouncil.reviews.domain.appraisal.case import (
    ALL,
    BASES,
    KINDS,
    LAST_HORIZON,
    NOTHING,
    SHARES,
    Basis,
    Benefit,
    Case,
    Cost,
    Kind,
    Sharing,
)
from coopcouncil.reviews.domain.tables import optimism_bias
from coopcouncil.reviews.formats.toml_tables import Document, Table, named, read

_CASE = ("title", "base_year", "price_year", "horizon")
_SHARING = ("central", "basis", "window_start", "window_years")
_COST = ("organisation", "budget", "from", "to", "amount", "grade")
_BENEFIT = ("kind", *_COST)
_OPTIONAL = ("transfer", "ramp", *SHARES)


def read_case(content: bytes, *, file: str) -> Case:
    """The case of a file. Raises BadInput, or Mistakes for several, each with file and line, key and mend.

    Wrong are: an unknown key, kind or basis, a negative amount, a factor outside 0 to 1, a row that ends before it
    begins or begins before year 0, a grade outside 1 to 6, a horizon over 125, a missing key, and a floating number.
    """
    document = read(content, file=file)
    top = document.table(
        (), document.data, ("case", "sharing", "optimism_bias", "cost", "benefit"), ("case", "sharing")
    )
    made = Case(**_about(document, top), sharing=_sharing(document, top), grades=_grades(document, top),
                costs=tuple(_cost(document, *each) for each in document.tables("cost")),
                benefits=tuple(_benefit(document, *each) for each in document.tables("benefit")))  # fmt: skip
    document.finish()
    return made


def _about(document: Document, top: Table) -> dict[str, Any]:
    table = _part(document, top, "case", _CASE, _CASE)
    return {
        "title": table.text("title"),
        "base_year": table.whole("base_year", 0, least=1, most=9999),
        "price_year": table.whole("price_year", 0, least=1, most=9999),
        "horizon": table.whole("horizon", 0, least=0, most=LAST_HORIZON),
    }


def _sharing(document: Document, top: Table) -> Sharing:
    table = _part(document, top, "sharing", _SHARING, _SHARING)
    return Sharing(
        table.number("central", NOTHING, share=True),
        cast(Basis, table.choice("basis", BASES, "net")),
        table.whole("window_start", 0),
        table.whole("window_years", 0, least=0),
    )


def _grades(document: Document, top: Table) -> tuple[Fraction, ...]:
    default = optimism_bias().grades
    if "optimism_bias" not in top.held:
        return default
    found = _part(document, top, "optimism_bias", ("grades",), ("grades",)).shares("grades", default)
    if len(found) != len(default):
        message = Said("“%(key)s” has %(count)s numbers.", key="optimism_bias.grades", count=len(found))
        document.wrong(("optimism_bias", "grades"), message, Said("Write six, one for each grade from 1 to 6."))
        return default
    return found


def _part(document: Document, top: Table, name: str, known: Sequence[str], required: Sequence[str]) -> Table:
    """A table of the file; where the file lacks it, that alone is the mistake and not each of its keys."""
    if name not in top.held:
        return Table(document, (name,), {})
    return document.table((name,), top.held[name], known, required)


def _cost(document: Document, path: Path, held: Any) -> Cost:
    return Cost(**_row(document.table(path, held, _COST, _COST)))


def _benefit(document: Document, path: Path, held: Any) -> Benefit:
    table = document.table(path, held, (*_BENEFIT, *_OPTIONAL), _BENEFIT)
    full: dict[str, Any] = {
        key: table.number(key, ALL if key in {"attribution", "cashability"} else NOTHING, share=True) for key in SHARES
    }
    return Benefit(
        kind=cast(Kind, table.choice("kind", KINDS, "fiscal")),
        **_row(table),
        transfer=table.flag("transfer"),
        ramp=table.shares("ramp", ()),
        **full,
    )


def _row(table: Table) -> dict[str, Any]:
    first = table.whole("from", 0, least=0)
    last = table.whole("to", first)
    if first > last:
        path = (*table.path, "to")
        message = Said(
            "“%(key)s” is %(last)s, before “from”, which is %(first)s.", key=named(path), last=last, first=first
        )
        table.document.wrong(path, message, Said("Make “to” at least “from”."))
    return {
        "organisation": table.text("organisation"),
        "budget": table.text("budget", empty=True),
        "first": first,
        "last": last,
        "amount": table.number("amount", NOTHING),
        "grade": table.whole("grade", 1, least=1, most=6),
    }
