"""Writes: unit costs come in all or nothing; appraisals are published and withdrawn, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.identifiers import new_reference
from coopcouncil.kernel.words import Said
from coopcouncil.reviews import queries
from coopcouncil.reviews.domain.appraisal.sums import pence
from coopcouncil.reviews.formats.unit_costs import UnitCostRow
from coopcouncil.reviews.formats.worked_out import read_and_appraise
from coopcouncil.reviews.models import Appraisal, UnitCost, UnitCostLoad

_BATCH = 2000
_FIELDS = ("topic", "agency", "part", "unit", "pence", "quality", "source", "address", "comment")
MOST_PENCE = 10**18  # what a column of the database holds, and more than there is


@dataclass(frozen=True)
class Origin:
    """Where a library comes from: its files, its publisher and edition, and the day of that edition."""

    files: Sequence[str]
    source: str
    as_of: date | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many unit costs were new, changed, or already as the files say."""

    added: int
    changed: int
    unchanged: int


class _DryRun(Exception):
    """Rolls the transaction of a dry run back."""


def load_unit_costs(
    *, actor: Actor, rows: Sequence[UnitCostRow], origin: Origin, now: datetime, dry_run: bool = False
) -> Loaded:
    """Add or change unit costs; those that the files do not name stay. Raises NotAllowed; BadInput for one twice."""
    done = Loaded(0, 0, 0)
    try:
        with transaction.atomic():
            require(actor, "reviews.load_unit_costs")
            queries.wait_for_other_loads()
            done = _store(actor, rows, origin, now)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return done


def _store(actor: Actor, rows: Sequence[UnitCostRow], origin: Origin, now: datetime) -> Loaded:
    seen: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if row.key in seen:
            message = f"{row.code}, “{row.name}” stands at {seen[row.key]} too."
            raise BadInput(message, place=row.place, mend="Leave one.")
        seen[row.key] = row.place
    there = queries.unit_costs_by_key(seen)
    added, changed = [], []
    for row in rows:
        held = there.get(row.key)
        wanted = (*(getattr(row, name) for name in _FIELDS), row.price_year.starts_in)
        if held is None:
            held = UnitCost(category=row.category, code=row.code, name=row.name, slug=row.slug)
            added.append(held)
        elif (*(getattr(held, name) for name in _FIELDS), held.price_year) == wanted:
            continue
        else:
            changed.append(held)
        for name, value in zip((*_FIELDS, "price_year"), wanted, strict=True):
            setattr(held, name, value)
    if added or changed:
        load = UnitCostLoad.objects.create(
            files=", ".join(origin.files), source=origin.source[:200], as_of=origin.as_of, rows=len(rows),
            loaded_at=now, loaded_by=actor.name[:150],
        )  # fmt: skip
        for held in (*added, *changed):
            held.load = load
        UnitCost.objects.bulk_create(added, batch_size=_BATCH)
        UnitCost.objects.bulk_update(changed, [*_FIELDS, "price_year", "load"], batch_size=_BATCH)
        audit.note(actor, "reviews.unit_costs_loaded", load)
    return Loaded(len(added), len(changed), len(rows) - len(added) - len(changed))


def publish_appraisal(
    *,
    actor: Actor,
    organisation_id: UUID,
    case_text: str,
    ranges_text: str,
    summary: str,
    now: datetime,
    reference: str = "",
) -> str:
    """Publish a case, for everybody to read and work out again. Returns its reference.

    `summary` is a plain sentence of what it is. Raises NotAllowed; BadInput or Mistakes for a case that cannot be used.
    """
    with transaction.atomic():
        require(actor, "reviews.publish", organisation_id)
        found, _ranges = read_and_appraise(case_text, ranges_text)
        figures = {
            "costs_pence": pence(found.costs),
            "benefits_pence": pence(found.benefits),
            "net_pence": pence(found.net),
            "fiscal_net_pence": pence(found.fiscal_net),
            "pool_pence": found.pool.pool_pence,
            "local_pence": found.pool.local_pence,
        }
        if max(map(abs, figures.values())) > MOST_PENCE:
            raise BadInput(Said("It comes to more money than there is."), mend=Said("Look at the amounts again."))
        made = Appraisal.objects.create(
            reference=reference or new_reference(uuid4().bytes),
            organisation_id=organisation_id,
            title=found.case.title[:200],
            summary=summary,
            case_text=case_text.replace("\r\n", "\n"),
            ranges_text=ranges_text.replace("\r\n", "\n"),
            payback_year=found.payback_year,
            published_at=now,
            **figures,
        )
        audit.note(actor, "reviews.appraisal_published", made)
    return made.reference


def withdraw_appraisal(*, actor: Actor, reference: str, reason: str, now: datetime) -> None:
    """Say for everybody to read that an appraisal does not stand any more, and why. It stays to be read.

    Raises NotFound, NotAllowed, Conflict where it is withdrawn already.
    """
    with transaction.atomic():
        held = queries.appraisal_for_update(reference)
        require(actor, "reviews.publish", held.organisation_id)
        if held.withdrawn_at is not None:
            raise Conflict(Said("This appraisal is withdrawn already."))
        held.withdrawn_at, held.withdrawn_because = now, reason
        held.save(update_fields=["withdrawn_at", "withdrawn_because"])
        audit.note(actor, "reviews.appraisal_withdrawn", held)
