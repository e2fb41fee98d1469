"""Addresses, points and areas that can be found."""

import json
import re
from collections.abc import Sequence
from datetime import date

from coopcouncil.directory.domain.openreferral.findings import Findings, Node, quoted

# Shape of BS 7666: one or two letters, a digit, perhaps one more; then a digit and two letters.
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|GIR ?0AA")
_HERE = frozenset({"", "GB", "UK", "GBR", "UNITED KINGDOM", "ENGLAND", "SCOTLAND", "WALES", "NORTHERN IRELAND"})
# Degrees around the United Kingdom, with room to spare.
_SOUTH, _NORTH, _WEST, _EAST = 49.0, 61.5, -9.0, 3.0


def postcodes_are_postcodes(nodes: Sequence[Node], today: date) -> Findings:
    """A British address has a British postcode."""
    for node in nodes:
        if node.kind != "address" or node.text("country").upper() not in _HERE:
            continue
        text = node.text("postal_code")
        if text and not _POSTCODE.fullmatch(text.upper()):
            yield node.warn("bad-postcode", "postal_code", f"{quoted(text)} is no postcode.", "Write it like AM1 1AA.")


def points_are_on_the_earth(nodes: Sequence[Node], today: date) -> Findings:
    """Latitudes reach from -90 to 90 and longitudes from -180 to 180; a point has both; nobody serves at 0, 0."""
    for node in nodes:
        if node.kind != "location":
            continue
        latitude, longitude = node.number("latitude"), node.number("longitude")
        for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
            if value is not None and abs(value) > most:
                message = f"{value:g} is off the earth."
                yield node.warn("off-the-earth", name, message, f"Write degrees from -{most} to {most}.")
        if (latitude is None) != (longitude is None):
            lacking = "latitude" if latitude is None else "longitude"
            yield node.warn("half-a-point", lacking, f"There is no {lacking}.", "Write both, or leave out both.")
        if latitude == 0 and longitude == 0:
            yield node.warn("off-the-earth", "latitude", "0, 0 is in the sea.", "Write the place’s point, or none.")


def points_are_not_swapped(nodes: Sequence[Node], today: date) -> Findings:
    """A point that would be in Britain with its two numbers the other way round."""
    for node in nodes:
        latitude, longitude = node.number("latitude"), node.number("longitude")
        if latitude is None or longitude is None:
            continue
        if _WEST <= latitude <= _EAST and _SOUTH <= longitude <= _NORTH:
            message = f"{latitude:g}, {longitude:g} is far away; the other way round it is in Britain."
            yield node.warn("swapped-point", "latitude", message, "Swap latitude and longitude.")


def areas_can_be_drawn(nodes: Sequence[Node], today: date) -> Findings:
    """An area that says it is GeoJSON is."""
    for node in nodes:
        if node.kind != "service_area" or node.text("extent_type").lower() != "geojson":
            continue
        text = node.text("extent")
        try:
            drawn = json.loads(text)
        except (ValueError, RecursionError):
            drawn = None
        if text and not (isinstance(drawn, dict) and "type" in drawn):
            yield node.warn("bad-area", "extent", f"{quoted(text)} is not GeoJSON.", "Mend it, or leave it out.")
