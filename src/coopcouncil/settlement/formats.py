"""Files in: what each place costs and how much there is of the service. Every refusal says where and how to mend it."""

import csv
import io
import re
from dataclasses import dataclass

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money

COLUMNS = ("place", "yearly_cost", "supply", "unit")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True)
class FiguresRow:
    """One line: the code of a place, pence a year or None, supply in its unit or None. `place` is file and line."""

    place: str
    code: str
    yearly_cost_pence: int | None
    supply: float | None
    unit: str


def read_figures(data: bytes, file: str) -> list[FiguresRow]:
    """A CSV file with the columns place, yearly_cost (pounds), supply and unit, UTF-8. Raises BadInput."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("the text is not UTF-8.", place=file, mend="Save it as “CSV UTF-8”.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise BadInput(f"the first line must name the columns {', '.join(COLUMNS)}.", place=f"{file}, line 1")
        made = [
            _row({name: (values[name] or "").strip() for name in COLUMNS}, f"{file}, line {reader.line_num}")
            for values in reader
        ]
    except csv.Error as error:
        raise BadInput(f"the line cannot be read as CSV ({error}).", place=f"{file}, line {reader.line_num}") from None
    if not made:
        raise BadInput("the file holds no rows.", place=file)
    seen: set[str] = set()
    for row in made:
        if row.code in seen:
            raise BadInput(f"{row.code} stands there twice.", place=row.place, mend="Keep the right line.")
        seen.add(row.code)
    return made


def _row(values: dict[str, str], place: str) -> FiguresRow:
    if not values["place"]:
        raise BadInput("the place is not named.", place=place, mend="Put its code into the column “place”.")
    cost, supply = values["yearly_cost"], values["supply"]
    if not (cost or supply):
        raise BadInput("the line says nothing of the place.", place=place, mend="Give a cost, a supply, or both.")
    if supply and not _NUMBER.fullmatch(supply):
        raise BadInput(f"“{supply[:40]}” is no number.", place=place, mend="Write supply in figures, like 38.5.")
    if bool(supply) != bool(values["unit"]):
        raise BadInput(
            "supply and unit go together.", place=place, mend="Say in what it is counted: open hours a week."
        )
    return FiguresRow(
        place, values["place"], _pence(cost, place), float(supply) if supply else None, values["unit"][:60]
    )


def _pence(text: str, place: str) -> int | None:
    if not text:
        return None
    try:
        pence = Money.parse(text).pence
    except BadInput as error:
        raise BadInput(error.message, place=place, mend=error.mend) from None
    if pence < 0 or pence > 10**13:
        raise BadInput(f"“{text}” is no yearly cost.", place=place, mend="Write pounds, like 215,000.")
    return pence
