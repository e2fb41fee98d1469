"""The directory's pages: one module for services and their keeping, one for organisations and places."""

from coopcouncil.directory.views.approving import changes_to_decide, decide, history
from coopcouncil.directory.views.completing import gaps
from coopcouncil.directory.views.confiding import confidential_place
from coopcouncil.directory.views.embedding import embedded_map
from coopcouncil.directory.views.giving import changes, data, file, sitemap
from coopcouncil.directory.views.keeping import assure, edit, to_confirm
from coopcouncil.directory.views.market import market_providers, market_types, market_years, mixed_market
from coopcouncil.directory.views.missed import missed, missed_term
from coopcouncil.directory.views.own_organisation import organisation_history, own_organisation
from coopcouncil.directory.views.own_places import add_place, change_place, leave_place, own_places
from coopcouncil.directory.views.places import access_point, access_points, organisation, organisations
from coopcouncil.directory.views.providing import change_part, own_service, own_services, withdraw_change
from coopcouncil.directory.views.returning import returns, send_return
from coopcouncil.directory.views.services import front, service, services

__all__ = [
    "access_point",
    "access_points",
    "add_place",
    "assure",
    "change_part",
    "change_place",
    "changes",
    "changes_to_decide",
    "confidential_place",
    "data",
    "decide",
    "edit",
    "embedded_map",
    "file",
    "front",
    "gaps",
    "history",
    "leave_place",
    "market_providers",
    "market_types",
    "market_years",
    "missed",
    "missed_term",
    "mixed_market",
    "organisation",
    "organisation_history",
    "organisations",
    "own_organisation",
    "own_places",
    "own_service",
    "own_services",
    "returns",
    "send_return",
    "service",
    "services",
    "sitemap",
    "to_confirm",
    "withdraw_change",
]
