"""Check a whole document: a record, a list of records, or a page with `contents`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopcouncil.directory.domain.openreferral import shapes
from coopcouncil.directory.domain.openreferral.findings import Finding, Findings, Node, Path
from coopcouncil.directory.domain.openreferral.kinds import is_page, kind_of, walk
from coopcouncil.directory.domain.openreferral.profile import shipped_profile
from coopcouncil.directory.domain.openreferral.rules import RULES

# Of these a page that is not the last leads to the others by its number alone. (The profile has no page of the rest.)
PAGED = frozenset({"service", "service_at_location", "taxonomy", "taxonomy_term"})


@dataclass(frozen=True)
class Report:
    """What was found in a document. `kind` is "" where there was nothing to tell it from; `records` counts them."""

    kind: str
    records: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    @property
    def codes(self) -> Counter[str]:
        return Counter(finding.code for finding in self.findings)


def check(document: Any, *, today: date, strict: bool = False, repeated: Sequence[Path] = ()) -> Report:
    """Everything that is wrong with a document: what the profile refuses first, then what makes no sense.

    With `strict` what makes no sense is an error too. `repeated` are names that its text gave twice. Never raises on a
    document that JSON can hold.
    """
    profile = shipped_profile()
    records, places = _records(document)
    kind = kind_of(records, profile)
    pairs = zip(records, places, strict=True) if kind else ()
    nodes = [node for record, place in pairs for node in walk(record, kind, place, profile)]
    found = [*_form(document, records, places, kind), *_twice(repeated), *_sense(document, nodes, today)]
    return Report(kind, len(records), tuple(finding.strictly() for finding in found) if strict else tuple(found))


def _records(document: Any) -> tuple[Sequence[Any], Sequence[Path]]:
    """The records of a document, and where each stands."""
    if isinstance(document, list):
        return document, [(place,) for place in range(len(document))]
    if not is_page(document):
        return [document], [()]
    contents = document["contents"]
    held = contents if isinstance(contents, list) else []
    return held, [("contents", place) for place in range(len(held))]


def _form(document: Any, records: Sequence[Any], places: Sequence[Path], kind: str) -> Findings:
    if is_page(document):
        yield from shapes.of_page(document)
    if not kind and records:
        message = "Nothing here is known to HSDS-UK 3.0, so no kind of record can be told."
        mend = "Give a service, an organization, a service at location, a taxonomy, a term or a location, or a page."
        yield Finding("error", "no-kind", (), message, mend)
        return
    for record, place in zip(records, places, strict=True):
        if isinstance(record, dict) or not is_page(document):  # the page's own form has said it of the others
            yield from shapes.of_record(record, kind, place)
    if is_page(document):
        yield from _out_of_reach(document, records, kind)


def _out_of_reach(page: dict[str, Any], records: Sequence[Any], kind: str) -> Findings:
    """The profile describes no page of organisations: its list of them is one organisation, whole by itself.

    So nothing says where the rest of a page of them is, unless the page itself does (`next`).
    """
    total = page.get("total_items")
    if kind in PAGED or not kind or page.get("next") or not isinstance(total, int) or total <= len(records):
        return
    what = f"{kind.replace('_', ' ')}s"
    message = (
        f"It says that there are {total} {what} and holds {len(records)}, and not where the others are. The profile "
        "has no page of them: at the top of its list it requires “id”, “name” and “description”, missing here."
    )
    yield Finding("error", "out-of-reach", ("total_items",), message, "Hold them all, or say where the “next” page is.")


def _twice(repeated: Sequence[Path]) -> Findings:
    for path in repeated:
        message = "The record has this name twice, and only the last counts."
        yield Finding("warning", "repeated-name", path, message, "Leave one of them out.")


def _sense(document: Any, nodes: Sequence[Node], today: date) -> Findings:
    partial = is_page(document) and _is_one_of_several(document)
    for rule in RULES:
        for finding in rule(nodes, today):
            # What a page refers to may be on another page.
            if not (partial and finding.code in {"dangling-id", "unknown-term"}):
                yield finding
    if is_page(document):
        yield from _counts(document)


def _is_one_of_several(page: dict[str, Any]) -> bool:
    return page.get("first_page") is False or page.get("last_page") is False


def _counts(page: dict[str, Any]) -> Findings:
    """What a page says of itself is so."""
    contents = page["contents"] if isinstance(page["contents"], list) else []
    number, pages, items = (_whole(page, name) for name in ("page_number", "total_pages", "total_items"))
    should = {"size": len(contents), "empty": not contents}
    if number is not None:
        should["first_page"] = number == 1
    if number is not None and pages is not None:
        should["last_page"] = number >= pages
    for name, value in should.items():
        if name in page and page[name] != value and type(page[name]) is type(value):
            said, meant = str(page[name]).lower(), str(value).lower()
            yield Finding("warning", "miscounted", (name,), f"It says {said}, and is {meant}.", "Mend it.")
    if pages is not None and items is not None and pages > max(1, items):
        yield Finding("warning", "miscounted", ("total_pages",), f"{items} cannot fill {pages} pages.", "Mend it.")


def _whole(page: dict[str, Any], name: str) -> int | None:
    value = page.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
