"""`coopcouncil places …`: bring a borough's own areas, population and postcodes in."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import actions, formats, queries

KINDS = click.Choice(queries.KINDS)

group = click.Group("places", help="Areas, population and postcodes.")

_file = click.argument("file", type=click.Path(path_type=Path))
_source = click.option("--source", default="", help="Who published the figures; the pages show it. Default: the file.")
_as_of = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that the figures describe.")
_dry_run = click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"the file cannot be read ({error.strerror}).", place=str(file), mend="Check its name."
        ) from None


def _origin(file: Path, source: str, as_of: datetime | None) -> actions.Origin:
    day: date | None = as_of.date() if as_of else None
    return actions.Origin(file.name, source, day)


def _report(done: actions.Loaded, things: str, *, dry_run: bool, as_json: bool) -> None:
    data: dict[str, Any] = {
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "left_out": done.left_out,
        "dry_run": dry_run,
    }
    text = f"{things}: {done.added} added, {done.changed} changed, {done.unchanged} as they were."
    if done.left_out:
        text += f" {done.left_out} rows of totals were left out."
    if dry_run:
        text += " This was a dry run: nothing was changed."
    emit(data, as_json, text)


@command(group, "load-areas", permission="operator")
@_file
@click.option("--kind", type=KINDS, required=True, help="What the areas are.")
@click.option("--code-field", required=True, help="The property that holds each area's code.")
@click.option("--name-field", required=True, help="The property that holds each area's name.")
@click.option("--parent-kind", type=KINDS, help="Put each area in the area of this kind that holds its middle.")
@_source
@_as_of
@_dry_run
@json_option
def load_areas(
    file: Path, kind: str, code_field: str, name_field: str, parent_kind: str | None,
    source: str, as_of: datetime | None, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Load areas from a GeoJSON file in WGS84 (longitude, latitude)."""
    rows = formats.read_areas(_bytes(file), file.name, code_field=code_field, name_field=name_field)
    done = actions.load_areas(
        actor=OPERATOR, rows=rows, kind=kind, parent_kind=parent_kind or "", origin=_origin(file, source, as_of),
        now=clock.now(), dry_run=dry_run,
    )  # fmt: skip
    _report(done, f"Areas ({kind})", dry_run=dry_run, as_json=as_json)


