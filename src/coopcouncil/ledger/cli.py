"""`coopcouncil ledger …`: verify it, print its statements, bring in what finance systems hold."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import click

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.kernel.money import Money
from coopcouncil.kernel.years import FinancialYear

group = click.Group("ledger", help="The memorandum ledger: verify it, print it, bring in what finance systems hold.")

_file = click.argument("file", type=click.Path(path_type=Path))
_mapping = click.option(
    "--mapping", type=click.Path(path_type=Path), required=True, help="Which column is what (TOML)."
)
_dry_run = click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
_book = click.option("--organisation", default="", metavar="CODE", help="One organisation’s book. Default: all.")
_year = click.option("--year", default="", metavar="2026/27", help="The financial year. Default: this one.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"the file cannot be read ({error.strerror}).", place=str(file), mend="Check its name."
        ) from None


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("This is not UTF-8.", place=str(file), mend="Save it as UTF-8.") from None


def _of(year: str) -> int:
    return (FinancialYear.parse(year) if year else FinancialYear.of(clock.today())).starts_in


@command(group, "verify", permission="operator")
@json_option
def verify(as_json: bool) -> int:
    """Check every invariant of the ledger. Exit 0 if all hold, 1 with the first row that breaks one."""
    from coopcouncil.ledger.actions import verifying

    checked = verifying.in_one_look()
    broken = next((item for item in checked if item.breach), None)
    lines = []
    for item in checked:
        lines.append(f"{'broken' if item.breach else 'holds ':6}  {item.name}: {item.says} ({item.rows:,} rows)")
        if item.breach:
            lines.append(f"        {item.breach.table} {item.breach.row} {item.breach.words}")
    lines.append("The ledger was changed: look at the first that is broken." if broken else "0 breaches.")
    data = {
        "sound": broken is None,
        "breach": {"invariant": broken.name, **asdict(broken.breach)} if broken and broken.breach else None,
        "invariants": [asdict(item) for item in checked],
    }
    emit(data, as_json, "\n".join(lines))
    return 1 if broken else 0


@command(group, "trial-balance", permission="operator")
@_book
@_year
@json_option
def trial_balance(organisation: str, year: str, as_json: bool) -> int:
    """Print the trial balance. Exit 1 if debits and credits differ, which the database rules out."""
    from coopcouncil.ledger import queries
    from coopcouncil.ledger.domain import statements
    from coopcouncil.ledger.queries import statements as sums

    book = queries.book_of(organisation).id if organisation else None
    found = statements.trial_balance(sums.sums(book), queries.accounts(), year=_of(year))
    lines = [f"{line.code:6} {line.name:45} {_shown(line.debit):>20} {_shown(line.credit):>20}" for line in found.lines]
    lines.append(f"{'':6} {'':45} {_shown(found.debit):>20} {_shown(found.credit):>20}")
    data = {
        "year": str(FinancialYear(_of(year))), "organisation": organisation or None, "debit_pence": found.debit,
        "credit_pence": found.credit, "balances": found.balances, "lines": [asdict(line) for line in found.lines],
    }  # fmt: skip
    emit(data, as_json, "\n".join(lines))
    return 0 if found.balances else 1


def _shown(pence: int) -> str:
    return str(Money(pence)) if pence else ""


@command(group, "import", permission="operator")
@_file
@_mapping
@_dry_run
@json_option
def import_(file: Path, mapping: Path, dry_run: bool, as_json: bool) -> int:
    """Bring in budgets or actuals from a CSV file: all of it or nothing, each row once. Exit 2 if a row is bad."""
    from coopcouncil.ledger.actions import importing
    from coopcouncil.ledger.domain.importing import read_mapping

    told = read_mapping(_text(mapping), file=str(mapping))
    try:
        done = importing.import_file(
            actor=OPERATOR, content=_bytes(file), mapping=told, file=file.name, now=clock.now(), dry_run=dry_run
        )
    except Mistakes as error:
        shown = [{"place": item.place, "message": item.message, "mend": item.mend} for item in error.mistakes]
        if as_json:
            emit({"imported": False, "mistakes": shown}, True, "")
        else:
            for item in error.mistakes:
                click.echo(str(item), err=True)
            click.echo(f"Nothing was imported: {len(shown)} things to mend.", err=True)
        return 2
    text = f"{done.rows:,} rows, {Money(done.pence)}: {done.added:,} added, {done.there:,} there already."
    if dry_run:
        text += " This was a dry run: nothing was changed."
    emit({"imported": not dry_run, **asdict(done), "dry_run": dry_run}, as_json, text)
    return 0


@command(group, "reconcile", permission="operator")
@_file
@_mapping
@_dry_run
@json_option
def reconcile(file: Path, mapping: Path, dry_run: bool, as_json: bool) -> int:
    """Load a statement of a bank or an agency and match it with what is posted. Exit 1 if a line matches nothing."""
    from coopcouncil.ledger.actions import matching
    from coopcouncil.ledger.domain.matching import read_mapping, read_statement

    told = read_mapping(_text(mapping), file=str(mapping))
    content = _bytes(file)
    done = matching.load_statement(
        actor=OPERATOR, statement=read_statement(content, told, file=file.name), mapping=told, content=content,
        now=clock.now(), dry_run=dry_run,
    )  # fmt: skip
    left = done.lines - done.matched
    text = f"{done.lines} lines: {done.matched} matched, {left} open; {done.unbanked} postings not on it."
    if done.difference:
        text += f" The ledger and the statement differ by {Money(done.difference)} at its end."
    emit({**asdict(done), "dry_run": dry_run}, as_json, text)
    return 0 if done.lines == done.matched and not done.difference else 1


@command(group, "export-journal", permission="operator")
@click.option("--organisation", required=True, metavar="CODE", help="Whose book.")
@click.option("--from", "starts_on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day of a month.")
@click.option("--to", "ends_on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day of a month.")
@click.option("--made-here", is_flag=True, help="Leave out what came from the finance system, which has it already.")
def export_journal(organisation: str, starts_on: datetime, ends_on: datetime, made_here: bool) -> None:
    """Print the journal of some months as CSV, for the import of a finance system: every kind of posting."""
    from coopcouncil.ledger import formats, queries
    from coopcouncil.ledger.queries import statements

    book, first, last = queries.book_of(organisation), starts_on.date(), ends_on.date()
    if first.day != 1 or (last + timedelta(days=1)).day != 1 or last < first:
        raise BadInput(
            "A journal is of whole months.", place="--from, --to", mend="Such as: --from 2026-04-01 --to 2026-04-30"
        )
    for line in formats.as_journal(statements.journal(book.id, first, last, with_imported=not made_here)):
        click.echo(line, nl=False)


@command(group, "load-chart", permission="operator")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@json_option
def load_chart(file: Path | None, as_json: bool) -> None:
    """Bring in the chart of accounts and the limits: the shipped one, or a file like it."""
    from coopcouncil.ledger import actions
    from coopcouncil.ledger.domain import catalogue

    chart = catalogue.read_chart(_text(file), file=str(file)) if file else catalogue.shipped_chart()
    changed = actions.load_chart(actor=OPERATOR, chart=chart)
    emit({"changed": changed}, as_json, f"{changed} accounts and limits added or changed.")


@command(group, "open-book", permission="operator")
@click.option("--organisation", required=True, metavar="CODE", help="Whose book.")
@_year
@click.option("--fund", default="general", show_default=True, metavar="CODE", help="The code of its first fund.")
@click.option("--opening", default="", metavar="POUNDS", help="What it has in the bank at the beginning.")
@json_option
def open_book(organisation: str, year: str, fund: str, opening: str, as_json: bool) -> None:
    """Open an organisation’s book with a financial year, a first fund, and what it has."""
    from coopcouncil.ledger.actions.founding import found_book

    pence = Money.parse(opening).pence if opening else 0
    book = found_book(
        actor=OPERATOR, organisation=organisation, year=_of(year), fund=fund, opening=pence, now=clock.now()
    )
    emit({"book": str(book)}, as_json, f"The book of {organisation} is open.")
