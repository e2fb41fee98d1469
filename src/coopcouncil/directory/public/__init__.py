"""The directory’s one door for other contexts."""

from coopcouncil.directory.domain import record
from coopcouncil.directory.domain.catalogue import ServiceType
from coopcouncil.directory.public.asking import (
    AccessPointView,
    access_point,
    access_point_name,
    access_points,
    desk_items,
    export_person,
    offering,
    outcomes,
    recipient_for,
    recipients_for,
    search_hits,
    service,
    service_type,
    service_types,
    service_types_in,
    services_of,
)
from coopcouncil.directory.queries import Near, Page, ServiceFilter, service_record, services_page
from coopcouncil.directory.queries import ServiceRow as ServiceView

__all__ = [
    "AccessPointView",
    "Near",
    "Page",
    "ServiceFilter",
    "ServiceType",
    "ServiceView",
    "access_point",
    "access_point_name",
    "access_points",
    "desk_items",
    "export_person",
    "offering",
    "outcomes",
    "recipient_for",
    "recipients_for",
    "record",
    "search_hits",
    "service",
    "service_record",
    "service_type",
    "service_types",
    "service_types_in",
    "services_of",
    "services_page",
]
