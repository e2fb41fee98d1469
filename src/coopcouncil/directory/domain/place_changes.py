"""What of a public place may be changed, and what of it the council must agree to: where people are sent."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from coopcouncil.kernel.words import Said

# By the names of `record.Location`; `features` are codes of what helps people to get in.
MATTERS = frozenset(
    {
        "name", "location_type", "address_1", "address_2", "city", "region", "postcode", "longitude", "latitude",
        "ward_id", "external_identifier", "external_identifier_type",
    }
)  # fmt: skip
LIVE = frozenset({"description", "url", "transportation"})
EDITABLE = MATTERS | LIVE
FEATURES = "features"
NEW = "new_place"  # the name under which a place that is not there yet is proposed
# What goes with an address and tells a reader nothing.
NOT_SHOWN = frozenset({"longitude", "latitude", "ward_id"})

WORDS: Mapping[str, Said] = MappingProxyType(
    {
        "location_type": Said("What kind of address"),
        "address_1": Said("Building and street"),
        "address_2": Said("Second line of the address"),
        "city": Said("Town"),
        "region": Said("Region"),
        "postcode": Said("Postcode"),
        "url": Said("Website"),
        "transportation": Said("How to get there"),
        "external_identifier": Said("Number of the property"),
        "external_identifier_type": Said("Kind of that number"),
        FEATURES: Said("Getting in"),
        NEW: Said("A new place"),
    }
)


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a change that a reader of it needs."""
    return {name: value for name, value in values.items() if name not in NOT_SHOWN}
