"""The unit cost database of New Economy and the Greater Manchester Combined Authority, as CSV without a line of names.

Each row has fourteen fields: category, topic, code, name, agency, part of the agency, unit, cost, the financial year of
its prices, the cost as its publisher uplifted it, source, how well it is founded (G, A or R), a comment, an address.
"""

import csv
import io
import re
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.kernel.years import FinancialYear

FIELDS = 14
LONGEST = {"category": 40, "topic": 80, "code": 30, "name": 300, "agency": 80, "part": 120, "unit": 80}
_COST = re.compile(r"£?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,20})?", re.ASCII)
_ADDRESS = re.compile(r"https?://\S+(?: .*)?")  # some rows have several, with words between


@dataclass(frozen=True)
class UnitCostRow:
    """One unit cost of a file. `pence` is the published cost, half to even; `quality` is G, A or R."""

    category: str
    topic: str
    code: str
    name: str
    agency: str
    part: str
    unit: str
    pence: int
    price_year: FinancialYear
    source: str
    quality: str
    comment: str
    address: str
    place: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it apart: some codes stand for several lines."""
        return self.category, self.code, self.name

    @property
    def slug(self) -> str:
        """The same short address for the same unit cost, wherever it is loaded."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.code.lower()).strip("-")
        return f"{plain}-{sha256(chr(0).join(self.key).encode()).hexdigest()[:10]}".strip("-")


def looks_like_unit_costs(content: bytes) -> bool:
    """Whether a file's first row has as many fields as these have."""
    try:
        first = next(csv.reader(io.StringIO(content[:100_000].decode("utf-8-sig", "replace"), newline="")), [])
    except csv.Error:
        return False
    return len(first) == FIELDS


def read_unit_costs(content: bytes, *, file: str) -> list[UnitCostRow]:
    """The rows of a file. Raises BadInput, or Mistakes for several, each with file and line and mend."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mend = "Save the file again as UTF-8."
        raise BadInput("This is not UTF-8 text.", place=f"{file}:{line}", mend=mend) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[UnitCostRow] = []
    mistakes: list[BadInput] = []
    seen: dict[tuple[str, str, str], str] = {}
    line = 1
    try:
        for fields in reader:
            place, line = f"{file}:{line}", reader.line_num + 1
            if not any(field.strip() for field in fields):
                continue
            try:
                row = _row(fields, place)
                if row.key in seen:
                    raise BadInput(
                        f"{row.code}, “{row.name}” stands at {seen[row.key]} too.", place=place, mend="Leave one."
                    )
                seen[row.key] = place
                rows.append(row)
            except BadInput as error:
                mistakes.append(error)
    except csv.Error as error:
        mistakes.append(BadInput(f"This is not CSV ({error}).", place=f"{file}:{line}", mend="Close every quote."))
    if mistakes:
        raise mistakes[0] if len(mistakes) == 1 else Mistakes(mistakes)
    if not rows:
        raise BadInput("The file has no rows.", place=f"{file}:1", mend="It needs one line for each unit cost.")
    return rows


def _row(fields: list[str], place: str) -> UnitCostRow:
    if len(fields) != FIELDS:
        raise BadInput(f"This row has {len(fields)} fields.", place=place, mend=f"A unit cost has {FIELDS}.")
    cells = [" ".join(field.replace("\x00", "").split()) for field in fields]
    category, topic, code, name, agency, part, unit, cost, year, _uplifted, source, quality, _comment, address = cells
    named = {
        "category": category, "topic": "" if topic == "-" else topic, "code": code, "name": name, "agency": agency,
        "part": part, "unit": unit,
    }  # fmt: skip
    for key, text in named.items():
        if not text and key in {"category", "code", "name", "unit"}:
            raise BadInput(f"The {key} is empty.", place=place, mend="Write it.")
        if len(text) > LONGEST[key]:
            raise BadInput(f"The {key} is longer than {LONGEST[key]} signs.", place=place, mend="Shorten it.")
    if not _COST.fullmatch(cost):
        raise BadInput(f"“{cost}” is not a cost.", place=place, mend="Write pounds, such as 1,234.50.")
    if quality not in {"G", "A", "R"}:
        mend = "Write G for green, A for amber or R for red."
        raise BadInput(f"“{quality}” does not say how well it is founded.", place=place, mend=mend)
    if address and not _ADDRESS.fullmatch(address):
        raise BadInput(
            f"“{address[:60]}” is not an address.", place=place, mend="Begin with https://, or leave it empty."
        )
    try:
        price_year = FinancialYear.parse(year)
    except BadInput as error:
        raise BadInput(error.message, place=place, mend=error.mend) from None
    pence = round(Fraction(cost.lstrip("£").replace(",", "")) * 100)
    comment = fields[12].replace("\x00", "").strip()
    return UnitCostRow(
        **named, pence=pence, price_year=price_year, source=source, quality=quality, comment=comment,
        address=address[:2000], place=place,
    )  # fmt: skip
