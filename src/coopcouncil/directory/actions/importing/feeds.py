"""One import from beginning to end, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from coopcouncil.directory.actions import confiding
from coopcouncil.directory.actions.importing import bodies, closing, places, services, terms
from coopcouncil.directory.actions.importing.services import Choices
from coopcouncil.directory.actions.importing.sources import Difference, Run
from coopcouncil.directory.domain import catalogue
from coopcouncil.directory.domain.openreferral import Finding, check
from coopcouncil.directory.formats.hsds.completeness import says_more, why_partial
from coopcouncil.directory.formats.hsds.reading import Feed, read_feed
from coopcouncil.directory.models import Service
from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.people import public as people

__all__ = ["Choices", "Imported", "import_feed"]
VERBS = ("added", "changed", "kept", "closed")
# Kinds that a feed may consist of.
KINDS = ("service", "organization", "service_at_location", "location", "taxonomy", "taxonomy_term")


@dataclass(frozen=True)
class Imported:
    """What an import did, or with `dry_run` would do. `kept` is what stayed ours though the source says otherwise;
    `closed` is what the source lists no longer."""

    source: str
    dry_run: bool
    records: int
    added: tuple[Difference, ...]
    changed: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    closed: tuple[Difference, ...]
    repeated: int  # records that have the id of an earlier one
    notes: tuple[str, ...]
    warnings: tuple[Finding, ...]


def import_feed(
    *,
    actor: Actor,
    documents: Sequence[Any],
    source: str,
    now: datetime,
    today: date,
    choices: Choices | None = None,
    partial: str = "it was not said to be all that there is",
    surely: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Bring in what some documents of one source say: all of it, or nothing.

    What somebody here has changed stays as it is, and is told. What came before and is listed no longer is closed where
    the documents are all that the source has: `partial` says why they may not be, as far as the caller knows; what they
    say of themselves counts besides, unless the caller is sure (`surely`). Raises NotAllowed, and Mistakes naming each
    record that the profile refuses.
    """
    choices = choices or Choices()
    _check_choices(choices)
    warnings, feed, kinds = _read(documents, today)
    if surely and (says_more(documents) or kinds != {"service"}):
        raise BadInput(
            "This is not the whole list of a source’s services, so nothing can be closed by it.", place="--close",
            mend="Give all of its pages, or leave --close out.",
        )  # fmt: skip
    with transaction.atomic():
        require(actor, "directory.import")
        _refuse_what_is_confidential(feed)
        run = Run.begin(source, now)
        terms.bring_in(run, feed)
        bodies.bring_in(run, feed, actor=actor)
        places.bring_in(run, feed, actor=actor)
        services.bring_in(run, feed, actor=actor, choices=_with_somebody(run, choices), today=today)
        places.link(run, feed)
        if kinds == {"service"}:
            why = "" if surely else partial or why_partial(documents)
            closing.close_what_is_gone(run, feed, actor=actor, partial=why, surely=surely)
        run.finish()
        if run.changes:
            audit.note(actor, "directory.imported", ("directory.source", None), reason=source[:200])
        if dry_run:
            transaction.set_rollback(True)
    by = {verb: tuple(item for item in run.done if item.verb == verb) for verb in VERBS}
    count = sum(len(held) for held in feed.records.values())
    return Imported(source, dry_run, count, **by, repeated=len(feed.repeated), notes=tuple(feed.notes),
                    warnings=warnings)  # fmt: skip


def _read(documents: Sequence[Any], today: date) -> tuple[tuple[Finding, ...], Feed, set[str]]:
    """What the documents say, once the profile has nothing against any of it, and of which kinds they are."""
    feed, warnings, mistakes, kinds = Feed(), [], [], set()
    for number, document in enumerate(documents, 1):
        report = check(document, today=today)
        page = f"page {number}, " if len(documents) > 1 else ""
        for found in report.findings:
            if found.level == "warning" or found.code == "out-of-reach":
                warnings.append(found)
                continue
            mistakes.append(BadInput(found.message, place=f"{page}{_record(found)}{found.place}", mend=found.mend))
        if not mistakes and report.kind and report.kind not in KINDS:
            mistakes.append(
                BadInput(f"This is a {report.kind}, not something to bring in.", place=page or "the document")
            )
        kinds |= {report.kind} - {""}
        if not mistakes and report.kind:
            read_feed(document, report.kind, site=str(settings.PUBLIC_URL), into=feed)
    if mistakes:
        raise Mistakes(mistakes)
    return tuple(warnings), feed, kinds


def _refuse_what_is_confidential(feed: Feed) -> None:
    """A feed that says where a refuge of ours is, is not brought in: it would be told here then."""
    secrets = confiding.telling_addresses()
    for kind in KINDS:
        for item in feed.of(kind).values():
            if confiding.tells(item.values, secrets):
                message = "This says where a confidential place is."
                raise BadInput(message, place=item.place, mend="Ask whoever publishes it to take it out, at once.")


def _record(found: Finding) -> str:
    """Which record of a list it is, counted as people count."""
    number = next((step for step in found.path if isinstance(step, int)), None)
    listed = found.path[:1] == ("contents",) or (found.path and isinstance(found.path[0], int))
    return f"record {number + 1}: " if listed and number is not None else ""


def _check_choices(choices: Choices) -> None:
    known = [*catalogue.shipped_catalogue(), services.UNSORTED]
    if choices.service_type not in known:
        raise BadInput(f"“{choices.service_type}” is no type of service.", place="--service-type", mend="See `other`.")
    for name, value, choice in (
        ("--outcome", choices.outcome, Service.Outcome),
        ("--scope", choices.scope, Service.Scope),
    ):
        if value not in choice.values:
            raise BadInput(f"“{value}” is not one.", place=name, mend=f"Use one of: {', '.join(choice.values)}.")


def _with_somebody(run: Run, choices: Choices) -> Choices:
    """Whose a service is that names nobody: of the feed’s only organisation; else the council owns the problem."""
    if choices.organisation_id is not None:
        return choices
    named = {key for (kind, _), key in run.seen.items() if kind == "organization"}
    council = people.council()
    whose = named.pop() if len(named) == 1 else council.id if council else None
    return Choices(choices.service_type, choices.outcome, choices.scope, whose)