@command(group, "load-population", permission="operator")
@_file
@click.option("--area-field", required=True, help="The field that holds an area's code or name.")
@click.option("--count-field", required=True, help="The field that holds how many people.")
@click.option("--sex-field", default="", help="The field that holds the sex: Female, Male or All.")
@click.option("--age-field", default="", help="The field that holds the ages: 0-4, 37, 90+ or All.")
@click.option("--kind", type=KINDS, default="ward", show_default=True, help="The kind of area that rows name.")
@click.option("--leave-out", multiple=True, metavar="NAME", help="Skip rows of this area. May be given again.")
@_source
@_as_of
@_dry_run
@json_option
def load_population(
    file: Path, area_field: str, count_field: str, sex_field: str, age_field: str, kind: str,
    leave_out: tuple[str, ...], source: str, as_of: datetime | None, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Load how many people live in each area, from CSV or JSON. Rows of the same area, sex and ages add up."""
    rows = formats.population_rows(
        formats.read_records(_bytes(file), file.name),
        area_field=area_field, count_field=count_field, sex_field=sex_field, age_field=age_field,
    )  # fmt: skip
    done = actions.load_population(
        actor=OPERATOR, rows=rows, kind=kind, leave_out=leave_out, origin=_origin(file, source, as_of),
        now=clock.now(), dry_run=dry_run,
    )  # fmt: skip
    _report(done, f"Areas with population ({kind})", dry_run=dry_run, as_json=as_json)


@command(group, "load-deprivation", permission="operator")
@_file
@click.option("--area-field", required=True, help="The field that holds an area's code or name.")
@click.option("--tenth-field", required=True, help="The field that holds its tenth (decile): 1 is the most deprived.")
@click.option("--kind", type=KINDS, default="lsoa", show_default=True, help="The kind of area that rows name.")
@_source
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day that the figures describe.")
@json_option
def load_deprivation(
    file: Path, area_field: str, tenth_field: str, kind: str, source: str, as_of: datetime, as_json: bool
) -> None:
    """Load how deprived areas are, from CSV or JSON: the tenth of England that each is in."""
    records = formats.read_records(_bytes(file), file.name)
    labels, tenths = queries.labels(kind), dict[UUID, int]()
    for place, area, tenth in formats.tenth_rows(records, area_field=area_field, tenth_field=tenth_field):
        area_id = labels.get(queries.fold(area))
        if area_id is None:
            raise BadInput(f"no {kind} has the code or name “{area}”.", place=place,
                           mend="Correct the spelling, or load the areas first.")  # fmt: skip
        if tenths.setdefault(area_id, tenth) != tenth:
            raise BadInput(f"{area} stands in two tenths.", place=place, mend="Keep the right row.")
    origin = _origin(file, source, as_of)
    done = actions.store_deprivation(actor=OPERATOR, tenths=tenths, as_of=as_of.date(), origin=origin, now=clock.now())
    _report(done, f"Areas with deprivation ({kind})", dry_run=False, as_json=as_json)


@command(group, "load-postcodes", permission="operator")
@_file
@click.option("--postcode-field", default="postcode", show_default=True, help="The field that holds the postcode.")
@click.option("--lon-field", default="", help="The field with the longitude in degrees.")
@click.option("--lat-field", default="", help="The field with the latitude in degrees.")
@click.option("--easting-field", "--easting", default="", help="The field with the easting in metres.")
@click.option("--northing-field", "--northing", default="", help="The field with the northing in metres.")
@_source
@_as_of
@_dry_run
@json_option
def load_postcodes(
    file: Path, postcode_field: str, lon_field: str, lat_field: str, easting_field: str, northing_field: str,
    source: str, as_of: datetime | None, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Load postcodes from CSV, in degrees or on the British National Grid; each is put in its ward."""
    records = formats.read_records(_bytes(file), file.name)
    across, up, on_grid = _position_fields(records[0], lon_field, lat_field, easting_field, northing_field)
    rows = formats.postcode_rows(
        records, postcode_field=postcode_field, across_field=across, up_field=up, on_grid=on_grid
    )
    done = actions.load_postcodes(
        actor=OPERATOR, rows=rows, origin=_origin(file, source, as_of), now=clock.now(), dry_run=dry_run
    )
    _report(done, "Postcodes", dry_run=dry_run, as_json=as_json)


def _position_fields(record: formats.Record, lon: str, lat: str, easting: str, northing: str) -> tuple[str, str, bool]:
    """Which two fields hold the position, and whether they are metres of the grid."""
    if bool(lon) != bool(lat) or bool(easting) != bool(northing) or (lon and easting):
        raise BadInput(
            "the position needs two fields.", mend="Give --lon-field and --lat-field, or --easting and --northing."
        )
    if lon or easting:
        return (lon, lat, False) if lon else (easting, northing, True)
    usual = (("lon", "lat", False), ("longitude", "latitude", False), ("easting", "northing", True))
    for across, up, on_grid in usual:
        if {across, up} <= set(record.values):
            return across, up, on_grid
    there = ", ".join(f"“{name}”" for name in record.values)
    raise BadInput(
        "no field with a position is named.",
        mend=f"Give --lon-field and --lat-field, or --easting and --northing. The fields here are: {there}.",
    )


@command(group, "summary", permission="operator")
@json_option
def summary(as_json: bool) -> None:
    """Say how many areas of each kind there are, and how many people live in them."""
    areas, people = queries.counts(), queries.people_in_all()
    kinds = ", ".join(f"{count} × {kind}" for kind, count in areas.items()) or "no areas yet"
    if as_json:  # one compact line, as the documentation shows it
        click.echo(json.dumps({"areas": areas, "population": people}, separators=(",", ":")))
    else:
        click.echo(f"{kinds}; {people:,} people.")
