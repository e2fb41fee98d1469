"""Writes: a load is one transaction, all or nothing, and a second load of the same file changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import queries
from coopcouncil.places.domain.population import Cell, Row, cells
from coopcouncil.places.formats import AreaRow, PostcodeRow
from coopcouncil.places.models import Area, Dataset, DeprivationFigure, PopulationCell, Postcode

_BATCH = 2000


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the file, its publisher or title, and the day that the figures describe."""

    file_name: str
    source: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load did: how many things were new, changed, or already as the file says; `left_out` rows are totals."""

    added: int
    changed: int
    unchanged: int
    left_out: int = 0


class _DryRun(Exception):
    """Rolls the transaction of a dry run back."""


def load_areas(
    *,
    actor: Actor,
    rows: Sequence[AreaRow],
    kind: str,
    origin: Origin,
    now: datetime,
    parent_kind: str = "",
    dry_run: bool = False,
) -> Loaded:
    """Add or change the areas of a kind; areas that the file does not name stay.

    A parent is the area that `parent_code` names, or else the one of `parent_kind` that holds the middle.
    Raises NotAllowed, BadInput (unknown parent).
    """
    done = Loaded(0, 0, 0)
    try:
        with transaction.atomic():
            require(actor, "places.load")
            queries.wait_for_other_loads()
            done = _store_areas(actor, rows, kind, origin, now, parent_kind)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return done


_AREA_FIELDS = ["name", "parent_id", "geometry", "centre_lon", "centre_lat", "west", "south", "east", "north"]


def _store_areas(
    actor: Actor, rows: Sequence[AreaRow], kind: str, origin: Origin, now: datetime, parent_kind: str
) -> Loaded:
    there = {area.code: area for area in queries.areas_of(kind)}
    parents = _parents(rows, kind, parent_kind)
    added: list[Area] = []
    changed: list[Area] = []
    for row in rows:
        area = there.get(row.code)
        parent_id = parents[row.code] if parent_kind else (area.parent_id if area else None)
        west, south, east, north = row.border.bounds
        lon, lat = row.border.centre
        wanted = (row.name, parent_id, dict(row.border.geometry), lon, lat, west, south, east, north)
        if area is None:
            area = Area(kind=kind, code=row.code)
            added.append(area)
        elif tuple(getattr(area, field) for field in _AREA_FIELDS) != wanted:
            changed.append(area)
        for field, value in zip(_AREA_FIELDS, wanted, strict=True):
            setattr(area, field, value)
    if added or changed:
        dataset = _dataset(actor, Dataset.What.AREAS, origin, len(rows), now)
        for area in [*added, *changed]:
            area.dataset = dataset
        Area.objects.bulk_create(added, batch_size=_BATCH)
        Area.objects.bulk_update(changed, [*_AREA_FIELDS, "dataset"], batch_size=_BATCH)
        if kind == Area.Kind.WARD:
            _place_postcodes_again()
    return Loaded(len(added), len(changed), len(rows) - len(added) - len(changed))


def _parents(rows: Sequence[AreaRow], kind: str, parent_kind: str) -> dict[str, UUID]:
    if not parent_kind:
        return {}
    if queries.KINDS.index(parent_kind) >= queries.KINDS.index(kind):
        raise BadInput(f"a {kind} does not lie in a {parent_kind}.", mend=f"From large to small: {_in_words()}.")
    codes = {area.code: area.id for area in queries.area_views(parent_kind)}
    if not codes:
        raise BadInput(f"no {parent_kind} is loaded yet.", mend=f"Load the file with each {parent_kind} first.")
    index = queries.fresh_lookup(parent_kind)
    made: dict[str, UUID] = {}
    for row in rows:
        found = codes.get(row.parent_code) if row.parent_code else index.find(*row.border.centre)
        if found is None:
            where = f"{row.name} lies in no {parent_kind} that is loaded."
            raise BadInput(where, place=row.place, mend=f"Load the {parent_kind} that holds it first.")
        made[row.code] = found
    return made


def _in_words() -> str:
    return ", ".join(queries.KINDS)


def _place_postcodes_again() -> None:
    """After a ward's border moved, each postcode with a position is in the ward that holds it now."""
    moved = list(Postcode.objects.filter(lon__isnull=False))
    index = queries.fresh_lookup(Area.Kind.WARD)
    wards = index.find_all([(row.lon or 0.0, row.lat or 0.0) for row in moved])
    changed = []
    for row, ward in zip(moved, wards, strict=True):
        if row.area_id != ward:
            row.area_id = ward
            changed.append(row)
    Postcode.objects.bulk_update(changed, ["area"], batch_size=_BATCH)


def load_population(
    *,
    actor: Actor,
    rows: Sequence[Row],
    kind: str,
    origin: Origin,
    now: datetime,
    leave_out: Sequence[str] = (),
    dry_run: bool = False,
) -> Loaded:
    """Put the figures of every area that the file names in the place of those it had.

    Left out: rows that name an area of another kind (a total for the borough), and the names in `leave_out`.
    Raises NotAllowed, BadInput (unknown area, ages that overlap).
    """
    done = Loaded(0, 0, 0)
    try:
        with transaction.atomic():
            require(actor, "places.load")
            queries.wait_for_other_loads()
            known, left_out = _by_area(rows, kind, leave_out)
            wanted = {UUID(key): found for key, found in cells(known).items()}
            done = store_population(actor, wanted, kind, origin, now, len(rows), left_out)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return done


