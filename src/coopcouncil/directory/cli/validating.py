"""`coopcouncil directory validate`."""

from pathlib import Path
from typing import Any

import click

from coopcouncil.directory.domain.openreferral import Finding, Report
from coopcouncil.directory.formats.documents import Document, NotJson, read
from coopcouncil.foundation import clock
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput

SHOWN = 50
commands = click.Group()


def content_of(source: str) -> bytes:
    """What a file or an address holds. Raises BadInput, or NotJson for a web page."""
    from coopcouncil.directory import gateways

    if gateways.is_address(source):
        return gateways.fetch(source)
    try:
        return Path(source).read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})."
        raise BadInput(message, place=source, mend="Check its name.") from None
    except ValueError:
        raise BadInput("that is no name of a file.", place=repr(source)[:60], mend="Check its name.") from None


@command(commands, "validate", permission="operator", database=False)
@click.argument("source", metavar="FILE|URL")
@click.option("--strict", is_flag=True, help="What makes no sense is an error too, not only what the profile refuses.")
@json_option
def validate(source: str, strict: bool, as_json: bool) -> int:
    """Check a record, a list or a page against Open Referral UK (HSDS-UK 3.0). Exit 1 if there is an error.

    Its kind is told from what it holds. Errors are what the profile refuses; warnings are what makes no sense.
    """
    from coopcouncil.directory.domain.openreferral import check, shipped_profile

    profile = shipped_profile().version
    try:
        document = read(content_of(source), name=source)
    except NotJson as error:
        finding = {"level": "error", "code": "not-json", "place": error.place, "line": None, "message": error.message,
                   "mend": error.mend}  # fmt: skip
        data = {"source": source, "profile": profile, "valid": False, "kind": None, "records": 0, "errors": 1,
                "warnings": 0, "findings": [finding]}  # fmt: skip
        emit(data, as_json, f"{error}\nThis is not valid: 1 error.")
        return 1
    report = check(document.data, today=clock.today(), strict=strict, repeated=document.repeated)
    findings = _placed(document, report)
    data = {
        "source": source, "profile": profile, "valid": not report.errors, "kind": report.kind or None,
        "records": report.records, "errors": report.errors, "warnings": report.warnings,
        "findings": [_told(finding) for finding in findings],
    }  # fmt: skip
    emit(data, as_json, "\n".join(_lines(report, findings, profile)))
    return 1 if report.errors else 0


def _placed(document: Document, report: Report) -> list[Finding]:
    """The findings with their lines, errors first, each kind in the order of the document."""
    lines = document.lines_of([finding.path for finding in report.findings])
    found = [finding.at(lines[finding.path]) for finding in report.findings]
    return sorted(found, key=lambda finding: (finding.level != "error", finding.line))


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "level": finding.level, "code": finding.code, "place": finding.place, "line": finding.line,
        "message": finding.message, "mend": finding.mend,
    }  # fmt: skip


def _lines(report: Report, findings: list[Finding], profile: str) -> list[str]:
    lines = [
        f"{finding.level:7}  {finding.place} (line {finding.line}) [{finding.code}]\n         {finding.message} "
        f"{finding.mend}"
        for finding in findings[:SHOWN]
    ]
    if len(findings) > SHOWN:
        lines.append(f"… and {len(findings) - SHOWN} more. --json gives them all.")
    if len(findings) > 1:
        counted = ", ".join(f"{code} × {count}" for code, count in report.codes.most_common())
        lines.append(f"In all: {counted}.")
    what = report.kind.replace("_", " ") or "record of any kind"
    verdict = "not valid" if report.errors else "valid"
    lines.append(
        f"{profile}: {verdict}. {_number(report.records, what)}: {_number(report.errors, 'error')}, "
        f"{_number(report.warnings, 'warning')}."
    )
    return lines


def _number(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    many = f"{what[:-1]}ies" if what.endswith("y") else what if what.endswith("kind") else f"{what}s"
    return f"{count} {many}"
