"""Our records as Open Referral UK (HSDS-UK 3.0) has them, and pages of them."""

from coopcouncil.directory.formats.hsds.bodies import organization, taxonomy, taxonomy_term
from coopcouncil.directory.formats.hsds.pages import page
from coopcouncil.directory.formats.hsds.places import location, service_at_location
from coopcouncil.directory.formats.hsds.saying import Frame
from coopcouncil.directory.formats.hsds.services import minimal, service, service_in_short

__all__ = [
    "Frame",
    "location",
    "minimal",
    "organization",
    "page",
    "service",
    "service_at_location",
    "service_in_short",
    "taxonomy",
    "taxonomy_term",
]
