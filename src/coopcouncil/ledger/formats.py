"""Statements and journals as files: XLSX and Parquet of any table, and the journal that a finance system imports."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from pyarrow import parquet

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, pence: Sequence[int] = ()) -> bytes:
    """A workbook with one sheet. Columns at `pence` hold whole pence, and are written as pounds with two places.

    Text stays text: no cell is a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(sign for sign in title if sign not in "[]:*?/\\")[:31])
    sheet.append(list(heads))
    for row in rows:
        cells = []
        for at, value in enumerate(row):
            cell = WriteOnlyCell(sheet, value=None)
            if at in pence and isinstance(value, int):
                cell.value, cell.number_format = value / 100, "#,##0.00"  # below 2⁵³ pence, exact when shown
            elif (isinstance(value, int | date) and not isinstance(value, datetime)) or value is None:
                cell.value = value
            else:
                cell.value, cell.data_type = _text(value), "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A Parquet file; amounts stay whole pence (int64), so that nothing is rounded."""
    held = list(rows)
    columns = {head: [_kept(row[at]) for row in held] for at, head in enumerate(heads)}
    table = pyarrow.table(columns)
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


def _kept(value: Any) -> Any:
    return value if value is None or isinstance(value, int | date) else _text(value)


def _text(value: Any) -> str:
    """What is no number and no day, as XLSX and Parquet keep it; moments as ISO 8601, for XLSX knows no time zones."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


JOURNAL = (
    "journal", "posted_on", "effective_on", "line", "fund", "account", "cost_centre", "debit", "credit", "narrative",
    "evidence", "reverses", "kind", "other_organisation", "ward",
)  # fmt: skip


def as_journal(rows: Iterable[Sequence[Any]]) -> Iterable[str]:
    """CSV lines of a journal for import: one a leg, debit and credit in pounds with a point. `rows` are
    (journal, posted at, effective on, line, fund, account, cost centre, narrative, evidence, reverses, kind, other
    organisation, ward, pence)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(JOURNAL)
    yield _taken(out)
    for journal, posted_at, effective_on, line, fund, account, centre, words, evidence, reverses, *rest, pence in rows:
        debit, credit = (_pounds(pence), "") if pence > 0 else ("", _pounds(-pence))
        writer.writerow(
            [journal, _day(posted_at), _day(effective_on), line, fund, account, centre, debit, credit, _plain(words),
             _plain(evidence), reverses or "", *(text or "" for text in rest)]
        )  # fmt: skip
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    """What was written since the last time."""
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


def _day(value: date | datetime) -> str:
    return (value.date() if isinstance(value, datetime) else value).isoformat()
