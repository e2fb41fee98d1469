"""The directory’s one door for other contexts."""

from coopcouncil.directory.domain import record
from coopcouncil.directory.domain.catalogue import ServiceType
from coopcouncil.directory.domain.categories import Category
from coopcouncil.directory.domain.everyday import Danger, danger_in, spoken_of
from coopcouncil.directory.domain.opening import State as OpeningState
from coopcouncil.directory.domain.search import DOOR, ORGANISATION, PLACE, SERVICE, Answer, Ask, Hit, Library
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
    service,
    service_type,
    service_types,
    service_types_in,
    services_of,
)
from coopcouncil.directory.public.desk import approver_items, provider_items
from coopcouncil.directory.public.providing import (
    ServicePlace,
    change_hands,
    kinds_of_place,
    open_service,
    service_places,
)
from coopcouncil.directory.public.searching import (
    audiences,
    categories,
    category_names,
    count_search,
    countable,
    opening_state,
    search_library,
    search_map,
    search_shelf,
    search_shown,
)
from coopcouncil.directory.queries import Near, Page, ServiceFilter, service_record, services_page
from coopcouncil.directory.queries import ServiceRow as ServiceView
from coopcouncil.directory.queries.searching import Shown
from coopcouncil.kernel.search import Reading

__all__ = [
    "DOOR",
    "ORGANISATION",
    "PLACE",
    "SERVICE",
    "AccessPointView",
    "Answer",
    "Ask",
    "Category",
    "Danger",
    "Hit",
    "Library",
    "Near",
    "OpeningState",
    "Page",
    "Reading",
    "ServiceFilter",
    "ServicePlace",
    "ServiceType",
    "ServiceView",
    "Shown",
    "access_point",
    "access_point_name",
    "access_points",
    "approver_items",
    "audiences",
    "categories",
    "category_names",
    "change_hands",
    "count_search",
    "countable",
    "danger_in",
    "desk_items",
    "export_person",
    "kinds_of_place",
    "offering",
    "open_service",
    "opening_state",
    "outcomes",
    "provider_items",
    "recipient_for",
    "recipients_for",
    "record",
    "search_library",
    "search_map",
    "search_shelf",
    "search_shown",
    "service",
    "service_places",
    "service_record",
    "service_type",
    "service_types",
    "service_types_in",
    "services_of",
    "services_page",
    "spoken_of",
]