def _by_area(rows: Sequence[Row], kind: str, leave_out: Sequence[str]) -> tuple[list[tuple[str, Row]], int]:
    """(area's id, row) of each row that counts, and how many do not."""
    labels = queries.labels(kind)
    if not labels:
        raise BadInput(f"no {kind} is loaded yet.", mend=f"Run `coopcouncil places load-areas … --kind {kind}` first.")
    passed = {queries.fold(label) for label in leave_out}
    passed |= {label for other in queries.KINDS if other != kind for label in queries.labels(other)}
    known: list[tuple[str, Row]] = []
    for row in rows:
        label = queries.fold(row.area)
        if label in labels:
            known.append((str(labels[label]), row))
        elif label not in passed:
            raise BadInput(
                f"no {kind} has the code or name “{row.area}”.",
                place=row.place,
                mend=f"Check the spelling, or skip its rows with --leave-out “{row.area}”.",
            )
    if not known:
        raise BadInput(f"no row is about a {kind}.", place=rows[0].place, mend="Check --area-field and --kind.")
    return known, len(rows) - len(known)


def store_population(
    actor: Actor,
    wanted: Mapping[UUID, Sequence[Cell]],
    kind: str,
    origin: Origin,
    now: datetime,
    rows: int,
    left_out: int = 0,
) -> Loaded:
    """Inside a transaction: the cells of each area, in place of those it had. Counts areas."""
    there = queries.cells_of_kind(kind)
    new = {
        area_id: found
        for area_id, found in wanted.items()
        if there.get(area_id) != {(cell.sex, cell.ages.first, cell.ages.last, cell.count) for cell in found}
    }
    if new:
        dataset = _dataset(actor, Dataset.What.POPULATION, origin, rows, now)
        PopulationCell.objects.filter(area_id__in=list(new)).delete()
        PopulationCell.objects.bulk_create(
            (
                PopulationCell(
                    area_id=area_id, sex=cell.sex, age_from=cell.ages.first, age_to=cell.ages.last,
                    count=cell.count, dataset=dataset,
                )
                for area_id, found in new.items()
                for cell in found
            ),
            batch_size=_BATCH,
        )  # fmt: skip
    changed = len([area_id for area_id in new if area_id in there])
    return Loaded(len(new) - changed, changed, len(wanted) - len(new), left_out)


def load_postcodes(
    *, actor: Actor, rows: Sequence[PostcodeRow], origin: Origin, now: datetime, dry_run: bool = False
) -> Loaded:
    """Add or change postcodes; each with a position is put in the ward that holds it. Others stay. Raises NotAllowed.

    A row without a position never takes a known position away.
    """
    done = Loaded(0, 0, 0)
    try:
        with transaction.atomic():
            require(actor, "places.load")
            queries.wait_for_other_loads()
            done = _store_postcodes(actor, rows, origin, now)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return done


def _store_postcodes(actor: Actor, rows: Sequence[PostcodeRow], origin: Origin, now: datetime) -> Loaded:
    there = queries.postcodes_by_text(row.postcode for row in rows)
    placed = [row for row in rows if row.position]
    wards = queries.fresh_lookup(Area.Kind.WARD).find_all([row.position for row in placed if row.position])
    ward_of = {row.postcode: ward for row, ward in zip(placed, wards, strict=True)}
    added: list[Postcode] = []
    changed: list[Postcode] = []
    for row in rows:
        held = there.get(row.postcode)
        lon, lat = row.position or (None, None)
        wanted = (lon, lat, ward_of.get(row.postcode))
        if held is None:
            held = Postcode(postcode=row.postcode)
            added.append(held)
        elif row.position is None or (held.lon, held.lat, held.area_id) == wanted:
            continue
        else:
            changed.append(held)
        held.lon, held.lat, held.area_id = wanted
    if added or changed:
        dataset = _dataset(actor, Dataset.What.POSTCODES, origin, len(rows), now)
        for held in [*added, *changed]:
            held.dataset = dataset
        Postcode.objects.bulk_create(added, batch_size=_BATCH)
        Postcode.objects.bulk_update(changed, ["lon", "lat", "area", "dataset"], batch_size=_BATCH)
    return Loaded(len(added), len(changed), len(rows) - len(added) - len(changed))


def store_deprivation(
    *, actor: Actor, tenths: Mapping[UUID, int], as_of: date, origin: Origin, now: datetime
) -> Loaded:
    """The tenth (1 to 10, 1 the most deprived) of each area on a day, in place of that day's. Raises NotAllowed."""
    with transaction.atomic():
        require(actor, "places.load")
        queries.wait_for_other_loads()
        held = {row.area_id: row for row in DeprivationFigure.objects.filter(as_of=as_of, area_id__in=list(tenths))}
        new = {
            area_id: tenth for area_id, tenth in tenths.items() if area_id not in held or held[area_id].decile != tenth
        }
        if new:
            dataset = _dataset(actor, Dataset.What.DEPRIVATION, origin, len(tenths), now)
            DeprivationFigure.objects.filter(as_of=as_of, area_id__in=list(new)).delete()
            DeprivationFigure.objects.bulk_create(
                DeprivationFigure(area_id=area_id, decile=tenth, as_of=as_of, dataset=dataset)
                for area_id, tenth in new.items()
            )
    changed = len([area_id for area_id in new if area_id in held])
    return Loaded(len(new) - changed, changed, len(tenths) - len(new))


def _dataset(actor: Actor, what: str, origin: Origin, rows: int, now: datetime) -> Dataset:
    """The record of this load, with its row in the audit trail."""
    made = Dataset.objects.create(
        what=what,
        file_name=origin.file_name[:200],
        source=(origin.source or origin.file_name)[:200],
        as_of=origin.as_of,
        rows=rows,
        loaded_at=now,
        loaded_by=actor.name[:150],
    )
    audit.note(actor, f"places.{what}_loaded", made)
    return made
